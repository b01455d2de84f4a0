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
        """Let time pass: `move(hours=24)`. A step back moves wall time only, as it does on a machine."""
        step = timedelta(**by)
        if step < timedelta(0):
            self._at += step
        else:
            self._passed_s += step.total_seconds()
