"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    def __init__(self, at: datetime = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)) -> None:
        self._at = at
        self._passed_s = 0.0

    def now(self) -> datetime:
        return self._at + timedelta(seconds=self._passed_s)

    def monotonic(self) -> float:
        return self._passed_s

    def move(self, **by: float) -> None:
        """Let time pass: `move(hours=24)`."""
        self._passed_s += timedelta(**by).total_seconds()
