"""Snowflake ids: 42 bits of milliseconds since 2015, 10 of process, 12 of counter.

The epoch and the layout are those client libraries compute `created_at` from.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NewType

from beep.kit.errors import Unavailable

EPOCH_MS = 1_420_070_400_000
_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
MAX_ID = (1 << 63) - 1
MAX_PROCESS = (1 << 10) - 1
_COUNTER_MASK = (1 << 12) - 1

UserId = NewType("UserId", int)
ServerId = NewType("ServerId", int)
RoleId = NewType("RoleId", int)
ChannelId = NewType("ChannelId", int)
MessageId = NewType("MessageId", int)
SessionId = NewType("SessionId", int)
ApplicationId = NewType("ApplicationId", int)


def created_at(snowflake: int) -> datetime:
    """Return the moment an id was made."""
    return _EPOCH + timedelta(milliseconds=snowflake >> 22)


def first_id_at(moment: datetime) -> int:
    """Return the smallest id a process could make at `moment`, to cut histories by date."""
    return max(0, (moment - _EPOCH) // _MS) << 22


class Snowflakes:
    """Makes ids that only grow, even when the clock steps back.

    `now` gives wall time; `process` (0 to 1023) must be unique among running processes.
    """

    def __init__(self, now: Callable[[], datetime], process: int = 0) -> None:
        self._now = now
        self._last_ms = 0
        self._counter = -1
        self.resume(process)

    def pause(self) -> None:
        """Make no id until `resume`: another process may have this one's number."""
        self._is_paused = True

    def resume(self, process: int) -> None:
        """Make ids under this number from now on."""
        if not 0 <= process <= MAX_PROCESS:
            raise ValueError(f"process must be 0 to {MAX_PROCESS}, got {process}")
        self.process = process
        self._is_paused = False

    def next(self, *, above: int = 0) -> int:
        """Return a fresh id, greater than `above` and than every id made here before.

        Raises `Unavailable` while paused.
        """
        if self._is_paused:
            raise Unavailable("Beep is looking for its database; try again in a moment.")
        now_ms = max((self._now() - _EPOCH) // _MS, above >> 22)
        if now_ms > self._last_ms:
            self._last_ms, self._counter = now_ms, -1
        made = self._advance()
        while made <= above:
            self._last_ms, self._counter = (above >> 22) + 1, -1
            made = self._advance()
        return made

    def _advance(self) -> int:
        if self._counter == _COUNTER_MASK:
            self._last_ms, self._counter = self._last_ms + 1, -1
        self._counter += 1
        return (self._last_ms << 22) | self.process << 12 | self._counter
