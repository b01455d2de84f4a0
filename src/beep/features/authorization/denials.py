"""Collects refusals in memory and writes them together, so that a refusal costs its caller nothing."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from beep.features.authorization.contract import DenialView
from beep.kit.errors import Unavailable
from beep.kit.ids import ChannelId, ServerId, UserId
from beep.kit.permissions import Permission
from beep.runtime.clock import Clock

_log = logging.getLogger(__name__)
# More at once are an attack, and its beginning is enough to see it.
_WAITING = 5000
Key = tuple[ServerId, UserId, ChannelId | None, Permission]


class Denials:
    """Counts the same refusal again instead of listing it; what is not written yet dies with the process."""

    def __init__(
        self, clock: Clock, write: Callable[[Sequence[DenialView]], Awaitable[None]], *, every_s: float
    ) -> None:
        self._clock = clock
        self._write = write
        self._every_s = every_s
        self._waiting: dict[Key, DenialView] = {}
        self._is_something = asyncio.Event()

    def note(
        self, user_id: UserId, server_id: ServerId, missing: Permission, channel_id: ChannelId | None = None
    ) -> None:
        key = (server_id, user_id, channel_id, missing)
        now = self._clock.now()
        if known := self._waiting.get(key):
            self._waiting[key] = replace(known, count=known.count + 1, last_at=now)
        elif len(self._waiting) < _WAITING:
            self._waiting[key] = DenialView(server_id, user_id, channel_id, missing, 1, now, now)
            self._is_something.set()

    async def write(self) -> None:
        """Write what there is."""
        self._is_something.clear()
        waiting, self._waiting = self._waiting, {}
        if waiting:
            await self._write(list(waiting.values()))

    async def run(self) -> None:
        while True:
            await self._is_something.wait()
            await asyncio.sleep(self._every_s)
            try:
                await self.write()
            except Unavailable as error:
                _log.warning("refusals were not kept", extra={"reason": str(error)})

    async def close(self) -> None:
        with contextlib.suppress(Unavailable):
            await self.write()
