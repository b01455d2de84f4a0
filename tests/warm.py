"""Connections that outlive the program of one test and serve the next one's.

A program is built anew for every test: nothing it remembers reaches another test. Its connections to the
database remember only how to do what they did before, and opening them takes longer than most tests last.
"""

import asyncio
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from beep.runtime.connections import Watch, WatchedPool
from beep.runtime.database import Database

# What these connections are called in `pg_stat_activity`; tests/databases.py knows it too.
NAME = "warm"
_USUAL = {"pool_size": 8, "timeout_s": 10.0}
_TURNS = 100


class _WarmPool(WatchedPool):
    """Stays open when its program closes it, for the next program; `end` closes it."""

    def taken_by(self, watch: Watch) -> None:
        self._watch = watch

    async def open(self, wait: bool = False, timeout: float = 30) -> None:  # noqa: ASYNC109 - its signature
        if self.closed:
            await super().open(wait, timeout)

    async def close(self, timeout: float = 5) -> None:  # noqa: ASYNC109 - its signature
        if not await self._is_whole():
            await self.end(timeout)

    async def end(self, timeout_s: float = 5) -> None:
        await super().close(timeout_s)

    async def _is_whole(self) -> bool:
        """Tell whether every connection has come back, which takes some turns of the loop."""
        for _ in range(_TURNS):
            if len(self._pool) == self._nconns and not self._waiting:
                return True
            await asyncio.sleep(0)
        return False


class Warmth:
    """What is kept open to one database; one program at a time has it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_taken = False
        self.engine: AsyncEngine | None = None
        self.pools: dict[tuple[int, bool, bool], WatchedPool] = {}

    async def end(self) -> None:
        for pool in self.pools.values():
            if isinstance(pool, _WarmPool):
                await pool.end()
        self.pools.clear()
        if self.engine is not None:
            await self.engine.dispose()
        self.engine = None


_kept: dict[str, Warmth] = {}


def keep(url: str) -> Warmth:
    """Begin to keep connections to a database open."""
    return _kept.setdefault(url, Warmth(url))


def opened(url: str, **options: Any) -> Database:
    """Return the database a program asks for: warm if it is kept, free, and asked for as usual."""
    warmth = _kept.get(url)
    if warmth is None or warmth.is_taken or options != _USUAL:
        return Database(url, **options)
    return _WarmDatabase(warmth, **options)


class _WarmDatabase(Database):
    """One program's turn with what is kept open."""

    pools = _WarmPool

    def __init__(self, warmth: Warmth, **options: Any) -> None:
        super().__init__(f"{warmth.url}&application_name={NAME}", engine=warmth.engine, **options)
        warmth.engine = self.engine
        warmth.is_taken = True
        self._warmth = warmth
        self._is_closed = False

    def driver_pool(self, *, size: int, autocommit: bool = True, by_key: bool = False) -> WatchedPool:
        kept, key = self._warmth.pools, (size, autocommit, by_key)
        pool = kept.get(key)
        # A closed pool never opens again.
        if pool is None or (pool.closed and pool._opened):
            pool = kept[key] = super().driver_pool(size=size, autocommit=autocommit, by_key=by_key)
        pool.taken_by(self.watch)
        return pool

    async def close(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        event.remove(self.engine.sync_engine, "checkout", self._checked_out)
        event.remove(self.engine.sync_engine, "checkin", self._checked_in)
        is_whole = not self._inside and not len(self.watch)
        self._warmth.is_taken = False
        if not is_whole:
            await self._warmth.end()
