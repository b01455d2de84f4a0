"""The number of a running process, unique while it runs: ids made by two processes never meet."""

import asyncio
import logging
import random

import psycopg

from beep.kit.errors import Unavailable
from beep.kit.ids import MAX_PROCESS, Snowflakes
from beep.runtime.database import Database
from beep.runtime.outbox import Connection

_log = logging.getLogger("beep.runtime.process")
# First half of the advisory lock; the second half is the number.
_SPACE = 0x6265
_COUNT = """
SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2 AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
_TRIES = 64
_AGAIN_S = 0.2


class Claim:
    """Holds a number by a connection of its own, and lets `ids` be made only while it does.

    The number is free as soon as the database loses that connection, so ids pause at once. What follows
    goes on with the same number or, when another process has it by now, with another.
    """

    def __init__(self, database: Database, ids: Snowflakes) -> None:
        self._database = database
        self._ids = ids
        self._connection: Connection | None = None

    async def take(self, *, wanted: int | None = None) -> None:
        """Take a number, `wanted` if it is free; raises `Unavailable` when all are taken."""
        connection = await self._database.connect()
        try:
            number = await claim_number(connection, wanted=wanted)
        except BaseException:
            await connection.close()
            raise
        self._connection = connection
        self._ids.resume(number)

    async def keep(self) -> None:
        """Hold a number for ever."""
        while True:
            await self._until_lost()
            self._ids.pause()
            _log.warning("the process number was lost; no ids are made until there is one")
            await self._take_again()

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()

    async def _until_lost(self) -> None:
        if self._connection is None:
            return
        try:
            # Nobody notifies: this ends, at once, when the connection does.
            async for _ in self._connection.notifies():
                continue
        except (psycopg.Error, OSError):
            await self._connection.close()

    async def _take_again(self) -> None:
        while True:
            try:
                await self.take(wanted=self._ids.process)
            except (psycopg.Error, OSError, Unavailable) as error:
                _log.warning("there is no process number yet", extra={"reason": str(error)})
                await asyncio.sleep(_AGAIN_S)
            else:
                return


async def claim_number(connection: Connection, *, wanted: int | None = None) -> int:
    """Return a number from 0 to 1023 that no other process holds, for as long as `connection` lives.

    It is `wanted` if that is free.
    """
    tries = random.sample(range(MAX_PROCESS + 1), _TRIES)
    for number in tries if wanted is None else [wanted, *tries]:
        cursor = await connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (_SPACE, number))
        row = await cursor.fetchone()
        if row and row[0]:
            return number
    raise Unavailable("Too many Beep processes use this database.")


async def is_alone(database: Database) -> bool:
    """Tell whether no process but this one, which holds a number, uses the database."""
    async with database.read() as connection:
        return (await connection.exec_driver_sql(_COUNT, (_SPACE,))).scalar_one() <= 1
