"""What media does by itself: sweep away what nobody came back for, look for a new signing key."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from beep.features.media.links import Links
from beep.features.media.service import MediaService
from beep.kit.errors import Refusal

_log = logging.getLogger("beep.media.upkeep")
_TICK_S = 5.0
_SWEEP_TICKS = 24


class Upkeep:
    """Runs in every process that holds media: each step leaves to others what they are at."""

    def __init__(self, service: MediaService, links: Links) -> None:
        self._service = service
        self._links = links

    async def run(self) -> None:
        tick = 0
        while True:
            await asyncio.sleep(_TICK_S)
            tick += 1
            await self._step(self._links.look)
            if tick % _SWEEP_TICKS == 0:
                await self._step(self._service.sweep)

    @staticmethod
    async def _step(step: Callable[[], Awaitable[object]]) -> None:
        try:
            await step()
        except (SQLAlchemyError, psycopg.Error, OSError, Refusal) as error:
            _log.warning("upkeep waits for the next time", extra={"reason": str(error)})
