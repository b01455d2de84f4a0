"""What servers do by themselves: look for those where nothing happens any more."""

import asyncio
import logging

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from beep.features.servers.service.archives import Archives
from beep.kit.errors import Refusal

_log = logging.getLogger("beep.features.servers.upkeep")
# Days are what counts; a few times a day is often enough, and a young process first serves.
_EVERY_S = 6 * 3600.0
_FIRST_S = 600.0


class Upkeep:
    """Runs in every process: each server is decided under its lock, so nothing is done twice."""

    def __init__(self, archives: Archives) -> None:
        self._archives = archives

    async def run(self) -> None:
        await asyncio.sleep(_FIRST_S)
        while True:
            try:
                await self._archives.sweep()
            except (SQLAlchemyError, psycopg.Error, OSError, Refusal) as error:
                _log.warning("upkeep waits for the next time", extra={"reason": str(error)})
            await asyncio.sleep(_EVERY_S)
