"""Bans win over every way in; prunes and kicks end memberships of who stands below."""

import asyncio
from datetime import timedelta

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.features.servers.test_servers_governed import salon_of
from tests.worlds.communities import bot, ok, refused
from tests.worlds.people import log_in, sign_up

from beep.app.program import Program
from beep.kit.ids import UserId
from beep.kit.permissions import Permission

pytestmark = pytest.mark.anyio
M = Permission


async def test_a_ban_ends_a_membership_and_is_listed_and_lifted(api: httpx2.AsyncClient) -> None:
    salon, [ana, bob, cleo] = await salon_of(api, "ana", "bob", "cleo")
    await salon.role("guard", M.BAN_MEMBERS, bob)
    reason = {"X-Audit-Log-Reason": "trop%20de%20bruit"}
    banned = await bob.put(f"{salon.path}/bans/{cleo.id}", {}, headers=reason)
    assert banned.status_code == 204, banned.text
    await refused(cleo, "GET", salon.path, status=404)
    [listed] = await ok(bob, "GET", f"{salon.path}/bans")
    assert (listed["user"]["id"], listed["reason"]) == (str(cleo.id), "trop de bruit")
    assert await ok(bob, "GET", f"{salon.path}/bans/{cleo.id}") == listed
    assert (await ok(ana, "GET", salon.path))["member_count"] == 2
    # Again is no error, and no second membership is lost.
    await ok(bob, "PUT", f"{salon.path}/bans/{cleo.id}", {})
    assert (await ok(ana, "GET", salon.path))["member_count"] == 2
    await ok(bob, "DELETE", f"{salon.path}/bans/{cleo.id}")
    await refused(bob, "DELETE", f"{salon.path}/bans/{cleo.id}", status=404, code=10026)
    await refused(bob, "GET", f"{salon.path}/bans/{cleo.id}", status=404, code=10026)
    await salon.member(cleo)


@pytest.mark.req("INV-05")
async def test_who_is_banned_finds_every_door_closed(api: httpx2.AsyncClient) -> None:
    salon, [ana, bob] = await salon_of(api, "ana", "bob", visibility="public")
    cleo = await sign_up(api, "cleo")
    code = await salon.invite()
    await ok(ana, "PUT", f"{salon.path}/invited/{cleo.id}")
    for one in (bob, cleo):
        await ok(ana, "PUT", f"{salon.path}/bans/{one.id}", {"delete_message_days": 1})
        await refused(one, "POST", f"/invites/{code}", {}, status=403, code=40007)
        await refused(one, "POST", f"{salon.path}/join", status=403, code=40007)
        assert (await ok(one, "GET", "/discovery/guilds"))["guilds"] == []
    assert await ok(cleo, "GET", "/users/@me/invited") == []
    await refused(cleo, "POST", f"/users/@me/invited/{salon.id}/accept", {}, status=404)
    await refused(ana, "PUT", f"{salon.path}/invited/{bob.id}", status=409)
    robot = await bot(ana)
    await ok(ana, "PUT", f"{salon.path}/bots/{robot.id}")
    await ok(ana, "PUT", f"{salon.path}/bans/{robot.id}", {})
    await refused(ana, "PUT", f"{salon.path}/bots/{robot.id}", status=409)
    assert (await ok(ana, "GET", f"/invites/{code}"))["approximate_member_count"] == 1


async def test_only_who_may_bans_and_only_below(api: httpx2.AsyncClient) -> None:
    salon, [ana, bob, cleo, dan] = await salon_of(api, "ana", "bob", "cleo", "dan")
    await salon.role("guard", M.BAN_MEMBERS | M.KICK_MEMBERS, bob)
    await salon.role("second", M.BAN_MEMBERS, cleo)
    for who, target in ((dan, cleo), (cleo, bob), (bob, ana), (bob, bob)):
        await refused(who, "PUT", f"{salon.path}/bans/{target.id}", {}, status=403)
    for path in ("/bans", f"/bans/{dan.id}"):
        await refused(dan, "GET", f"{salon.path}{path}", status=403)
    stranger = await sign_up(api, "eve")
    await refused(stranger, "PUT", f"{salon.path}/bans/{dan.id}", {}, status=404, code=10004)
    await refused(stranger, "GET", f"{salon.path}/bans", status=404, code=10004)
    await refused(bob, "PUT", f"{salon.path}/bans/42", {}, status=404, code=10013)
    too_long = {"delete_message_seconds": 604_801}
    await refused(bob, "PUT", f"{salon.path}/bans/{dan.id}", too_long, status=400)


async def test_bans_come_in_pages_by_user(api: httpx2.AsyncClient) -> None:
    salon, [ana, *others] = await salon_of(api, "ana", "bob", "cleo", "dan")
    ids = [str(one.id) for one in others]
    answer = await ok(ana, "POST", f"{salon.path}/bulk-ban", {"user_ids": [*ids, str(ana.id), "42"]})
    assert answer == {"banned_users": ids, "failed_users": [str(ana.id), "42"]}
    page = f"{salon.path}/bans?limit=1"
    for query, found in ((f"&after={ids[0]}", ids[1]), (f"&before={ids[2]}", ids[1]), ("", ids[0])):
        assert [one["user"]["id"] for one in await ok(ana, "GET", page + query)] == [found]
    assert (await ok(ana, "GET", salon.path))["member_count"] == 1
    await refused(ana, "POST", f"{salon.path}/bulk-ban", {"user_ids": ids}, status=403, code=500000)
    await refused(ana, "POST", f"{salon.path}/bulk-ban", {"user_ids": []}, status=400)


@pytest.mark.req("INV-05", "S-30")
async def test_a_ban_beats_whoever_joins_at_the_same_time(api: httpx2.AsyncClient, program: Program) -> None:
    salon, [ana] = await salon_of(api, "ana", visibility="public")
    bob = await sign_up(api, "bob")
    code = await salon.invite()
    await ok(ana, "PUT", f"{salon.path}/invited/{bob.id}")
    doors = (f"/invites/{code}", f"{salon.path}/join", f"/users/@me/invited/{salon.id}/accept")
    await asyncio.gather(
        *(bob.post(door, {}) for door in doors * 5),
        ana.put(f"{salon.path}/bans/{bob.id}", {}),
        *(bob.post(door, {}) for door in doors * 5),
    )
    await refused(bob, "GET", salon.path, status=404)
    assert (await ok(ana, "GET", salon.path))["member_count"] == 1
    assert UserId(bob.id) not in (await program.face("servers").snapshot(salon.id)).members


async def test_a_ban_says_which_messages_go(api: httpx2.AsyncClient, program: Program) -> None:
    salon, [ana, bob] = await salon_of(api, "ana", "bob")
    await ok(ana, "PUT", f"{salon.path}/bans/{bob.id}", {"delete_message_seconds": 3600})
    async with program.database.read() as connection:
        query = "SELECT payload FROM outbox.fact WHERE name = 'member.banned'"
        payload = (await connection.exec_driver_sql(query)).scalar_one()
    assert f'"userId":"{bob.id}"' in payload
    assert '"deleteMessageS":3600' in payload


# -- kicks and prunes -------------------------------------------------------------------------


async def test_a_prune_removes_who_holds_no_role_and_was_not_seen(
    api: httpx2.AsyncClient, clock: FakeClock
) -> None:
    salon, [ana, bob, cleo, dan] = await salon_of(api, "ana", "bob", "cleo", "dan")
    role = await salon.role("friend", M(0), cleo)
    robot = await salon.bot()
    clock.move(days=10)
    ana, dan = await log_in(api, ana), await log_in(api, dan)
    salon.owner.token = ana.token
    path = f"{salon.path}/prune"
    assert await ok(ana, "GET", f"{path}?days=7") == {"pruned": 1}
    assert await ok(ana, "GET", f"{path}?days=11") == {"pruned": 0}
    assert await ok(ana, "GET", f"{path}?days=7&include_roles={role}") == {"pruned": 2}
    await refused(dan, "GET", path, status=403)
    await refused(dan, "POST", path, {}, status=403)
    await refused(ana, "GET", f"{path}?days=31", status=400)
    assert await ok(ana, "POST", path, {"days": 7, "compute_prune_count": False}) == {"pruned": None}
    left = {one["user"]["id"] for one in await ok(ana, "GET", f"{salon.path}/members?limit=9")}
    assert left == {str(one.id) for one in (ana, cleo, dan, robot)}
    bob = await log_in(api, bob)
    await refused(bob, "GET", salon.path, status=404)


async def test_a_bot_bans_with_its_own_rights(api: httpx2.AsyncClient) -> None:
    salon, [ana, bob] = await salon_of(api, "ana", "bob")
    robot = await salon.bot()
    await refused(robot, "PUT", f"{salon.path}/bans/{bob.id}", {}, status=403)
    await salon.role("automod", M.BAN_MEMBERS, robot)
    await ok(robot, "PUT", f"{salon.path}/bans/{bob.id}", {})
    assert [one["user"]["id"] for one in await ok(ana, "GET", f"{salon.path}/bans")] == [str(bob.id)]


def test_a_week_is_as_far_as_messages_go() -> None:
    from beep.features.servers.service.bans import DELETE_MESSAGES_MAX_S

    assert timedelta(days=7).total_seconds() == DELETE_MESSAGES_MAX_S
