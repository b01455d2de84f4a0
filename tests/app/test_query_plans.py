"""What messages, READY and the gateway ask of PostgreSQL stays cheap however much there is.

Real use cases run on a database with many rows; every statement they sent is then explained. None may read a
table from end to end, and none may read much more than it returns.
"""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
import psycopg
import pytest
from tests.worlds.communities import ok, server
from tests.worlds.conversations import Client, Served, history, say, serve
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.runtime.database import conninfo
from bench import fill

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

# Every table has thousands of rows, so that reading one whole is never the cheapest way.
SHAPE = fill.Shape(
    messages=60_000,
    servers=1000,
    channels_per_server=10,
    members_per_server=10,
    strangers=20_000,
    of_reader=5,
    facts=20_000,
)
# More than a page of history or a server's members; far less than any table.
MOST_ROWS_READ = 200
_LARGE_TABLE = 900
# What must be found, so that finding nothing means something.
WASTEFUL = (
    b"SELECT count(*) FROM messaging.message",
    b"SELECT id FROM messaging.message WHERE author_id = 1 ORDER BY id DESC LIMIT 50",
)
_STATEMENT = re.compile(rb"\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
Plan = Mapping[str, Any]


@dataclass(slots=True)
class Recorder:
    """Notes every statement this process sends, with the last values it had."""

    statements: dict[bytes, Any] = field(default_factory=dict[bytes, Any])

    def note(self, query: object, values: Any) -> None:
        text = query.encode() if isinstance(query, str) else query
        # The job queue's own statements change something even where they read like a question.
        if isinstance(text, bytes) and _STATEMENT.match(text) and b"procrastinate" not in text:
            self.statements[text] = values


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """Listen to what the driver is given."""
    recorder = Recorder()
    execute = psycopg.AsyncCursor.execute

    async def noted(self: Any, query: Any, params: Any = None, **options: Any) -> Any:
        recorder.note(query, params)
        return await execute(self, query, params, **options)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", noted)
    return recorder


@dataclass(frozen=True, slots=True)
class Crowded:
    """A database with many of everything, and somebody in it."""

    ana: Person
    big_channel: int
    small_channel: int
    served: Served


@pytest.fixture
async def crowded(api: httpx2.AsyncClient, program: Program, database_url: str) -> AsyncIterator[Crowded]:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    with psycopg.connect(conninfo(database_url), autocommit=True) as connection:
        fill.fill(connection, SHAPE, reader=ana.id, big_channel=salon.first_channel, big_server=salon.id)
    async with serve(program) as served:
        yield Crowded(ana, salon.first_channel, fill.CHANNELS + 7, served)


async def test_nothing_reads_more_than_it_needs(
    crowded: Crowded, recorder: Recorder, database_url: str
) -> None:
    await read_history(crowded)
    await write(crowded)
    await listen(crowded)

    assert len(recorder.statements) > 20, "the recorder hears nothing any more"
    with psycopg.connect(conninfo(database_url)) as connection:
        for wasteful in WASTEFUL:
            assert list(problems(connection, wasteful, None)), "waste is not found any more"
        bad = [
            f"{problem}\n{statement.decode().strip()}"
            for statement, values in recorder.statements.items()
            for problem in problems(connection, statement, values)
        ]
    assert not bad, "\n\n".join(bad)


async def read_history(crowded: Crowded) -> None:
    for channel in (crowded.big_channel, crowded.small_channel):
        newest = await history(crowded.ana, channel, limit=50)
        assert len(newest) >= 5
        middle = newest[len(newest) // 2]["id"]
        for edge in ("before", "after", "around"):
            assert await history(crowded.ana, channel, limit=50, **{edge: middle})
        await ok(crowded.ana, "GET", f"/channels/{channel}/messages/{middle}")


async def write(crowded: Crowded) -> None:
    ana = crowded.ana
    for channel in (crowded.big_channel, crowded.small_channel):
        first = await say(ana, channel, "Salut", nonce="un")
        path = f"/channels/{channel}/messages"
        await say(ana, channel, f"<@{ana.id}>", message_reference={"message_id": first["id"]})
        await ok(ana, "POST", f"{path}/{first['id']}/ack", {})
        await ok(ana, "POST", f"/channels/{channel}/typing")
        if channel == crowded.big_channel:
            await ok(ana, "PATCH", f"{path}/{first['id']}", {"content": "Bonsoir"})
            await ok(ana, "DELETE", f"{path}/{first['id']}")


async def listen(crowded: Crowded) -> None:
    """Let a session open, ask for members, hear a message, and resume."""
    client: Client = await crowded.served.person(crowded.ana)
    assert len(client.events("GUILD_CREATE")) == SHAPE.of_reader + 1
    await client.send(8, {"guild_id": str(fill.SERVERS + 1), "query": "", "limit": 0})
    await client.event("GUILD_MEMBERS_CHUNK")
    await say(crowded.ana, crowded.big_channel, "Encore")
    await client.event("MESSAGE_CREATE", content="Encore")
    again = await crowded.served.connect()
    await again.resume(crowded.ana.token, client.session_id, client.seq - 1)
    await again.event("RESUMED")


def problems(connection: psycopg.Connection, statement: bytes, values: Any) -> Iterator[str]:
    """Explain one statement, run it where it only reads, and tell what it reads without need."""
    only_reads = re.match(rb"\s*SELECT\b", statement, re.IGNORECASE) is not None
    options = b"EXPLAIN (FORMAT JSON, ANALYZE) " if only_reads else b"EXPLAIN (FORMAT JSON) "
    try:
        found = connection.execute(options + statement, values).fetchone()
    finally:
        connection.rollback()
    assert found is not None
    for node in nodes(found[0][0]["Plan"]):
        if problem := problem_of(connection, node):
            yield problem


def nodes(plan: Plan) -> Iterator[Plan]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def problem_of(connection: psycopg.Connection, node: Plan) -> str | None:
    kind, table = node["Node Type"], f"{node.get('Schema', '')}{node.get('Relation Name', '')}"
    read = rows_read(node)
    if kind == "Seq Scan" and is_large(connection, node["Relation Name"]):
        return f"reads all of {table}"
    if kind in {"Index Scan", "Index Only Scan", "Bitmap Index Scan"} and "Index Cond" not in node:
        # Without a condition an index is walked from one end: fine as long as a limit ends it.
        return f"walks {node['Index Name']} over {read:.0f} rows" if read > MOST_ROWS_READ else None
    if read > MOST_ROWS_READ:
        return f"reads {read:.0f} rows by {kind} of {table}"
    return None


def rows_read(node: Plan) -> float:
    """Return how many rows a scan has read, those it threw away too; 0 when it was not run."""
    if "Relation Name" not in node and "Index Name" not in node:
        return 0
    thrown_away = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return float((node.get("Actual Rows", 0) + thrown_away) * node.get("Actual Loops", 0))


def is_large(connection: psycopg.Connection, table: str) -> bool:
    found = connection.execute(
        "SELECT max(reltuples) FROM pg_class WHERE relname = %s AND relkind = 'r'", (table,)
    ).fetchone()
    assert found is not None
    return float(found[0]) > _LARGE_TABLE
