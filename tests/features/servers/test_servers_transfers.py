"""A server changes hands in two steps, and never has no owner, or two (SERV-03)."""

import asyncio

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.features.servers.test_servers_governed import salon_of
from tests.worlds.communities import Community, ok, refused, server
from tests.worlds.people import Person, log_in, sign_up

from beep.app.program import Program
from beep.kit.permissions import Permission

pytestmark = pytest.mark.anyio
M = Permission


async def offer(salon: Community, target: Person) -> None:
    await ok(salon.owner, "PUT", f"{salon.path}/ownership-transfer", {"user_id": str(target.id)})


@pytest.mark.req("ROLE-12", "SERV-03")
async def test_an_owner_offers_and_a_member_takes(api: httpx2.AsyncClient) -> None:
    salon, [ana, bob, cleo] = await salon_of(api, "ana", "bob", "cleo")
    helper = await salon.role("helper", M(0), ana, bob)
    path = f"{salon.path}/ownership-transfer"
    await refused(ana, "GET", path, status=404)
    await offer(salon, bob)
    assert (await ok(bob, "GET", path))["user_id"] == str(bob.id)
    await refused(cleo, "GET", path, status=404)
    await refused(cleo, "POST", f"{path}/accept", status=404)
    await refused(ana, "POST", f"{path}/accept", status=404)
    taken = await ok(bob, "POST", f"{path}/accept")
    assert taken["owner_id"] == str(bob.id)
    crown = next(one["id"] for one in taken["roles"] if one["name"] == "owner")
    members = await ok(cleo, "GET", f"{salon.path}/members?limit=9")
    held = {one["user"]["id"]: one["roles"] for one in members}
    assert held == {str(ana.id): [str(helper)], str(bob.id): [crown, str(helper)], str(cleo.id): []}
    await refused(ana, "PATCH", salon.path, {"name": "Encore"}, status=403)
    await ok(bob, "PATCH", salon.path, {"name": "Neuf"})
    await refused(ana, "GET", path, status=404)
    assert (await ana.delete(f"/users/@me/guilds/{salon.id}")).status_code == 204


async def test_only_the_owner_offers_and_only_to_a_person_who_is_there(
    api: httpx2.AsyncClient, clock: FakeClock
) -> None:
    salon, [ana, bob] = await salon_of(api, "ana", "bob")
    eve, robot = await sign_up(api, "eve"), await salon.bot()
    await salon.role("admin", M.ADMINISTRATOR, bob)
    path = f"{salon.path}/ownership-transfer"
    await refused(bob, "PUT", path, {"user_id": str(bob.id)}, status=403)
    await refused(eve, "PUT", path, {"user_id": str(eve.id)}, status=404, code=10004)
    await refused(ana, "PUT", path, {"user_id": str(eve.id)}, status=404, code=10007)
    await refused(ana, "PUT", path, {"user_id": str(robot.id)}, status=403)
    await refused(ana, "PUT", path, {"user_id": str(ana.id)}, status=400)
    clock.move(minutes=11)
    error = await refused(ana, "PUT", path, {"user_id": str(bob.id)}, status=403)
    assert error["key"] == "auth.recent_sign_in_required"


async def test_an_offer_ends_when_withdrawn_refused_replaced_too_old_or_its_target_goes(
    api: httpx2.AsyncClient, clock: FakeClock
) -> None:
    salon, [ana, bob, cleo] = await salon_of(api, "ana", "bob", "cleo")
    path = f"{salon.path}/ownership-transfer"
    for ends in (ana, bob):
        await offer(salon, bob)
        await refused(cleo, "DELETE", path, status=404)
        await ok(ends, "DELETE", path)
        await refused(bob, "POST", f"{path}/accept", status=404)
    await offer(salon, bob)
    await offer(salon, cleo)
    await refused(bob, "POST", f"{path}/accept", status=404)
    await ok(cleo, "DELETE", f"/users/@me/guilds/{salon.id}")
    await salon.member(cleo)
    await refused(cleo, "POST", f"{path}/accept", status=404)
    await offer(salon, bob)
    clock.move(days=7)
    bob = await log_in(api, bob)
    await refused(bob, "POST", f"{path}/accept", status=404)
    assert (await ok(bob, "GET", salon.path))["owner_id"] == str(ana.id)


@pytest.mark.req("SERV-02", "S-30")
async def test_who_owns_as_many_as_they_may_takes_no_more(api: httpx2.AsyncClient) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    for name in ("Un", "Deux", "Trois", "Quatre"):
        await server(bob, name)
    offered = [await server(ana, f"Don-{number}") for number in range(4)]
    for salon in offered:
        await salon.member(bob)
        await offer(salon, bob)
    answers = await asyncio.gather(
        *(bob.post(f"{salon.path}/ownership-transfer/accept") for salon in offered),
        bob.post("/guilds", {"name": "Cinq"}),
    )
    assert sorted(one.status_code for one in answers) in ([200, 403, 403, 403, 403], [201, *[403] * 4])
    mine = await ok(bob, "GET", "/users/@me/guilds")
    assert sum(one["owner"] for one in mine) == 5


@pytest.mark.req("SERV-04")
async def test_the_heir_is_the_highest_ranked_then_the_oldest_member(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    face = program.face("servers")
    assert await face.heir_of(salon.id) is None
    robot = await salon.bot()
    assert await face.heir_of(salon.id) is None
    bob, cleo, dan = [await sign_up(api, name) for name in ("bob", "cleo", "dan")]
    for one in (dan, bob, cleo):
        clock.move(seconds=1)
        await salon.member(one)
    assert await face.heir_of(salon.id) == dan.id
    await salon.role("high", M(0), robot)
    await salon.role("low", M(0), bob, cleo)
    assert await face.heir_of(salon.id) == bob.id
    await face.transfer(salon.id, bob.id)
    await face.transfer(salon.id, bob.id)
    shown = await ok(cleo, "GET", salon.path)
    assert shown["owner_id"] == str(bob.id)
    assert await face.heir_of(salon.id) == cleo.id
