"""What factors does by itself: forgets what was asked and never answered."""

import asyncio
import logging
from datetime import timedelta

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from beep.features.factors import store
from beep.kit.errors import Refusal
from beep.runtime.clock import Clock
from beep.runtime.database import Database

_log = logging.getLogger("beep.features.factors.upkeep")
_EVERY_S = 300.0
_FORGET_AFTER = timedelta(hours=1)


class Upkeep:
    """Runs in every process: two that do the same forget nothing twice."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(self) -> None:
        while True:
            await asyncio.sleep(_EVERY_S)
            try:
                await self.clean()
            except (SQLAlchemyError, psycopg.Error, OSError, Refusal) as error:
                _log.warning("upkeep waits for the next time", extra={"reason": str(error)})

    async def clean(self) -> None:
        before = self._clock.now() - _FORGET_AFTER
        async with self._database.write() as tx:
            await store.forget_challenges(tx.connection, before=before)
            await store.forget_offers(tx.connection, before=before)
            await store.forget_guesses(tx.connection, before=before)
