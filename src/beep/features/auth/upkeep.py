"""What auth does by itself: write activity down, end sessions in time, look for new keys."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from beep.features.auth.service.accounts import AccountsService
from beep.features.auth.service.parts import Parts
from beep.kit.errors import Refusal

_log = logging.getLogger("beep.features.auth.upkeep")
_TICK_S = 5.0
_SWEEP_TICKS = 2
_CLEAN_TICKS = 60


class Upkeep:
    """Runs in every process: each step leaves to others what they are at."""

    def __init__(self, parts: Parts, accounts: AccountsService) -> None:
        self._parts = parts
        self._accounts = accounts

    async def run(self) -> None:
        tick = 0
        while True:
            await asyncio.sleep(_TICK_S)
            tick += 1
            await self._step(self._parts.sessions.write_activity)
            await self._step(self._parts.keys.look_again)
            if tick % _SWEEP_TICKS == 0:
                await self._step(self._parts.sessions.end_overdue)
                await self._step(self._accounts.activate_waiting)
            if tick % _CLEAN_TICKS == 0:
                await self._step(self.clean)

    async def clean(self) -> None:
        """Forget what is of no more use."""
        async with self._parts.database.write() as tx:
            await self._parts.attempts.forget_old(tx)
            await self._parts.sessions.forget_old(tx)
            await self._parts.challenges.forget_old(tx)

    @staticmethod
    async def _step(step: Callable[[], Awaitable[object]]) -> None:
        try:
            await step()
        except (SQLAlchemyError, psycopg.Error, OSError, Refusal) as error:
            _log.warning("upkeep waits for the next time", extra={"reason": str(error)})
