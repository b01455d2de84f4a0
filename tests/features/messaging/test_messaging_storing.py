"""Storing: one order for all, once for each nonce, never acknowledged before it is safe."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import httpx2
import psycopg
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.communities import ok, server
from tests.worlds.conversations import Served, eventually, history, say
from tests.worlds.people import Person, log_in, sign_up

from beep.app.program import Program
from beep.features.messaging.drafts import Draft, Mentions
from beep.features.messaging.writer import Writer
from beep.kit.errors import Unavailable
from beep.kit.ids import ChannelId, ServerId, Snowflakes, UserId
from beep.runtime.database import conninfo

pytestmark = pytest.mark.anyio
WRITERS = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid = ANY(%s)"


@pytest.fixture
def environment() -> dict[str, str]:
    return {"BEEP_MESSAGING__WAITING": "60", "BEEP_MESSAGING__BATCH": "8", "BEEP_MESSAGING__WRITERS": "2"}


async def post(who: Person, channel: int, content: str, **more: Any) -> httpx2.Response:
    return await who.post(f"/channels/{channel}/messages", {"content": content, **more})


# -- order ------------------------------------------------------------------------------------------


@pytest.mark.req("MSG-15")
async def test_ids_and_places_agree_and_have_no_hole_whatever_the_clock_does(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock, served: Served
) -> None:
    """Fifty at once, in two channels, over two writers, while the clock steps back and forth."""
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    channels = [salon.first_channel, await salon.channel()]
    listener = await served.person(ana)

    async def send(number: int) -> dict[str, Any]:
        clock.move(seconds=-30 if number % 7 == 0 else number % 3)
        return await say(ana, channels[number % 2], f"m{number}")

    sent: list[dict[str, Any]] = []
    for start in (0, 50):
        sent += await asyncio.gather(*(send(start + number) for number in range(50)))
        clock.move(hours=-1)

    for channel in channels:
        stored = (await history(ana, channel, limit=100))[::-1]
        assert len(stored) == 50
        assert [one["seq"] for one in stored] == list(range(1, 51))
        acknowledged = {one["id"]: one["seq"] for one in sent if one["channel_id"] == str(channel)}
        assert acknowledged == {one["id"]: one["seq"] for one in stored}
    await served.settled()
    for channel in channels:
        pushed = [
            one["seq"] for one in listener.events("MESSAGE_CREATE") if one["channel_id"] == str(channel)
        ]
        assert pushed == list(range(1, 51))
    assert program.face("messaging")._writer.waiting == 0


@pytest.mark.req("MSG-15")
async def test_a_process_whose_clock_is_behind_keeps_the_order(program: Program, clock: FakeClock) -> None:
    one = program.face("messaging")._writer
    late = Snowflakes(lambda: clock.now() - timedelta(hours=1), process=1023)
    two = Writer(program.database, late, one._settings)
    await two.start()
    stored = [await writer.store(draft(7, 1, "m")) for _ in range(4) for writer in (one, two)]
    await two.stop()
    assert [view.seq for view in stored] == list(range(1, 9))
    assert [view.id for view in stored] == sorted(view.id for view in stored)
    assert len({view.id for view in stored}) == 8


@pytest.mark.req("F-02")
async def test_stopping_stores_what_was_taken_and_refuses_what_comes_after(program: Program) -> None:
    own = program.face("messaging")._writer
    writer = Writer(program.database, own._ids, own._settings)
    await writer.start()
    async with asyncio.TaskGroup() as tasks:
        taken = [tasks.create_task(writer.store(draft(7, 1, f"m{number}"))) for number in range(50)]
        await asyncio.sleep(0)
        assert writer.waiting
        await writer.stop()
    assert sorted(one.result().seq for one in taken) == list(range(1, 51))
    with pytest.raises(Unavailable):
        await writer.store(draft(7, 1, "trop tard"))


# -- nonces -----------------------------------------------------------------------------------------


@pytest.mark.req("MSG-15", "F-24", "F-25")
async def test_the_same_nonce_gives_the_first_message_however_often_it_comes(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    channel, other = salon.first_channel, await salon.channel()
    client = await served.person(ana)

    at_once = await asyncio.gather(*(say(ana, channel, f"essai {n}", nonce="abc") for n in range(20)))
    later = await say(await log_in(api, ana), channel, "plus tard", nonce="abc")

    assert {one["id"] for one in (*at_once, later)} == {at_once[0]["id"]}
    assert {(one["content"], one["seq"], one["nonce"]) for one in (*at_once, later)} == {
        (at_once[0]["content"], 1, "abc")
    }
    assert len(await history(ana, channel)) == 1
    # A nonce is its sender's own, and its channel's.
    assert (await say(bob, channel, "autre", nonce="abc"))["id"] != at_once[0]["id"]
    assert (await say(ana, other, "autre", nonce="abc"))["id"] != at_once[0]["id"]
    assert (await say(ana, channel, "sans", nonce=None))["id"] != (await say(ana, channel, "sans"))["id"]
    number = await say(ana, channel, "nombre", nonce=12345678901234567890)
    assert number["nonce"] == "12345678901234567890"
    assert (await post(ana, channel, "x", nonce="n" * 65)).status_code == 400
    await served.settled()
    mine = [one for one in client.events("MESSAGE_CREATE") if one["id"] == at_once[0]["id"]]
    assert len(mine) == 1


# -- facts ------------------------------------------------------------------------------------------


@pytest.mark.req("MSG-11", "MSG-12")
async def test_the_fact_is_the_sources_event_key_for_key_and_follows_the_commit(
    api: httpx2.AsyncClient, program: Program
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    told: list[tuple[str, int]] = []
    deliver = program.relay.orderer._deliver
    other = await psycopg.AsyncConnection.connect(program.database.conninfo, autocommit=True)

    def listen(recorded: Any) -> None:
        # Another connection already sees the row: it was committed before anybody was told.
        if recorded.fact.NAME == "message.created":
            with psycopg.connect(program.database.conninfo) as beside:
                found = beside.execute(
                    "SELECT count(*) FROM messaging.message WHERE id = %s", (recorded.fact.message_id,)
                )
                told.append((recorded.fact.payload().decode(), found.fetchone()[0]))  # type: ignore[index]
        deliver(recorded)

    program.relay.orderer._deliver = listen
    sent = await say(ana, salon.first_channel)

    [(payload, count)] = told
    expected = {
        "channelId": str(salon.first_channel),
        "messageId": sent["id"],
        "authorId": str(ana.id),
        "type": "text",
    }
    assert json.loads(payload) == expected
    assert list(json.loads(payload)) == list(expected)
    assert count == 1
    cursor = await other.execute("SELECT payload FROM outbox.fact WHERE name = 'message.created'")
    assert [json.loads(row[0]) for row in await cursor.fetchall()] == [expected]
    await other.close()


async def test_what_is_rolled_back_is_told_to_nobody(
    api: httpx2.AsyncClient, served: Served, program: Program
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    client = await served.person(ana)
    writer = program.face("messaging")._writer
    bad = draft(salon.first_channel, ana.id, "mauvais", mentions=(1 << 70,))
    with pytest.raises(psycopg.Error):
        await writer.store(bad)
    await say(ana, salon.first_channel, "bon")
    await served.settled()
    assert [one["content"] for one in client.events("MESSAGE_CREATE")] == ["bon"]
    assert [one["seq"] for one in client.events("MESSAGE_CREATE")] == [1]


# -- trouble ----------------------------------------------------------------------------------------


def draft(channel: int, author: int, content: str, mentions: tuple[int, ...] = ()) -> Draft:
    called = Mentions(tuple(UserId(one) for one in mentions))
    return Draft(ChannelId(channel), ServerId(1), UserId(author), content, None, None, called, as_of=0)


@pytest.mark.req("F-38")
async def test_a_message_the_database_refuses_fails_alone(api: httpx2.AsyncClient, program: Program) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    writer = program.face("messaging")._writer
    channel = salon.first_channel
    # One is refused by the driver, one by PostgreSQL.
    poison = [draft(channel, ana.id, "\0"), draft(channel, ana.id, "grand", mentions=(1 << 70,))]
    good = [draft(channel, ana.id, f"bon {number}") for number in range(6)]

    stored = await asyncio.gather(
        *(writer.store(one) for one in (*good[:3], *poison, *good[3:])), return_exceptions=True
    )

    failed = [one for one in stored if isinstance(one, Exception)]
    assert stored[3:5] == failed
    assert all(isinstance(one, psycopg.DataError) for one in failed)
    found = await history(ana, channel)
    assert [one["content"] for one in found[::-1]] == [one.content for one in good]
    assert [one["seq"] for one in found[::-1]] == list(range(1, 7))
    await say(ana, channel, "après")


async def test_a_full_queue_answers_503_and_loses_nothing_it_took(
    api: httpx2.AsyncClient, program: Program
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    channel = salon.first_channel
    await say(ana, channel, "première")
    blocker = await psycopg.AsyncConnection.connect(program.database.conninfo)
    await blocker.execute("SELECT * FROM outbox.stream WHERE stream = %s FOR UPDATE", (channel,))

    # Two batches of eight are under way, sixty wait, the rest is told to come back.
    sending = asyncio.gather(*(post(ana, channel, f"m{number}") for number in range(120)))
    await eventually(lambda: program.face("messaging")._writer.waiting >= 60)
    await blocker.rollback()
    await blocker.close()
    answers = await sending

    refused = [one for one in answers if one.status_code == 503]
    taken = {one.json()["id"] for one in answers if one.status_code == 200}
    assert len(refused) + len(taken) == 120
    assert 120 - 76 <= len(refused) <= 60
    assert all(int(one.headers["retry-after"]) >= 1 for one in refused)
    stored = {one["id"] for one in await history(ana, channel, limit=100)}
    assert taken <= stored
    assert len(stored) == len(taken) + 1


async def kill_writers(program: Program, database_url: str) -> int:
    writer = program.face("messaging")._writer
    pids = [one.info.backend_pid for one in writer._pool._pool]
    async with await psycopg.AsyncConnection.connect(conninfo(database_url), autocommit=True) as other:
        # Those that are in use are not in the pool: find them by what only they do.
        cursor = await other.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND (pid = ANY(%s) OR query LIKE '%%messaging.channel%%' OR query LIKE '%%outbox.stream%%')",
            (pids,),
        )
        found = [row[0] for row in await cursor.fetchall()]
        await other.execute(WRITERS, (found,))
    return len(found)


async def test_a_killed_database_connection_never_acknowledges_what_is_lost_and_heals(
    api: httpx2.AsyncClient, program: Program, database_url: str, served: Served
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    channel = salon.first_channel
    client = await served.person(ana)
    acknowledged: set[str] = set()
    statuses: list[int] = []
    killed = 0

    async def send(number: int) -> None:
        answer = await post(ana, channel, f"m{number}", nonce=f"n{number}")
        statuses.append(answer.status_code)
        if answer.status_code == 200:
            acknowledged.add(answer.json()["id"])

    for turn in range(4):
        sending = asyncio.gather(*(send(turn * 20 + number) for number in range(20)))
        await asyncio.sleep(0)
        killed += await kill_writers(program, database_url)
        await sending

    assert killed
    assert set(statuses) <= {200, 503}
    # It heals by itself, and whoever tries again gets each message once.
    async with asyncio.timeout(20):
        while not all([(await post(ana, channel, "r", nonce=f"n{n}")).status_code == 200 for n in range(80)]):
            continue
        # Connections of the pool that were killed beside the writers' are found dead one by one.
        while (answer := await ana.get(f"/channels/{channel}/messages?limit=100")).status_code == 503:
            continue
    stored = answer.json()
    assert len(stored) == 80
    assert acknowledged <= {one["id"] for one in stored}
    ordered = [one["seq"] for one in stored[::-1]]
    assert ordered == list(range(1, 81))
    await eventually(lambda: len(client.events("MESSAGE_CREATE")) >= 80)
    assert [one["id"] for one in client.events("MESSAGE_CREATE")] == [one["id"] for one in stored[::-1]]
    await ok(ana, "GET", "/users/@me")
