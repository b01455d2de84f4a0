"""Batches stored as expected, and what happens when something else than expected is found."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import psycopg
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.communities import ok, server
from tests.worlds.conversations import PATIENCE_S, eventually, history, say
from tests.worlds.people import sign_up

from beep.app.program import Program
from beep.features.messaging import MessageView
from beep.features.messaging.drafts import Draft, Mentions
from beep.features.messaging.errors import ChannelGone
from beep.features.messaging.writer import Writer
from beep.kit.ids import ChannelId, ServerId, Snowflakes, UserId

pytestmark = pytest.mark.anyio
SALON, KITCHEN = 1 << 22, 2 << 22


@pytest.fixture
def environment() -> dict[str, str]:
    return {"BEEP_MESSAGING__WRITERS": "1"}


def draft(channel: int, content: str, nonce: str | None = None, mentions: tuple[int, ...] = ()) -> Draft:
    called = Mentions(tuple(UserId(one) for one in mentions))
    return Draft(ChannelId(channel), ServerId(1), UserId(1), content, nonce, None, called, as_of=0)


@pytest.fixture
def writer(program: Program) -> Writer:
    found: Writer = program.face("messaging")._writer
    return found


@pytest.fixture
async def other(program: Program, clock: FakeClock) -> AsyncIterator[Writer]:
    """Give the writer of another process, which hears nothing of this one."""
    settings = program.face("messaging")._writer._settings
    found = Writer(program.database, Snowflakes(clock.now, process=1023), settings)
    await found.start()
    yield found
    await found.stop()


async def stored(program: Program, channel: int) -> list[tuple[int, int, str]]:
    """Return (place, id, content) of a channel's messages in order, checked against facts and pointers."""
    async with program.database.read() as connection:
        messages = await connection.exec_driver_sql(
            "SELECT seq, id, content FROM messaging.message WHERE channel_id = %s ORDER BY seq", (channel,)
        )
        found = [(row[0], row[1], row[2]) for row in messages.all()]
        facts = await connection.exec_driver_sql(
            "SELECT seq, (payload::json ->> 'messageId')::bigint FROM outbox.fact "
            "WHERE stream = %s ORDER BY seq",
            (channel,),
        )
        assert [(row[0], row[1]) for row in facts.all()] == [(seq, number) for seq, number, _ in found]
        place = await connection.exec_driver_sql(
            "SELECT seq FROM outbox.stream WHERE stream = %s", (channel,)
        )
        assert place.scalar_one() == len(found)
        newest = await connection.exec_driver_sql(
            "SELECT last_message_id FROM messaging.channel WHERE channel_id = %s", (channel,)
        )
        assert newest.scalar_one() == max(number for _, number, _ in found)
    assert [seq for seq, _, _ in found] == list(range(1, len(found) + 1))
    assert [number for _, number, _ in found] == sorted({number for _, number, _ in found})
    return found


@asynccontextmanager
async def holding(program: Program, channel: int) -> AsyncIterator[psycopg.AsyncConnection]:
    """Hold a channel's stream as another process would, until the end."""
    async with await psycopg.AsyncConnection.connect(program.database.conninfo) as connection:
        await connection.execute("SELECT FROM outbox.stream WHERE stream = %s FOR UPDATE", (channel,))
        yield connection


async def waited_for(holder: psycopg.AsyncConnection) -> None:
    """Return once somebody waits for what `holder` holds."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    async with asyncio.timeout(PATIENCE_S):
        while (await (await holder.execute(waiting)).fetchone()) == (0,):
            continue


@pytest.mark.req("MSG-15", "F-23")
async def test_two_processes_that_write_the_same_channels_at_once_leave_no_hole(
    program: Program, writer: Writer, other: Writer
) -> None:
    contents = [f"m{number}" for number in range(120)]
    sent = await asyncio.gather(
        *(
            (writer, other)[number % 2].store(draft((SALON, KITCHEN)[number % 3 % 2], content))
            for number, content in enumerate(contents)
        )
    )
    found = [*await stored(program, SALON), *await stored(program, KITCHEN)]
    assert sorted(content for _, _, content in found) == sorted(contents)
    assert {(view.seq, view.id, view.content) for view in sent} == set(found)


@pytest.mark.req("MSG-15", "F-24")
async def test_a_nonce_that_comes_to_two_processes_at_once_gives_one_message(
    program: Program, writer: Writer, other: Writer
) -> None:
    """Both know where the channel stands, so both try the short way."""
    await writer.store(draft(SALON, "première"))
    await other.store(draft(SALON, "deuxième"))
    for number in range(20):
        views = await asyncio.gather(
            *(one.store(draft(SALON, "encore", nonce=f"n{number}")) for one in (writer, other, writer))
        )
        assert len({(view.id, view.seq) for view in views}) == 1
    assert len(await stored(program, SALON)) == 22


@pytest.mark.req("MSG-15")
async def test_a_nonce_of_another_process_is_known_whatever_else_is_sent_with_it(
    program: Program, writer: Writer, other: Writer
) -> None:
    first = await other.store(draft(SALON, "première", nonce="abc"))
    await writer.store(draft(SALON, "deuxième"))
    again, third = await asyncio.gather(
        writer.store(draft(SALON, "encore", nonce="abc")), writer.store(draft(SALON, "troisième"))
    )
    assert (again.id, again.content) == (first.id, "première")
    assert third.seq == 3
    assert len(await stored(program, SALON)) == 3


async def test_a_held_channel_holds_up_no_other_of_its_batch(program: Program, writer: Writer) -> None:
    for channel in (SALON, KITCHEN):
        await writer.store(draft(channel, "première"))
    async with holding(program, SALON) as holder:
        held = asyncio.gather(writer.store(draft(SALON, "attend")))
        [free] = await asyncio.gather(writer.store(draft(KITCHEN, "passe")))
        await waited_for(holder)
        assert free.seq == 2
        assert not held.done()
    assert [one.seq for one in await held] == [2]
    assert len(await stored(program, SALON)) == 2


@pytest.mark.req("F-38")
@pytest.mark.parametrize("is_known", [True, False])
async def test_what_cannot_be_stored_fails_alone_and_its_text_is_told_to_nobody(
    program: Program, writer: Writer, caplog: pytest.LogCaptureFixture, *, is_known: bool
) -> None:
    before = ["première"] if is_known else []
    for content in before:
        await writer.store(draft(SALON, content))
    results = await asyncio.gather(
        writer.store(draft(SALON, "bonne")),
        writer.store(draft(SALON, "secret\0secret")),
        writer.store(draft(SALON, "secret", mentions=(1 << 70,))),
        writer.store(draft(SALON, "dernière")),
        return_exceptions=True,
    )
    assert [isinstance(one, MessageView) for one in results] == [True, False, False, True]
    assert all(isinstance(one, psycopg.DataError) for one in results[1:3])
    assert "secret" not in caplog.text + str(results[1:3])
    assert [content for _, _, content in await stored(program, SALON)] == [*before, "bonne", "dernière"]


@pytest.mark.req("CHAN-04")
async def test_a_channel_closed_by_another_process_takes_nothing_more(
    program: Program, writer: Writer
) -> None:
    await writer.store(draft(SALON, "première"))
    async with holding(program, SALON) as holder:
        late = asyncio.gather(writer.store(draft(SALON, "tard")), return_exceptions=True)
        await waited_for(holder)
        await holder.execute("UPDATE messaging.channel SET is_deleted = true")
    assert [type(one) for one in await late] == [ChannelGone]
    with pytest.raises(ChannelGone):
        await writer.store(draft(SALON, "plus tard"))
    assert len(await stored(program, SALON)) == 1


async def test_edits_and_erasures_move_what_the_next_message_expects(
    api: httpx2.AsyncClient, writer: Writer
) -> None:
    ana = await sign_up(api, "ana")
    channel = (await server(ana)).first_channel
    path = f"/channels/{channel}/messages"
    kept, erased = await say(ana, channel, "garde"), await say(ana, channel, "efface")
    await ok(ana, "PATCH", f"{path}/{kept['id']}", {"content": "corrige"})
    await ok(ana, "DELETE", f"{path}/{erased['id']}")
    assert writer._heads[ChannelId(channel)].place == 4
    assert (await say(ana, channel, "suite"))["seq"] == 5
    assert [one["seq"] for one in await history(ana, channel)] == [5, 1]


async def test_who_gave_up_waiting_is_not_stored(program: Program, writer: Writer) -> None:
    await writer.store(draft(SALON, "première"))
    async with holding(program, SALON) as holder:
        held = asyncio.gather(writer.store(draft(SALON, "deuxième")))
        await waited_for(holder)
        waiting = [asyncio.gather(writer.store(draft(SALON, f"m{number}"))) for number in range(3)]
        await eventually(lambda: writer.waiting == 3)
        waiting[1].cancel()
    assert [[one.seq for one in await sent] for sent in (held, waiting[0], waiting[2])] == [[2], [3], [4]]
    assert [content for _, _, content in await stored(program, SALON)][2:] == ["m0", "m2"]
