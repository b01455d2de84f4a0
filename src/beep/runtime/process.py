"""The number of a running process, unique while it runs: ids made by two processes never meet."""

import logging
import random

import psycopg

from beep.kit.errors import Unavailable
from beep.kit.ids import MAX_PROCESS
from beep.runtime.outbox import Connection

_log = logging.getLogger("beep.runtime.process")
# First half of the advisory lock; the second half is the number.
_SPACE = 0x6265
_TRIES = 64


async def claim_number(connection: Connection) -> int:
    """Return a number from 0 to 1023 that no other process holds, for as long as `connection` lives."""
    for number in random.sample(range(MAX_PROCESS + 1), _TRIES):
        cursor = await connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (_SPACE, number))
        row = await cursor.fetchone()
        if row and row[0]:
            return number
    raise Unavailable("Too many Beep processes use this database.")


async def still_claimed(connection: Connection) -> bool:
    """Tell whether the claim holds: the lock is gone with the connection."""
    try:
        await connection.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True


async def claim_again(connection: Connection, number: int) -> bool:
    """Take the same number over a new connection; false when another process has it by now."""
    cursor = await connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (_SPACE, number))
    row = await cursor.fetchone()
    return bool(row and row[0])
