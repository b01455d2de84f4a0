"""Reading: windows of history, how far somebody has read, what deleted channels leave."""

import asyncio
from functools import partial
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.thorough import examples
from tests.worlds.communities import jobs_done, ok, refused, server
from tests.worlds.conversations import history, say
from tests.worlds.people import log_in, sign_up

from beep.app.program import Program
from beep.features.messaging import store
from beep.features.messaging.drafts import Draft, Mentions
from beep.features.messaging.errors import ChannelGone
from beep.kit.ids import ChannelId, MessageId, ServerId, UserId
from beep.kit.permissions import DEFAULT_ROLE

pytestmark = pytest.mark.anyio
MAX = (1 << 63) - 1


async def test_a_window_of_history_has_exact_edges(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    channel = salon.first_channel
    ids = [int((await say(ana, channel, f"m{number}"))["id"]) for number in range(10)]
    newest_first = ids[::-1]

    async def window(**wanted: Any) -> list[int]:
        return [int(one["id"]) for one in await history(ana, channel, **wanted)]

    assert await window() == newest_first
    assert await window(limit=1) == [ids[9]]
    assert await window(before=ids[3], limit=2) == [ids[2], ids[1]]
    assert await window(after=ids[3], limit=2) == [ids[5], ids[4]]
    assert await window(around=ids[5], limit=4) == [ids[7], ids[6], ids[5], ids[4]]
    assert await window(around=ids[5], limit=5) == [ids[7], ids[6], ids[5], ids[4], ids[3]]
    assert await window(around=ids[5], limit=1) == [ids[5]]
    assert await window(before=ids[0]) == await window(after=ids[9]) == []
    assert await window(after=0, limit=3) == [ids[2], ids[1], ids[0]]
    # Whatever an id may be, it is an answer and not a fault.
    assert await window(before=MAX) == await window(after=0) == newest_first
    assert await window(around=MAX, limit=4) == newest_first[:2]
    assert await window(around=0, limit=4) == [ids[1], ids[0]]
    await ok(ana, "DELETE", f"/channels/{channel}/messages/{ids[5]}")
    assert await window(around=ids[5], limit=2) == [ids[6], ids[4]]
    for wrong in ("limit=0", "limit=101", "limit=x", "before=x", "before=-1", f"after={MAX + 1}"):
        path = f"/channels/{channel}/messages?{wrong}"
        error = await refused(ana, "GET", path, status=400, code=50035)
        assert wrong.split("=")[0] in error["errors"]


async def test_history_is_read_as_a_range_of_an_index(program: Program) -> None:
    fill = (
        "INSERT INTO messaging.message SELECT n::bigint << 22, 1 + n % 20, 1, 1, 'texte', n, NULL, NULL, "
        "'{}', '{}', false, NULL FROM generate_series(1, 6000) n"
    )
    async with program.database.write() as tx:
        await tx.driver.execute(fill)
    async with program.database.engine.connect() as connection:
        raw = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await raw.exec_driver_sql("ANALYZE messaging.message")
    middle = 3000 * 4194304
    channel = ChannelId(7)
    plans: list[str] = []
    async with program.database.read() as connection:
        await connection.exec_driver_sql("LOAD 'auto_explain'")
        await connection.exec_driver_sql("SET auto_explain.log_min_duration = 0")
        await connection.exec_driver_sql("SET client_min_messages = log")
        driver: Any = (await connection.get_raw_connection()).driver_connection
        driver.add_notice_handler(lambda notice: plans.append(notice.message_primary))
        assert len(await store.list_before(connection, channel, middle, 50)) == 50
        assert len(await store.list_before(connection, channel, None, 50)) == 50
        assert len(await store.list_after(connection, channel, middle, 50)) == 50
    await program.database.engine.dispose()

    assert len(plans) == 3
    for plan in plans:
        assert "using message_channel on message" in plan, plan
        assert "Index Cond" in plan
        assert "Seq Scan" not in plan
        assert "Sort" not in plan


@pytest.mark.req("MSG-14")
async def test_the_pushed_message_equals_the_stored_one(api: httpx2.AsyncClient, program: Program) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    role = await salon.role("amis", DEFAULT_ROLE)
    heard: list[Any] = []
    deliver = program.relay.orderer._deliver

    def listen(recorded: Any) -> None:
        heard.append(recorded)
        deliver(recorded)

    program.relay.orderer._deliver = listen
    first = await say(ana, salon.first_channel, f"<@{ana.id}> <@&{role}> @everyone", nonce=7)
    await say(ana, salon.first_channel, "oui", message_reference={"message_id": first["id"]})
    again = await say(ana, salon.first_channel, "encore", nonce="7")

    views = [one.view for one in heard if one.fact.NAME == "message.created"]
    stored = await program.face("messaging").list_by_ids([one.id for one in views])
    assert {one.id: one for one in stored} == {one.id: one for one in views}
    assert len(views) == 2
    assert (again["id"], again["content"]) == (first["id"], first["content"])


# -- how far somebody has read --------------------------------------------------------------------


async def pointers(program: Program, user_id: int) -> dict[int, int]:
    """Return how far somebody has read, by channel."""
    states = await program.face("messaging").read_states(UserId(user_id))
    return {one.channel_id: one.message_id for one in states}


async def test_a_read_pointer_only_moves_forward_and_never_past_the_newest(
    api: httpx2.AsyncClient, program: Program
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    channel = salon.first_channel
    read = partial(pointers, program)

    async def reach(message_id: int) -> dict[Any, Any]:
        await ok(bob, "POST", f"/channels/{channel}/messages/{message_id}/ack")
        return await read(bob.id)

    assert await reach(42) == {}
    ids = [int((await say(ana, channel))["id"]) for _ in range(3)]
    assert await reach(ids[1]) == {channel: ids[1]}
    assert await reach(ids[0]) == await reach(42) == {channel: ids[1]}
    assert await reach(MAX) == {channel: ids[2]}
    assert dict(await read(ana.id)) == {}


async def test_two_devices_that_read_at_once_end_at_the_furthest(
    api: httpx2.AsyncClient, program: Program
) -> None:
    ana = await sign_up(api, "ana")
    other = await log_in(api, ana)
    salon = await server(ana)
    channel = salon.first_channel
    ids = [int((await say(ana, channel))["id"]) for _ in range(8)]
    facts: list[int] = []
    deliver = program.relay.orderer._deliver

    def listen(recorded: Any) -> None:
        if recorded.fact.NAME == "read.moved":
            facts.append(recorded.fact.message_id)
        deliver(recorded)

    program.relay.orderer._deliver = listen
    furthest = 0
    for first, second in ([0, 3, 1], [2, 0, 3]), ([5, 4], [4, 5]), ([1], [6, 7, 0]), ([7], [2]):
        await asyncio.gather(
            *(
                ok(who, "POST", f"/channels/{channel}/messages/{ids[number]}/ack")
                for who, numbers in ((ana, first), (other, second))
                for number in numbers
            )
        )
        furthest = max(furthest, *first, *second)
        assert await pointers(program, ana.id) == {channel: ids[furthest]}
    assert facts == sorted(set(facts))


@settings(
    max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(given_texts=st.text(max_size=50), most=st.integers(1, 20))
def test_a_cleaned_text_is_composed_trimmed_and_never_too_long(given_texts: str, most: int) -> None:
    from beep.features.messaging.rules import clean_content
    from beep.kit.errors import Invalid
    from beep.kit.text import normal

    stripped = normal(given_texts).strip()
    if not 0 < len(stripped) <= most:
        with pytest.raises(Invalid) as refusal:
            clean_content(given_texts, max_length=most)
        assert refusal.value.errors[0].path == "content"
        return
    text = clean_content(given_texts, max_length=most)
    assert 0 < len(text) <= most
    assert text == text.strip() == normal(text)
    assert clean_content(text, max_length=most) == text


# -- deleted channels -------------------------------------------------------------------------------


@pytest.mark.req("CHAN-04")
async def test_a_deleted_channel_leaves_no_message_and_takes_none_more(
    api: httpx2.AsyncClient, program: Program
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    channel, kept = await salon.channel(), salon.first_channel
    for number in range(5):
        message = await say(ana, channel, f"m{number}")
    await ok(ana, "POST", f"/channels/{channel}/messages/{message['id']}/ack")
    stays = await say(ana, kept, "reste")

    await ok(ana, "DELETE", f"/channels/{channel}")

    await refused(ana, "POST", f"/channels/{channel}/messages", {"content": "x"}, status=404, code=10003)
    await jobs_done(program, f"SELECT count(*) FROM messaging.message WHERE channel_id = {channel}")  # noqa: S608
    await jobs_done(program, f"SELECT count(*) FROM messaging.read_state WHERE channel_id = {channel}")  # noqa: S608
    # A message that had passed all checks before the deletion, and is stored after it.
    late = _draft(program, ChannelId(channel), salon.id, ana.id)
    with pytest.raises(ChannelGone):
        await program.face("messaging")._writer.store(late)
    await program.face("messaging").erase_channel(ChannelId(channel))
    assert [one["id"] for one in await history(ana, kept)] == [stays["id"]]


@pytest.mark.req("CHAN-04")
async def test_messages_stored_while_their_channel_is_erased_are_erased_too(
    api: httpx2.AsyncClient, program: Program
) -> None:
    """Whatever the timing: refused, or erased, never left behind."""
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    messaging = program.face("messaging")
    for number in range(10):
        channel = ChannelId(1000 + number)
        draft = _draft(program, channel, salon.id, ana.id)
        results = await asyncio.gather(
            *(messaging._writer.store(draft) for _ in range(5)),
            messaging.erase_channel(channel),
            *(messaging._writer.store(draft) for _ in range(5)),
            return_exceptions=True,
        )
        assert all(one is None or isinstance(one, ChannelGone) or one.id for one in results)
    async with program.database.read() as connection:
        left = await connection.exec_driver_sql("SELECT count(*) FROM messaging.message")
        assert left.scalar_one() == 0
    assert list(await messaging.list_by_ids([MessageId(1)])) == []


def _draft(program: Program, channel: ChannelId, server_id: int, author: int) -> Draft:
    """Return a draft whose author's rights were just looked up."""
    as_of = program.database.places.place(server_id)
    assert as_of is not None
    called = Mentions((), (), everyone=False)
    return Draft(channel, ServerId(server_id), UserId(author), "tard", None, None, called, as_of)
