"""What channels do by themselves: archive threads nobody writes in."""

import asyncio
import logging

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from beep.features.channels.service import ChannelsService
from beep.kit.errors import Refusal

_log = logging.getLogger("beep.features.channels.upkeep")
_EVERY_S = 30.0


class Upkeep:
    """Runs in every process; a thread is archived once, under its server's lock."""

    def __init__(self, service: ChannelsService) -> None:
        self._service = service

    async def run(self) -> None:
        while True:
            await asyncio.sleep(_EVERY_S)
            try:
                await self._service.threads.archive_idle()
            except (SQLAlchemyError, psycopg.Error, OSError, Refusal) as error:
                _log.warning("threads are archived the next time", extra={"reason": str(error)})
