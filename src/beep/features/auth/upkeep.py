"""What auth does by itself: write activity down, end sessions in time, look for new keys."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from beep.features.auth.attempts import Attempts
from beep.features.auth.keys import KeyRing
from beep.features.auth.service import AuthService
from beep.features.auth.sessions import Sessions
from beep.kit.errors import Refusal
from beep.runtime.database import Database

_log = logging.getLogger("beep.features.auth.upkeep")
_TICK_S = 5.0
_SWEEP_TICKS = 2
_CLEAN_TICKS = 60


class Upkeep:
    """Runs in every process: each step leaves to others what they are at."""

    def __init__(
        self, database: Database, service: AuthService, sessions: Sessions, attempts: Attempts, keys: KeyRing
    ) -> None:
        self._database = database
        self._service = service
        self._sessions = sessions
        self._attempts = attempts
        self._keys = keys

    async def run(self) -> None:
        tick = 0
        while True:
            await asyncio.sleep(_TICK_S)
            tick += 1
            await self._step(self._sessions.write_activity)
            await self._step(self._keys.look_again)
            if tick % _SWEEP_TICKS == 0:
                await self._step(self._sessions.end_overdue)
                await self._step(self._service.activate_waiting)
            if tick % _CLEAN_TICKS == 0:
                await self._step(self.clean)

    async def clean(self) -> None:
        """Forget what is of no more use."""
        async with self._database.write() as tx:
            await self._attempts.forget_old(tx)
            await self._sessions.forget_old(tx)

    @staticmethod
    async def _step(step: Callable[[], Awaitable[object]]) -> None:
        try:
            await step()
        except (SQLAlchemyError, psycopg.Error, OSError, Refusal) as error:
            _log.warning("upkeep waits for the next time", extra={"reason": str(error)})
