"""Members are named, silenced and given roles, by who may and within what they hold."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.communities import Community, ok, refused, server
from tests.worlds.conversations import say
from tests.worlds.people import Person, sign_up

from beep.kit.permissions import DEFAULT_ROLE, Permission

pytestmark = pytest.mark.anyio
M = Permission


async def salon_of(api: httpx2.AsyncClient, *names: str, **more: Any) -> tuple[Community, list[Person]]:
    """Return a server of the first person's that the others joined."""
    people = [await sign_up(api, name) for name in names]
    salon = await server(people[0], **more)
    await salon.member(*people[1:])
    return salon, people


def at(moment: datetime) -> str:
    return moment.isoformat()


async def edit(who: Person, salon: Community, target: Person, **changes: Any) -> dict[str, Any]:
    return dict(await ok(who, "PATCH", f"{salon.path}/members/{target.id}", changes))


# -- nicknames --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["@me", "own id"])
async def test_somebody_chooses_their_own_nickname(api: httpx2.AsyncClient, path: str) -> None:
    salon, [_, bob] = await salon_of(api, "ana", "bob")
    own = f"{salon.path}/members/{'@me' if path == '@me' else bob.id}"
    named = await ok(bob, "PATCH", own, {"nick": "  Bobby "})
    assert (named["nick"], named["user"]["id"]) == ("Bobby", str(bob.id))
    assert (await ok(bob, "GET", f"{salon.path}/members/{bob.id}"))["nick"] == "Bobby"
    assert (await ok(bob, "PATCH", own, {"nick": None}))["nick"] is None


async def test_who_may_not_change_their_nickname_cannot_but_somebody_above_can(
    api: httpx2.AsyncClient,
) -> None:
    salon, [ana, bob, cleo, dan] = await salon_of(api, "ana", "bob", "cleo", "dan")
    await salon.everyone_may(DEFAULT_ROLE & ~M.CHANGE_NICKNAME)
    await salon.role("namer", M.MANAGE_NICKNAMES, bob)
    await refused(cleo, "PATCH", f"{salon.path}/members/@me", {"nick": "C"}, status=403, code=50013)
    await refused(cleo, "PATCH", f"{salon.path}/members/{dan.id}", {"nick": "D"}, status=403)
    assert (await edit(bob, salon, cleo, nick="Cléo"))["nick"] == "Cléo"
    assert (await edit(bob, salon, bob, nick="Bob"))["nick"] == "Bob"
    await refused(bob, "PATCH", f"{salon.path}/members/{ana.id}", {"nick": "Reine"}, status=403)
    await salon.role("other namer", M.MANAGE_NICKNAMES, dan)
    await refused(dan, "PATCH", f"{salon.path}/members/{bob.id}", {"nick": "Bas"}, status=403)


async def test_a_nickname_is_short_and_visible(api: httpx2.AsyncClient) -> None:
    salon, [_, bob] = await salon_of(api, "ana", "bob")
    own = f"{salon.path}/members/@me"
    error = await refused(bob, "PATCH", own, {"nick": "x" * 33}, status=400, code=50035)
    assert "nick" in error["errors"]
    await refused(bob, "PATCH", own, {"nick": "a\u202eb"}, status=400)
    assert (await ok(bob, "PATCH", own, {"nick": "x" * 32}))["nick"] == "x" * 32
    assert (await ok(bob, "PATCH", own, {"nick": "   "}))["nick"] is None


async def test_a_member_is_found_by_their_nickname(api: httpx2.AsyncClient) -> None:
    salon, [ana, bob] = await salon_of(api, "ana", "bob")
    await ok(bob, "PATCH", f"{salon.path}/members/@me", {"nick": "Élan"})
    found = await ok(ana, "GET", f"{salon.path}/members/search?query=ela&limit=5")
    assert [one["user"]["id"] for one in found] == [str(bob.id)]


# -- roles as a whole list --------------------------------------------------------------------


@pytest.mark.req("ROLE-05", "ROLE-07", "ROLE-08", "S-06")
async def test_a_delegate_gives_and_takes_what_is_below_them_and_nothing_else(
    api: httpx2.AsyncClient,
) -> None:
    salon, [ana, bob, cleo] = await salon_of(api, "ana", "bob", "cleo")
    high = await salon.role("high", M.KICK_MEMBERS)
    managers = await salon.role("role-manager", M.MANAGE_ROLES | M.MANAGE_CHANNELS, bob)
    low = await salon.role("low", M.MANAGE_CHANNELS)
    stronger = await salon.role("stronger", M.BAN_MEMBERS)
    path = f"{salon.path}/members/{cleo.id}"
    assert (await edit(bob, salon, cleo, roles=[str(low)]))["roles"] == [str(low)]
    # One they lack the permissions of, one above, their own, the owner's.
    owners = next(one for one in salon.object["roles"] if one["name"] == "owner")["id"]
    for role in (stronger, high, managers, owners):
        await refused(bob, "PATCH", path, {"roles": [str(low), str(role)]}, status=403)
    await edit(ana, salon, cleo, roles=[str(high), str(low)])
    await refused(bob, "PATCH", path, {"roles": []}, status=403)
    kept = await edit(bob, salon, cleo, roles=[str(high), str(salon.id)])
    assert kept["roles"] == [str(high)]
    await refused(cleo, "PATCH", path, {"roles": []}, status=403)


@pytest.mark.req("ENT-05", "ENT-10")
async def test_a_role_of_another_server_does_not_exist(api: httpx2.AsyncClient) -> None:
    salon, [ana, bob] = await salon_of(api, "ana", "bob")
    foreign = await (await server(ana, "Ailleurs")).role("guest", M(0))
    body = {"roles": [str(foreign)]}
    await refused(ana, "PATCH", f"{salon.path}/members/{bob.id}", body, status=404, code=10011)


@pytest.mark.req("ROLE-09")
async def test_a_server_of_one_role_each_refuses_a_second_but_takes_another(
    api: httpx2.AsyncClient,
) -> None:
    salon, [ana, bob] = await salon_of(api, "ana", "bob")
    one, other = await salon.role("one", M(0), bob), await salon.role("other", M(0))
    await ok(ana, "PATCH", salon.path, {"multi_roles": False})
    path = f"{salon.path}/members/{bob.id}"
    await refused(ana, "PATCH", path, {"roles": [str(one), str(other)]}, status=409)
    await refused(ana, "PUT", f"{path}/roles/{other}", status=409)
    assert (await edit(ana, salon, bob, roles=[str(other)]))["roles"] == [str(other)]
    await ok(ana, "PATCH", salon.path, {"multi_roles": True})
    assert len((await edit(ana, salon, bob, roles=[str(one), str(other)]))["roles"]) == 2


async def test_what_is_refused_in_part_is_not_done_in_part(api: httpx2.AsyncClient) -> None:
    salon, [ana, bob] = await salon_of(api, "ana", "bob")
    body = {"nick": "Bobby", "roles": ["42"]}
    await refused(ana, "PATCH", f"{salon.path}/members/{bob.id}", body, status=404)
    assert (await ok(ana, "GET", f"{salon.path}/members/{bob.id}"))["nick"] is None


async def test_a_right_taken_is_not_used_by_who_waits_for_their_turn(api: httpx2.AsyncClient) -> None:
    salon, [ana, bob, cleo] = await salon_of(api, "ana", "bob", "cleo")
    managers = await salon.role("role-manager", M.MANAGE_ROLES, bob)
    low = await salon.role("low", M(0))
    taken, given = await asyncio.gather(
        ana.delete(f"{salon.path}/members/{bob.id}/roles/{managers}"),
        bob.put(f"{salon.path}/members/{cleo.id}/roles/{low}"),
    )
    assert taken.status_code == 204
    held = (await ok(ana, "GET", f"{salon.path}/members/{cleo.id}"))["roles"]
    assert held == ([str(low)] if given.status_code == 204 else [])
    await refused(bob, "DELETE", f"{salon.path}/members/{cleo.id}/roles/{low}", status=403)


# -- time-outs --------------------------------------------------------------------------------


@pytest.mark.req("ROLE-06")
async def test_who_is_timed_out_reads_and_writes_again_when_the_clock_says_so(
    api: httpx2.AsyncClient, clock: FakeClock
) -> None:
    salon, [ana, bob, cleo] = await salon_of(api, "ana", "bob", "cleo")
    await salon.role("moderator", M.MODERATE_MEMBERS, bob)
    channel = f"/channels/{salon.first_channel}"
    await say(cleo, salon.first_channel)
    until = clock.now() + timedelta(minutes=10)
    silenced = await edit(bob, salon, cleo, communication_disabled_until=at(until))
    assert silenced["communication_disabled_until"] == until.isoformat(timespec="microseconds")
    await refused(cleo, "POST", f"{channel}/messages", {"content": "Non"}, status=403, code=50013)
    await refused(cleo, "PATCH", f"{salon.path}/members/@me", {"nick": "Muette"}, status=403)
    await refused(cleo, "POST", f"{channel}/invites", {}, status=403)
    assert len(await ok(cleo, "GET", f"{channel}/messages")) == 1
    [mine] = await ok(cleo, "GET", "/users/@me/guilds")
    assert int(mine["permissions"]) == M.VIEW_CHANNEL | M.READ_MESSAGE_HISTORY
    await say(ana, salon.first_channel)
    clock.move(minutes=10)
    await say(cleo, salon.first_channel, "Enfin")


async def test_a_time_out_ends_when_somebody_ends_it(api: httpx2.AsyncClient, clock: FakeClock) -> None:
    salon, [ana, bob] = await salon_of(api, "ana", "bob")
    await edit(ana, salon, bob, communication_disabled_until=at(clock.now() + timedelta(days=28)))
    await refused(bob, "POST", f"/channels/{salon.first_channel}/messages", {"content": "Non"}, status=403)
    freed = await edit(ana, salon, bob, communication_disabled_until=None)
    assert freed["communication_disabled_until"] is None
    await say(bob, salon.first_channel)


async def test_nobody_is_timed_out_for_longer_than_four_weeks_nor_from_above(
    api: httpx2.AsyncClient, clock: FakeClock
) -> None:
    salon, [ana, bob, cleo, dan] = await salon_of(api, "ana", "bob", "cleo", "dan")
    await salon.role("admin", M.ADMINISTRATOR, bob)
    await salon.role("moderator", M.MODERATE_MEMBERS, cleo)
    soon = {"communication_disabled_until": at(clock.now() + timedelta(hours=1))}
    late = {"communication_disabled_until": at(clock.now() + timedelta(days=28, seconds=1))}
    members = f"{salon.path}/members"
    await refused(cleo, "PATCH", f"{members}/{dan.id}", late, status=400, code=50035)
    for target in (ana, bob, cleo):
        await refused(cleo, "PATCH", f"{members}/{target.id}", soon, status=403)
    await refused(dan, "PATCH", f"{members}/{cleo.id}", soon, status=403)
    # Not even by the owner: it would silence nobody.
    await refused(ana, "PATCH", f"{members}/{bob.id}", soon, status=403)
    stranger = await sign_up(api, "eve")
    await refused(stranger, "PATCH", f"{members}/{dan.id}", soon, status=404)
    await refused(ana, "PATCH", f"{members}/{stranger.id}", soon, status=404, code=10007)


def test_a_naive_moment_is_utc() -> None:
    from beep.features.servers.schemas import EditMember

    moment = datetime(2026, 3, 1, 12)  # noqa: DTZ001 - as some libraries send it
    assert EditMember(communication_disabled_until=moment).edit().timed_out_until == moment.replace(
        tzinfo=UTC
    )
