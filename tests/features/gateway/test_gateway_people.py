"""Bans, nicknames, time-outs, invitations by name and ownership reach whom they concern, and only them."""

from datetime import timedelta

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.communities import ok, server
from tests.worlds.conversations import BOT_INTENTS, Served
from tests.worlds.people import log_in, sign_up

from beep.app.program import Program
from beep.kit.permissions import Permission

pytestmark = pytest.mark.anyio
M = Permission
_MODERATION = 1 << 2


async def test_who_may_ban_hears_of_bans_and_others_only_that_somebody_is_gone(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob, cleo = [await sign_up(api, name) for name in ("ana", "bob", "cleo")]
    salon = await server(ana)
    await salon.member(bob, cleo)
    robot = await salon.bot()
    await salon.role("guard", M.BAN_MEMBERS, robot)
    hers, his = await served.person(ana), await served.person(bob)
    guard = await served.bot(robot, BOT_INTENTS | _MODERATION)
    deaf = await served.bot(robot)
    await ok(ana, "PUT", f"{salon.path}/bans/{cleo.id}", {})
    for client in (hers, guard):
        told = await client.event("GUILD_BAN_ADD")
        assert (told["guild_id"], told["user"]["id"]) == (str(salon.id), str(cleo.id))
    await guard.event("GUILD_MEMBER_REMOVE", user={"id": str(cleo.id)})
    await ok(ana, "DELETE", f"{salon.path}/bans/{cleo.id}")
    for client in (hers, guard):
        await client.event("GUILD_BAN_REMOVE", user={"id": str(cleo.id)})
    await salon.member(cleo)
    for client in (his, deaf):
        await client.event("GUILD_MEMBER_ADD", user={"id": str(cleo.id)})
        assert not client.events("GUILD_BAN_ADD", "GUILD_BAN_REMOVE")


async def test_a_nickname_and_a_time_out_are_seen_by_all(
    api: httpx2.AsyncClient, served: Served, clock: FakeClock
) -> None:
    ana, bob, cleo = [await sign_up(api, name) for name in ("ana", "bob", "cleo")]
    salon = await server(ana)
    await salon.member(bob, cleo)
    seeing = await served.person(cleo)
    until = (clock.now() + timedelta(hours=1)).isoformat(timespec="microseconds")
    edit = {"nick": "Bobby", "communication_disabled_until": until}
    await ok(ana, "PATCH", f"{salon.path}/members/{bob.id}", edit)
    told = await seeing.event("GUILD_MEMBER_UPDATE", user={"id": str(bob.id)})
    assert (told["nick"], told["communication_disabled_until"]) == ("Bobby", until)
    late = await served.person(bob)
    [created] = late.events("GUILD_CREATE")
    own = next(one for one in created["members"] if one["user"]["id"] == str(bob.id))
    assert {key: own[key] for key in edit} == edit


@pytest.mark.req("INV-03")
async def test_who_is_invited_by_name_is_told_at_once_on_every_device(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana, "Jardin")
    devices = [await served.person(bob), await served.person(await log_in(api, bob))]
    hers = await served.person(ana)
    await ok(ana, "PUT", f"{salon.path}/invited/{bob.id}")
    [listed] = await ok(bob, "GET", "/users/@me/invited")
    for client in devices:
        assert await client.event("BEEP_INVITED") == listed
    await ok(bob, "POST", f"/users/@me/invited/{salon.id}/accept", {})
    for client in devices:
        assert await client.event("BEEP_INVITED_ENDED") == {"guild_id": str(salon.id)}
        await client.event("GUILD_CREATE", id=str(salon.id))
    await hers.event("GUILD_MEMBER_ADD", user={"id": str(bob.id)})
    assert not hers.events("BEEP_INVITED", "BEEP_INVITED_ENDED")


@pytest.mark.req("ROLE-12")
async def test_an_offered_server_is_told_to_its_owner_and_to_who_may_take_it(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob, cleo = [await sign_up(api, name) for name in ("ana", "bob", "cleo")]
    salon = await server(ana)
    await salon.member(bob, cleo)
    concerned = [await served.person(one) for one in (ana, bob)]
    other = await served.person(cleo)
    path = f"{salon.path}/ownership-transfer"
    await ok(ana, "PUT", path, {"user_id": str(bob.id)})
    for client in concerned:
        told = await client.event("BEEP_OWNERSHIP_PROPOSED")
        assert told == {"guild_id": str(salon.id), "user_id": str(bob.id)}
    await ok(bob, "POST", f"{path}/accept")
    for client in concerned:
        assert (await client.event("BEEP_OWNERSHIP_PROPOSED"))["user_id"] is None
        assert (await client.event("GUILD_UPDATE"))["owner_id"] == str(bob.id)
    await other.event("GUILD_UPDATE", owner_id=str(bob.id))
    assert not other.events("BEEP_OWNERSHIP_PROPOSED")
    changed = {one["user"]["id"]: one["roles"] for one in other.events("GUILD_MEMBER_UPDATE")}
    assert (changed[str(ana.id)], len(changed[str(bob.id)])) == ([], 1)


@pytest.mark.req("SERV-12")
async def test_an_owner_is_warned_before_their_server_falls_asleep(
    api: httpx2.AsyncClient, served: Served, program: Program, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    clock.move(days=180)
    client = await served.person(await log_in(api, ana))
    await program.face("servers").archives.sweep()
    told = await client.event("BEEP_SERVER_WARNED")
    expected = (clock.now() + timedelta(days=30)).isoformat(timespec="microseconds")
    assert told == {"guild_id": str(salon.id), "archive_at": expected}
    clock.move(days=30)
    client = await served.person(await log_in(api, ana))
    await program.face("servers").archives.sweep()
    assert (await client.event("GUILD_UPDATE"))["archived_at"] is not None
