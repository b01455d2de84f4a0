"""How a session begins: hello, identify, READY, one GUILD_CREATE a server; people, bots, shards, zlib."""

import httpx2
import pytest
from tests.worlds.communities import bot, ok, server
from tests.worlds.conversations import BOT_INTENTS, Served, say
from tests.worlds.people import sign_up

from beep.kit.permissions import Permission

pytestmark = pytest.mark.anyio


async def test_the_server_speaks_first_with_its_heartbeat_interval(served: Served) -> None:
    client = await served.connect()
    hello = await client.op(10)
    assert hello == {"op": 10, "d": {"heartbeat_interval": 41_250}, "s": None, "t": None}


async def test_ready_comes_first_then_each_server_of_the_person(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana = await sign_up(api, "ana")
    salons = [await server(ana, "Salon"), await server(ana, "Jardin")]
    client = await served.connect()

    ready = await client.identify(ana.token)

    assert client.names == ["READY", "GUILD_CREATE", "GUILD_CREATE"]
    assert [frame["s"] for frame in client.frames if frame["op"] == 0] == [1, 2, 3]
    assert ready["v"] == 10
    assert ready["user"]["id"] == str(ana.id)
    assert ready["guilds"] == [{"id": str(one.id), "unavailable": True} for one in salons]
    assert ready["application"] is None
    assert ready["resume_gateway_url"].endswith("/gateway")
    [own] = await ok(ana, "GET", "/auth/sessions")
    own_state = {
        "session_id": own["id"],
        "read_states": [],
        "status": "online",
        "blocks": [],
        "notification_settings": [],
    }
    assert ready["beep"] == own_state
    created = client.events("GUILD_CREATE")
    assert [one["id"] for one in created] == [str(one.id) for one in salons]
    assert {one["unavailable"] for one in created} == {False}


async def test_a_server_arrives_with_all_that_is_needed_to_show_it(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    message = await say(ana, salon.first_channel)

    client = await served.person(bob)

    [created] = client.events("GUILD_CREATE")
    assert created["member_count"] == 2
    assert {one["user"]["id"] for one in created["members"]} == {str(ana.id), str(bob.id)}
    assert [one["last_message_id"] for one in created["channels"]] == [message["id"]]
    assert {role["name"] for role in created["roles"]} == {"@everyone", "owner"}
    assert created["joined_at"]
    for empty in ("threads", "presences", "voice_states", "stage_instances", "guild_scheduled_events"):
        assert created[empty] == []


async def test_a_person_who_sees_no_channel_receives_none(api: httpx2.AsyncClient, served: Served) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    await salon.everyone_may(Permission.SEND_MESSAGES)

    assert (await served.person(bob)).events("GUILD_CREATE")[0]["channels"] == []
    assert len((await served.person(ana)).events("GUILD_CREATE")[0]["channels"]) == 1


async def test_a_bot_identifies_with_or_without_its_scheme(api: httpx2.AsyncClient, served: Served) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    helper = await salon.bot()

    for prefix in ("", "Bot "):
        client = await served.connect()
        ready = await client.identify(prefix + helper.token, intents=BOT_INTENTS)
        assert ready["user"]["bot"] is True
        assert ready["application"]["id"] == str(helper.id) == ready["user"]["id"]
        assert ready["beep"] is None
        assert [one["id"] for one in client.events("GUILD_CREATE")] == [str(salon.id)]


async def test_a_bot_of_no_server_is_ready_at_once(api: httpx2.AsyncClient, served: Served) -> None:
    ana = await sign_up(api, "ana")
    client = await served.bot(await bot(ana))
    assert client.events("READY")[0]["guilds"] == []


async def test_a_bot_without_the_members_intent_receives_only_itself(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    helper = await salon.bot()

    few = (await served.bot(helper, intents=1)).events("GUILD_CREATE")[0]
    whole = (await served.bot(helper)).events("GUILD_CREATE")[0]

    assert (few["large"], [one["user"]["id"] for one in few["members"]]) == (True, [str(helper.id)])
    assert (whole["large"], len(whole["members"])) == (False, 2)


async def test_a_shard_hears_of_its_own_servers_only(api: httpx2.AsyncClient, served: Served) -> None:
    ana = await sign_up(api, "ana")
    helper = await bot(ana)
    salons = [await server(ana, f"Salon-{number}") for number in range(3)]
    for salon in salons:
        await ok(ana, "PUT", f"{salon.path}/bots/{helper.id}")

    heard: dict[int, list[str]] = {}
    for number in range(2):
        client = await served.bot(helper, shard=[number, 2])
        assert client.events("READY")[0]["shard"] == [number, 2]
        for salon in salons:
            await say(ana, salon.first_channel, f"tour {number}")
        await ok(ana, "PATCH", "/users/@me", {"global_name": f"Ana {number}"})
        expected = [salon.id for salon in salons if (salon.id >> 22) % 2 == number]
        heard[number] = [one["guild_id"] for one in client.events("MESSAGE_CREATE")]
        assert [int(one["id"]) for one in client.events("GUILD_CREATE")] == expected
        while len(heard[number]) < len(expected):
            await client.event("MESSAGE_CREATE")
            heard[number] = [one["guild_id"] for one in client.events("MESSAGE_CREATE")]
        assert [int(one) for one in heard[number]] == expected
    assert sum(map(len, heard.values())) == 3


async def test_zlib_stream_is_one_context_with_a_sync_flush_after_each_payload(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    client = await served.connect("v=10&encoding=json&compress=zlib-stream")

    await client.op(10)
    await client.identify(ana.token)
    for number in range(50):
        await say(ana, salon.first_channel, f"un texte qui revient {number}")
    await client.event("MESSAGE_CREATE", content="un texte qui revient 49")
    await client.reached()

    assert client.names == ["READY", "GUILD_CREATE", *["MESSAGE_CREATE"] * 50]
    assert all(isinstance(raw, bytes) and raw.endswith(b"\x00\x00\xff\xff") for raw in client.raw)
    # One context for all: what repeats costs almost nothing.
    assert len(client.raw[-2]) < 300


async def test_the_version_may_be_nine_ten_or_left_out(served: Served) -> None:
    for query in ("", "v=9&encoding=json", "v=10"):
        assert await (await served.connect(query)).op(10)


async def test_the_address_of_the_gateway_is_told(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    helper = await bot(ana)
    told = (await api.get("/gateway")).json()
    for_bots = await ok(helper, "GET", "/gateway/bot")
    assert told["url"].startswith("ws://")
    assert for_bots["url"] == told["url"]
    assert for_bots["shards"] == 1
    assert for_bots["session_start_limit"]["remaining"] > 0
