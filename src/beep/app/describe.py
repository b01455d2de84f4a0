"""What commands tell about the log of a Beep that need not be running, and do to it."""

from collections.abc import Sequence

import psycopg

from beep.runtime.database import conninfo

# A dispatcher looks every five seconds: what waits longer has nobody who knows it.
_STUCK = """
SELECT name, stream, seq, coalesce(parked_at, recorded_at), error FROM outbox.fact
WHERE pending AND (parked_at IS NOT NULL OR recorded_at < now() - interval '1 minute')
ORDER BY 4 DESC LIMIT 200"""
_UNPARK = """
UPDATE outbox.fact SET parked_at = NULL, error = NULL
WHERE parked_at IS NOT NULL AND (%(all)s OR stream || '-' || seq = ANY(%(wanted)s))"""
_WAITS = "waits for a process that knows it"


async def stuck_facts(url: str) -> list[str]:
    """Return one line for each fact that became no job, the newest first, 200 at most."""
    async with await psycopg.AsyncConnection.connect(conninfo(url), connect_timeout=5) as connection:
        cursor = await connection.execute(_STUCK)
        rows = await cursor.fetchall()
    return [
        f"{at:%Y-%m-%d %H:%M:%S} {name} {stream}-{seq}: {error or _WAITS}"
        for name, stream, seq, at, error in rows
    ]


async def unpark_facts(url: str, wanted: Sequence[str]) -> int:
    """Let dispatchers try facts again, named `stream-seq`, all when none is named; return how many."""
    async with await psycopg.AsyncConnection.connect(conninfo(url), connect_timeout=5) as connection:
        cursor = await connection.execute(_UNPARK, {"all": not wanted, "wanted": list(wanted)})
        return cursor.rowcount
