"""The members GUILD_CREATE carries: encoded once for many, and never older than what is known."""

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any, cast

import httpx2
import pytest
from tests.worlds.communities import Community, ok, server
from tests.worlds.conversations import Served, eventually
from tests.worlds.people import Person, sign_up

from beep.features.gateway.faces import Faces
from beep.features.gateway.rosters import Rosters
from beep.kit.ids import ServerId
from beep.kit.permissions import Permission
from beep.runtime.tasks import BackgroundTasks

pytestmark = pytest.mark.anyio
Change = Callable[[Served, Person, Person, Community], Awaitable[Any]]


async def join(served: Served, ana: Person, bob: Person, salon: Community) -> None:
    del served, bob
    await salon.member(await sign_up(ana.api, "cleo"))


async def leave(served: Served, ana: Person, bob: Person, salon: Community) -> None:
    del served, ana
    await ok(bob, "DELETE", f"/users/@me/guilds/{salon.id}")


async def rename(served: Served, ana: Person, bob: Person, salon: Community) -> None:
    del served, ana, salon
    await ok(bob, "PATCH", "/users/@me", {"global_name": "Robert"})


async def take_a_role(served: Served, ana: Person, bob: Person, salon: Community) -> None:
    del served, ana
    await salon.role("helpers", Permission.VIEW_CHANNEL, bob)


async def lose_a_role(served: Served, ana: Person, bob: Person, salon: Community) -> None:
    role = await salon.role("helpers", Permission.VIEW_CHANNEL, bob)
    await served.person(ana)
    await ok(ana, "DELETE", f"{salon.path}/roles/{role}")


@pytest.mark.parametrize("change", [join, leave, rename, take_a_role, lose_a_role])
async def test_who_opens_after_a_change_is_shown_it(
    api: httpx2.AsyncClient, served: Served, change: Change
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    rosters = served.program.face("gateway")._lobby.opening.rosters
    await served.person(ana)
    assert set(rosters._known) == {salon.id}

    await change(served, ana, bob, salon)

    [after] = (await served.person(ana)).events("GUILD_CREATE")
    assert after["members"] == await ok(ana, "GET", f"{salon.path}/members?limit=1000")


async def test_each_session_is_told_since_when_it_belongs_there(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    for person in (ana, bob):
        [created] = (await served.person(person)).events("GUILD_CREATE")
        [own] = [one for one in created["members"] if one["user"]["id"] == str(person.id)]
        assert created["joined_at"] == own["joined_at"]


class Reading:
    """Faces that answer when told to, and count how often they were asked."""

    def __init__(self) -> None:
        self.asked: list[asyncio.Event] = []
        self.servers = self.users = self

    async def list_members(self, server_id: ServerId, user_ids: None) -> list[Any]:
        del server_id, user_ids
        self.asked.append(asyncio.Event())
        await self.asked[-1].wait()
        return []

    async def list_by_ids(self, user_ids: list[int]) -> list[Any]:
        del user_ids
        return []


async def test_many_at_once_are_one_read_and_a_change_meanwhile_makes_the_next_read_again() -> None:
    reading, tasks, salon = Reading(), BackgroundTasks(), ServerId(1)
    rosters = Rosters(cast("Faces", SimpleNamespace(servers=reading, users=reading)), tasks)
    early = [tasks.spawn(rosters.get(salon), name="early") for _ in range(5)]
    await eventually(lambda: len(reading.asked) == 1)

    rosters.forget(salon)
    late = tasks.spawn(rosters.get(salon), name="late")
    await eventually(lambda: len(reading.asked) == 2)
    reading.asked[0].set()
    await asyncio.gather(*early)

    # The first read may lack the change: it is not kept, and whoever came after waits for the second.
    assert not rosters._known
    assert not late.done()
    reading.asked[1].set()
    assert await late is await rosters.get(salon)
    assert len(reading.asked) == 2
    await tasks.close()


async def test_the_least_used_are_dropped_when_they_take_too_much() -> None:
    reading, tasks = Reading(), BackgroundTasks()
    rosters = Rosters(cast("Faces", SimpleNamespace(servers=reading, users=reading)), tasks, kept_bytes=5)
    for number in (1, 2, 1, 3):
        asking = tasks.spawn(rosters.get(ServerId(number)), name="asking")
        while not asking.done():
            await asyncio.sleep(0)
            for one in reading.asked:
                one.set()
    assert list(rosters._known) == [1, 3]
    assert rosters._bytes == 4
    await tasks.close()
