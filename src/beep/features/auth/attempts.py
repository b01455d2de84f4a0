"""Counts failed sign-ins per address and per account, shared by all processes (AUTH-12, AMB-10).

A place is taken before the password is looked at, so that many attempts at once cannot pass
together. An attempt that may still succeed makes others wait; only failures refuse them.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from beep.features.auth import store
from beep.features.auth.errors import SignInBusy, TooManyFailures
from beep.features.auth.settings import AuthSettings
from beep.runtime import security
from beep.runtime.clock import Clock
from beep.runtime.database import Database, Transaction

_WINDOW = timedelta(seconds=60)
_ACCOUNT_WINDOW = timedelta(minutes=15)
# An attempt this old was cut short by a crash, and counts as failed.
_STALE = timedelta(seconds=30)
_POLL_S = 0.05
_POLLS = 200
_WAITING_PER_ADDRESS = 200


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
                await store.lock_attempts(tx.connection, address)
                place = await self._place(tx, address, account)
            if place is not None:
                return place
            await asyncio.sleep(_POLL_S)
        raise SignInBusy

    async def _place(self, tx: Transaction, address: str, account: bytes) -> int | None:
        """Return a new attempt's id; `None` while others, still undecided, fill the window."""
        now = self._clock.now()
        limit = self._settings.failures_per_minute
        failed = await store.failure_from_last(
            tx.connection, limit, ip_key=address, since=now - _WINDOW, stale=now - _STALE
        )
        self._check(failed, _WINDOW, now)
        failed = await store.failure_from_last(
            tx.connection,
            self._settings.account_failures,
            account_key=account,
            since=now - _ACCOUNT_WINDOW,
            stale=now - _STALE,
        )
        self._check(failed, _ACCOUNT_WINDOW, now)
        if await store.count_attempts(tx.connection, address, since=now - _WINDOW) >= limit:
            return None
        return await store.insert_attempt(tx.connection, address, account, at=now)

    @staticmethod
    def _check(failed_at: datetime | None, window: timedelta, now: datetime) -> None:
        """Refuse while the failure that filled the window is inside it."""
        if failed_at is not None:
            security.tell("sign_in.throttled", is_alarming=True)
            raise TooManyFailures(retry_after_s=(failed_at + window - now).total_seconds())

    async def forget_old(self, tx: Transaction) -> None:
        before = self._clock.now() - _ACCOUNT_WINDOW
        await store.forget_attempts(tx.connection, before=before)
        await store.forget_tickets(tx.connection, before=before)
