"""What commands tell about a Beep that need not be running."""

import psycopg

from beep.runtime.database import conninfo

_PARKED = """
SELECT name, stream, seq, parked_at, error FROM outbox.fact WHERE parked_at IS NOT NULL
ORDER BY parked_at DESC LIMIT 200"""


async def parked_facts(url: str) -> list[str]:
    """Return one line for each parked fact, the newest first, 200 at most."""
    async with await psycopg.AsyncConnection.connect(conninfo(url), connect_timeout=5) as connection:
        cursor = await connection.execute(_PARKED)
        rows = await cursor.fetchall()
    return [f"{at:%Y-%m-%d %H:%M:%S} {name} {stream}-{seq}: {error}" for name, stream, seq, at, error in rows]
