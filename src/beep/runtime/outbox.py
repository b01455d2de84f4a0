"""The log of facts: written with the change they tell of, read by the relay.

Every stream (a channel, a server, a person) has a counter whose row lock orders its writers, so
sequences have no holes and follow the order of commits.

Who decided something from memory pins the stream that memory follows (`pin`) before its own commit: the
stream stays where it is until then, and where it is tells whether the decision still holds.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from beep.kit.facts import Fact

Connection = AsyncConnection[TupleRow]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A fact with its place in its stream.

    `view` is what the writer already knows of it, in its own process only; `trace` is the id of the
    request that caused it. Without `has_work` no job is made of it, though it is of others by its name.
    """

    fact: Fact
    stream: int
    seq: int
    view: object | None = None
    trace: str | None = None
    has_work: bool = True

    @property
    def fact_id(self) -> str:
        """Return the key by which listeners recognise a fact they have already handled."""
        return f"{self.stream}-{self.seq}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the relay reads it back."""

    name: str
    stream: int
    seq: int
    payload: str
    trace: str | None


# The lock waits for who pinned the stream, and keeps others from doing so until the commit.
_NEXT = """
INSERT INTO outbox.stream AS s (stream, seq) VALUES (%s, %s)
ON CONFLICT (stream) DO UPDATE SET seq = s.seq + EXCLUDED.seq
RETURNING seq, pg_advisory_xact_lock(stream)"""
_PIN = """
SELECT stream, outbox.pin(stream) FROM (SELECT unnest(%s::bigint[]) AS stream ORDER BY stream) AS wanted"""
_MAKE = """
INSERT INTO outbox.stream (stream, seq) SELECT stream, 0 FROM unnest(%s::bigint[]) AS s(stream)
ORDER BY stream ON CONFLICT DO NOTHING"""
_LOCKED = "SELECT stream, seq FROM outbox.stream WHERE stream = ANY(%s) ORDER BY stream FOR UPDATE"
_ADVANCE = """
UPDATE outbox.stream s SET seq = n.seq FROM unnest(%s::bigint[], %s::bigint[]) AS n(stream, seq)
WHERE s.stream = n.stream"""
_INSERT = """
INSERT INTO outbox.fact (stream, seq, name, payload, pending, trace)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::boolean[], %s::text[])"""


class Moved(Exception):  # noqa: N818 - nothing is wrong: decide again
    """A stream is at `place` by now: what was decided before it got there does not hold."""

    def __init__(self, stream: int, place: int) -> None:
        super().__init__(f"stream {stream} is at {place}")
        self.stream = stream
        self.place = place


async def next_seq(connection: Connection, stream: int, count: int = 1) -> int:
    """Take `count` places in a stream and return the last; holds the stream until the commit."""
    cursor = await connection.execute(_NEXT, (stream, count))
    row = await cursor.fetchone()
    return 0 if row is None else int(row[0])


async def pin(connection: Connection, streams: Collection[int]) -> dict[int, int]:
    """Keep streams where they are until the commit and return where that is; any number may pin one.

    Held for a moment only, so it comes last: whoever waits for anything else must not hold a pin.
    """
    cursor = await connection.execute(_PIN, (list(streams),))
    return {int(row[0]): int(row[1]) for row in await cursor.fetchall()}


async def lock_streams(connection: Connection, streams: Sequence[int]) -> dict[int, int]:
    """Hold many streams until the commit, in one order for everybody, and return where each stands."""
    await connection.execute(_MAKE, (list(streams),))
    cursor = await connection.execute(_LOCKED, (list(streams),))
    return {int(row[0]): int(row[1]) for row in await cursor.fetchall()}


async def advance_streams(connection: Connection, places: dict[int, int]) -> None:
    """Store where streams held by `lock_streams` now stand."""
    await connection.execute(_ADVANCE, (list(places), list(places.values())))


async def insert(connection: Connection, recorded: Sequence[Recorded], *, durable: frozenset[str]) -> None:
    """Write facts with the change they tell of; names in `durable` wait for the dispatcher."""
    columns: tuple[list[Any], ...] = ([], [], [], [], [], [])
    for one in recorded:
        name = one.fact.NAME
        pending = one.has_work and name in durable
        values = (one.stream, one.seq, name, one.fact.payload().decode(), pending, one.trace)
        for column, value in zip(columns, values, strict=True):
            column.append(value)
    await connection.execute(_INSERT, columns)
