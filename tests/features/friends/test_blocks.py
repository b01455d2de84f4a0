"""Blocks: who one wants to hear nothing of, known to oneself only."""

import asyncio

import httpx2
import pytest
from tests.worlds.communities import bot, ok, refused, server
from tests.worlds.conversations import Served, serve
from tests.worlds.people import Person, log_in, sign_up

from beep.app.program import Program
from beep.kit.ids import UserId

pytestmark = pytest.mark.anyio


async def blocked(person: Person) -> list[str]:
    return [one["user"]["username"] for one in await ok(person, "GET", "/users/@me/blocks")]


async def test_a_block_is_listed_until_it_is_taken_back(api: httpx2.AsyncClient) -> None:
    ana, bob, eve = [await sign_up(api, name) for name in ("ana", "bob", "eve")]
    for _ in range(2):
        await ok(ana, "PUT", f"/users/@me/blocks/{bob.id}")
    await ok(ana, "PUT", f"/users/@me/blocks/{eve.id}")
    assert sorted(await blocked(ana)) == ["bob", "eve"]
    for _ in range(2):
        await ok(ana, "DELETE", f"/users/@me/blocks/{bob.id}")
    assert await blocked(ana) == ["eve"]
    assert await blocked(eve) == []


async def test_oneself_strangers_and_bots_are_refused(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    helper = await bot(ana)
    await refused(ana, "PUT", f"/users/@me/blocks/{ana.id}", status=400, code=50035)
    await refused(ana, "PUT", "/users/@me/blocks/123456789", status=404, code=10013)
    await refused(helper, "PUT", f"/users/@me/blocks/{ana.id}", status=403, code=20001)
    await refused(helper, "GET", "/users/@me/blocks", status=403, code=20001)


async def test_the_face_tells_both_ways_and_forgets_what_changed(
    program: Program, api: httpx2.AsyncClient
) -> None:
    friends = program.face("friends")
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    a, b = UserId(ana.id), UserId(bob.id)
    assert not await friends.has_blocked(a, b)
    assert await friends.blockers_of(b) == frozenset()
    await ok(ana, "PUT", f"/users/@me/blocks/{bob.id}")
    assert await friends.has_blocked(a, b)
    assert not await friends.has_blocked(b, a)
    assert (await friends.blocks_of(a), await friends.blockers_of(b)) == ({b}, {a})
    await ok(ana, "DELETE", f"/users/@me/blocks/{bob.id}")
    assert not await friends.has_blocked(a, b)
    assert await friends.blockers_of(b) == frozenset()


class TestLimit:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {"BEEP_FRIENDS__BLOCKS": "3"}

    @pytest.mark.req("S-30")
    async def test_as_many_as_the_limit_however_many_are_tried_at_once(self, api: httpx2.AsyncClient) -> None:
        ana = await sign_up(api, "ana")
        others = [await sign_up(api, f"person-{n}") for n in range(8)]
        answers = await asyncio.gather(*(ana.put(f"/users/@me/blocks/{one.id}") for one in others))
        assert sorted(one.status_code for one in answers) == [204] * 3 + [409] * 5
        assert len(await blocked(ana)) == 3


async def test_own_devices_hear_of_a_block_and_the_blocked_person_of_nothing(
    program: Program, api: httpx2.AsyncClient
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    async with serve(program) as served:
        one, two = await served.person(ana), await served.person(await log_in(api, ana))
        other = await served.person(bob)
        before = len(other.frames)
        await ok(ana, "PUT", f"/users/@me/blocks/{bob.id}")
        for client in (one, two):
            assert await client.event("BEEP_BLOCKS") == {"ids": [str(bob.id)]}
        # Told after the block: had there been anything about it, it would be there by now.
        await ok(ana, "PATCH", salon.path, {"name": "Jardin"})
        await other.event("GUILD_UPDATE")
        assert [frame["t"] for frame in other.frames[before:]] == ["GUILD_UPDATE"]
        assert (await ready(served, ana))["blocks"] == [str(bob.id)]
        assert (await ready(served, bob))["blocks"] == []


async def ready(served: Served, person: Person) -> dict[str, object]:
    return dict((await served.person(person)).events("READY")[0]["beep"])
