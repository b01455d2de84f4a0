"""The one source of time, injected so that tests can move it."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Return wall time in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go back; for durations and limits."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the clock itself

    def monotonic(self) -> float:
        return time.monotonic()
