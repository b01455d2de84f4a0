"""What identities does by itself: forget what nobody came back to."""

import asyncio
import logging

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from beep.features.identities.service import IdentitiesService
from beep.kit.errors import Refusal

_log = logging.getLogger("beep.features.identities.upkeep")
_TICK_S = 300.0


class Upkeep:
    def __init__(self, service: IdentitiesService) -> None:
        self._service = service

    async def run(self) -> None:
        while True:
            await asyncio.sleep(_TICK_S)
            try:
                await self.clean()
            except (SQLAlchemyError, psycopg.Error, OSError, Refusal) as error:
                _log.warning("upkeep waits for the next time", extra={"reason": str(error)})

    async def clean(self) -> None:
        await self._service.flows.forget_old()
        await self._service.newcomers.forget_old()
