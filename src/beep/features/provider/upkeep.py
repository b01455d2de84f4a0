"""What provider does by itself: forget what ended long ago."""

import asyncio
import logging

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from beep.features.provider.service import ProviderService
from beep.kit.errors import Refusal

_log = logging.getLogger("beep.features.provider.upkeep")
_EVERY_S = 3600.0


class Upkeep:
    """Runs in every process; doing it twice forgets nothing more."""

    def __init__(self, service: ProviderService) -> None:
        self._service = service

    async def run(self) -> None:
        while True:
            await asyncio.sleep(_EVERY_S)
            try:
                await self._service.consents.forget_old()
            except (SQLAlchemyError, psycopg.Error, OSError, Refusal) as error:
                _log.warning("upkeep waits for the next time", extra={"reason": str(error)})
