"""Who may no longer hear does not: ended sign-ins, kicked members, hidden channels, lost rights."""

import asyncio

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.communities import ok, server
from tests.worlds.conversations import Client, Served, marker, say
from tests.worlds.people import log_in, sign_up

from beep.kit.actor import Actor
from beep.kit.permissions import DEFAULT_ROLE, Permission

pytestmark = pytest.mark.anyio


async def assert_over(served: Served, client: Client, token: str) -> None:
    """Check that a connection is closed with 4004 and its session cannot be resumed."""
    assert await client.close_code(patience_s=1) == 4004
    assert served.program.face("gateway")._hub.find(client.session_id) is None
    again = await served.resumed(client, token)
    frame = await again.until(lambda one: one["op"] == 9) if not again.socket.close_code else {"d": False}
    assert frame["d"] is False


@pytest.mark.req("S-02")
async def test_logging_out_closes_the_sockets_of_that_sign_in_at_once(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana = await sign_up(api, "ana")
    other = await log_in(api, ana)
    here, too, elsewhere = await served.person(ana), await served.person(ana), await served.person(other)

    await ok(ana, "POST", "/auth/logout")

    await assert_over(served, here, other.token)
    assert await too.close_code(patience_s=1) == 4004
    await elsewhere.reached()


@pytest.mark.req("S-02", "AUTH-11")
async def test_logging_out_everywhere_closes_every_socket_at_once(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    clients = [await served.person(await log_in(api, ana)) for _ in range(3)]
    watching = await served.person(bob)

    await ok(ana, "POST", "/auth/logout-all")
    await say(bob, salon.first_channel, "après")

    again = await log_in(api, ana)
    for client in clients:
        await assert_over(served, client, again.token)
        assert client.events("MESSAGE_CREATE") == []
    await watching.event("MESSAGE_CREATE", content="après")


@pytest.mark.req("S-02")
async def test_a_lost_connection_cannot_be_resumed_once_its_sign_in_was_revoked(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana = await sign_up(api, "ana")
    other = await log_in(api, ana)
    client = await served.person(other)
    [session] = [one for one in await ok(other, "GET", "/auth/sessions") if one["current"]]
    client.cut()
    await client.close_code()
    await served.forgotten(client)

    await ok(ana, "DELETE", f"/auth/sessions/{session['id']}")

    assert await (await served.resumed(client, other.token)).close_code() == 4004
    assert (await (await served.resumed(client, ana.token)).op(9))["d"] is False


@pytest.mark.req("AUTH-10")
async def test_a_sign_in_without_activity_for_a_day_loses_its_socket(
    api: httpx2.AsyncClient, served: Served, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    client = await served.person(ana)
    sessions = served.program.face("auth")._sessions
    clock.move(hours=23)
    await client.reached()
    await sessions.end_overdue()
    await client.reached()
    # Heartbeats are no activity (AMB-9).
    clock.move(hours=1, seconds=1)
    await client.reached()
    await sessions.end_overdue()
    assert await client.close_code(patience_s=1) == 4004


@pytest.mark.req("S-02")
async def test_a_sign_in_that_ends_while_its_client_identifies_gives_no_session(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana = await sign_up(api, "ana")
    service = served.program.face("gateway")
    whole = service._lobby.authenticate
    is_first = True

    async def slow(token: str) -> Actor:
        nonlocal is_first
        actor = await whole(token)
        if is_first:
            is_first = False
            await ok(ana, "POST", "/auth/logout")
        return actor

    service._lobby.authenticate = slow
    client = await served.connect()
    await client.send(2, {"token": ana.token})
    assert await client.close_code() == 4004
    assert client.events() == []
    assert list(service._hub.all()) == []


@pytest.mark.req("S-02")
async def test_a_bots_sockets_close_when_its_token_is_reset_or_it_is_deleted(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    helper = await salon.bot()
    client = await served.bot(helper)

    token = (await ok(ana, "POST", f"/applications/{helper.id}/bot/reset"))["token"]
    assert await client.close_code(patience_s=1) == 4004
    old = await served.connect()
    await old.send(2, {"token": helper.token, "intents": 1})
    assert await old.close_code() == 4004
    assert (await (await served.resumed(client, token)).op(9))["d"] is False

    again = await served.connect()
    await again.identify(token, intents=1)
    await ok(ana, "DELETE", f"/applications/{helper.id}")
    assert await again.close_code(patience_s=1) == 4004


@pytest.mark.req("S-03")
@pytest.mark.parametrize("way", ["kicked", "left"])
async def test_who_is_out_gets_guild_delete_and_nothing_after(
    api: httpx2.AsyncClient, served: Served, way: str
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    stays = await served.person(ana)
    client = await served.person(bob)
    before = await say(bob, salon.first_channel, "avant")
    await client.event("MESSAGE_CREATE", content="avant")

    sending = [say(ana, salon.first_channel, f"pendant {number}") for number in range(10)]
    if way == "kicked":
        out = ok(ana, "DELETE", f"{salon.path}/members/{bob.id}")
    else:
        out = ok(bob, "DELETE", f"/users/@me/guilds/{salon.id}")
    await asyncio.gather(*sending[:5], out, *sending[5:])
    await say(ana, salon.first_channel, "après")
    await ok(ana, "DELETE", f"/channels/{salon.first_channel}/messages/{before['id']}")
    await ok(ana, "POST", f"/channels/{salon.first_channel}/typing")
    await ok(ana, "PATCH", salon.path, {"description": "sans toi"})
    await salon.channel("secret")
    await salon.role("secret", Permission(0))
    await marker(bob, client, "1")

    assert client.events("GUILD_DELETE") == [{"id": str(salon.id)}]
    names = client.names
    rest = names[names.index("GUILD_DELETE") + 1 :]
    assert rest == ["USER_UPDATE"]
    gone = await stays.event("GUILD_MEMBER_REMOVE")
    assert (gone["guild_id"], gone["user"]["id"]) == (str(salon.id), str(bob.id))


@pytest.mark.req("S-03")
async def test_who_leaves_while_their_client_starts_hears_nothing_of_the_server(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    opening = served.program.face("gateway")._lobby.opening
    whole = opening._faces.servers.list_of_user

    async def stale(user_id: object) -> object:
        found = await whole(user_id)
        await ok(bob, "DELETE", f"/users/@me/guilds/{salon.id}")
        # All pushes about it are made before the session hears of the server.
        await served.pushed()
        return found

    opening._faces.servers.list_of_user = stale
    client = await served.connect()
    await client.send(2, {"token": bob.token})
    await client.event("GUILD_DELETE", id=str(salon.id))
    opening._faces.servers.list_of_user = whole

    await ok(ana, "PATCH", salon.path, {"description": "sans toi"})
    await marker(bob, client, "1")
    assert client.names == ["READY", "GUILD_DELETE", "USER_UPDATE"]


async def test_a_deleted_server_is_gone_for_all_its_members(api: httpx2.AsyncClient, served: Served) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    clients = [await served.person(ana), await served.person(bob)]
    await ok(ana, "DELETE", salon.path)
    for who, client in zip((ana, bob), clients, strict=True):
        await client.event("GUILD_DELETE", id=str(salon.id))
        await marker(who, client, "1")
        assert client.names[2:] == ["GUILD_DELETE", "USER_UPDATE"]


async def test_nothing_of_a_hidden_channel_is_pushed_and_rights_count_from_the_next_push(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    helper = await salon.bot()
    channel = salon.first_channel
    client, bots = await served.person(bob), await served.bot(helper)
    sent = await say(ana, channel, "visible")
    for one in (client, bots):
        await one.event("MESSAGE_CREATE", content="visible")

    await salon.everyone_may(DEFAULT_ROLE & ~Permission.VIEW_CHANNEL)
    await say(ana, channel, "caché")
    await ok(ana, "PATCH", f"/channels/{channel}/messages/{sent['id']}", {"content": "caché aussi"})
    await ok(ana, "POST", f"/channels/{channel}/typing")
    await ok(ana, "DELETE", f"/channels/{channel}/messages/{sent['id']}")
    await ok(ana, "PATCH", f"/channels/{channel}", {"name": "cachette"})
    role = await salon.role("initiés", Permission.VIEW_CHANNEL, bob)
    await say(ana, channel, "pour les initiés")
    await client.event("MESSAGE_CREATE", content="pour les initiés")
    await ok(ana, "DELETE", f"{salon.path}/members/{bob.id}/roles/{role}")
    await say(ana, channel, "caché encore")
    await marker(bob, client, "1")
    await salon.role("fin", Permission(0), helper)
    await bots.event("GUILD_MEMBER_UPDATE", user=bots.events("READY")[0]["user"])

    hidden = {"MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "TYPING_START", "CHANNEL_UPDATE"}
    seen = [name for name in client.names if name in hidden]
    assert seen.count("MESSAGE_CREATE") == 2
    assert set(seen) <= {"MESSAGE_CREATE"}
    assert [name for name in bots.names if name in hidden] == ["MESSAGE_CREATE"]
