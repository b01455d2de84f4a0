"""Carries out what is due: whoever asked to leave is gone within a minute of the moment they were told."""

import asyncio
import logging

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from beep.features.leaving.service import LeavingService
from beep.kit.errors import Refusal

_log = logging.getLogger("beep.features.leaving.upkeep")
_EVERY_S = 30.0


class Upkeep:
    """Runs in every process: each takes what no other one is at."""

    def __init__(self, service: LeavingService) -> None:
        self._service = service

    async def run(self) -> None:
        while True:
            await asyncio.sleep(_EVERY_S)
            try:
                while await self._service.carry_out_due():
                    pass
            except (SQLAlchemyError, psycopg.Error, OSError, Refusal) as error:
                _log.warning("who leaves waits for the next time", extra={"reason": str(error)})
