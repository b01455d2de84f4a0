"""Counts failed sign-ins per address and per account, shared by all processes (AUTH-12, AMB-10).

A place is taken before the password is looked at, so that many attempts at once cannot pass
together. An attempt that may still succeed makes others wait; only failures refuse them.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.auth.errors import SignInBusy, TooManyFailures
from beep.features.auth.settings import AuthSettings
from beep.features.auth.tables import attempt
from beep.runtime.clock import Clock
from beep.runtime.database import Database

_WINDOW = timedelta(seconds=60)
_ACCOUNT_WINDOW = timedelta(minutes=15)
# An attempt this old was cut short by a crash, and counts as failed.
_STALE = timedelta(seconds=30)
_POLL_S = 0.05
_POLLS = 200
_WAITING_PER_ADDRESS = 200
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('auth.attempt ' || :address, 0))")


@dataclass(slots=True)
class _Gate:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    inside: int = 0


class Attempts:
    def __init__(self, database: Database, clock: Clock, settings: AuthSettings) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._gates: dict[str, _Gate] = {}

    @asynccontextmanager
    async def gate(self, address: str) -> AsyncGenerator[None]:
        """Let one attempt of an address through at a time; passwords are hashed one by one anyway."""
        gate = self._gates.setdefault(address, _Gate())
        if gate.inside >= _WAITING_PER_ADDRESS:
            raise SignInBusy(retry_after_s=5)
        gate.inside += 1
        try:
            async with gate.lock:
                yield
        finally:
            gate.inside -= 1
            if not gate.inside:
                del self._gates[address]

    async def reserve(self, address: str, account: bytes) -> int:
        """Take a place for one attempt and return its id; raises `TooManyFailures`."""
        for _ in range(_POLLS):
            async with self._database.write() as tx:
                await tx.connection.execute(_LOCK, {"address": address})
                place = await self._place(tx.connection, address, account)
            if place is not None:
                return place
            await asyncio.sleep(_POLL_S)
        raise SignInBusy

    async def _place(self, connection: AsyncConnection, address: str, account: bytes) -> int | None:
        """Return a new attempt's id; `None` while others, still undecided, fill the window."""
        now = self._clock.now()
        limit = self._settings.failures_per_minute
        same_address = attempt.c.ip_key == address
        await self._check(connection, same_address, limit, _WINDOW, now)
        account_limit = self._settings.account_failures
        await self._check(connection, attempt.c.account_key == account, account_limit, _ACCOUNT_WINDOW, now)
        recent = select(func.count()).where(same_address, attempt.c.at > now - _WINDOW)
        if (await connection.execute(recent)).scalar_one() >= limit:
            return None
        row = {"ip_key": address, "account_key": account, "at": now, "is_pending": True}
        added = await connection.execute(insert(attempt).values(row).returning(attempt.c.id))
        return int(added.scalar_one())

    async def _check(
        self,
        connection: AsyncConnection,
        whose: ColumnElement[bool],
        limit: int,
        window: timedelta,
        now: datetime,
    ) -> None:
        failed = ~attempt.c.is_pending | (attempt.c.at <= now - _STALE)
        last = select(attempt.c.at).where(whose, failed, attempt.c.at > now - window)
        found = await connection.execute(last.order_by(attempt.c.at.desc()).offset(limit - 1).limit(1))
        oldest: Any = found.scalar_one_or_none()
        if oldest is not None:
            raise TooManyFailures(retry_after_s=(oldest + window - now).total_seconds())

    @staticmethod
    async def fail(connection: AsyncConnection, place: int) -> None:
        await connection.execute(update(attempt).where(attempt.c.id == place).values(is_pending=False))

    @staticmethod
    async def forget(connection: AsyncConnection, place: int) -> None:
        """Give a place back: the attempt succeeded, or was never judged."""
        await connection.execute(delete(attempt).where(attempt.c.id == place))

    async def forget_old(self, connection: AsyncConnection) -> None:
        await connection.execute(delete(attempt).where(attempt.c.at < self._clock.now() - _ACCOUNT_WINDOW))
