"""Presence across processes: each tells of its own people, over a bus that may lose everything."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from tests.conftest import CHEAP
from tests.fakes.clock import FakeClock
from tests.worlds.buses import Bus, running_bus
from tests.worlds.communities import ok, server
from tests.worlds.conversations import Client, Served, serve
from tests.worlds.friendships import befriend
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.app.settings import load

pytestmark = pytest.mark.anyio


@dataclass
class Two:
    """Two processes with sockets; `clock` is both's, `bus` between them."""

    api: httpx2.AsyncClient
    one: Served
    other: Served
    bus: Bus
    clock: FakeClock


@pytest.fixture
async def two(database_url: str, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Two]:
    async with running_bus(tmp_path) as bus:
        environment = {"BEEP_BUS_URL": bus.url, "BEEP_GATEWAY__PRESENCE_MERGE_MS": "100"}
        settings = load({**CHEAP, "BEEP_HOME": str(tmp_path), **environment})
        first = await Program.start(settings, database_url, clock=clock)
        second = await Program.start(settings, database_url, only=["gateway"], clock=clock, works=False)
        transport = httpx2.ASGITransport(first.asgi)
        try:
            async with (
                httpx2.AsyncClient(transport=transport, base_url="http://beep.test/api/v10") as api,
                serve(first) as one,
                serve(second) as other,
            ):
                yield Two(api, one, other, bus, clock)
        finally:
            await second.stop()
            await first.stop()


async def seen(client: Client, person: Person, status: str) -> None:
    """Wait until somebody is seen as something; processes tell each other every second."""

    def is_it(frame: dict[str, object]) -> bool:
        told = frame["d"]["presences"] if frame["t"] == "BEEP_PRESENCES" else ()  # type: ignore[index]
        return {"user_id": str(person.id), "status": status} in told

    await client.until(is_it)


@pytest.mark.req("PRES-02", "RT-03")
async def test_people_of_all_processes_are_seen_and_those_of_a_dead_one_are_forgotten(two: Two) -> None:
    ana, bob = await sign_up(two.api, "ana"), await sign_up(two.api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    viewer = await two.one.person(ana)
    await viewer.send(40, {"guild_id": str(salon.id)})
    client = await two.other.person(bob)
    await seen(viewer, bob, "online")
    await client.send(3, {"status": "idle"})
    await seen(viewer, bob, "idle")
    # Here too: who is active at one of their devices is online, whichever process has it.
    await two.one.person(bob)
    await seen(viewer, bob, "online")

    lasting = await sign_up(two.api, "lasting")
    await salon.member(lasting)
    await two.other.person(lasting)
    await seen(viewer, lasting, "online")
    await two.other.program.stop()
    two.clock.move(seconds=11)
    await seen(viewer, lasting, "offline")
    told = [one for event in viewer.events("BEEP_PRESENCES") for one in event["presences"]]
    assert [one["status"] for one in told if one["user_id"] == str(bob.id)][-1] == "online"


@pytest.mark.req("PRES-02", "RT-03")
async def test_presence_is_whole_again_after_the_bus_lost_everything(two: Two) -> None:
    ana, bob = await sign_up(two.api, "ana"), await sign_up(two.api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    viewer = await two.one.person(ana)
    await viewer.send(40, {"guild_id": str(salon.id)})
    await two.other.person(bob)
    await seen(viewer, bob, "online")

    await two.bus.kill()
    two.clock.move(seconds=11)
    await seen(viewer, bob, "offline")
    await two.bus.start()
    await seen(viewer, bob, "online")
    # Nothing but presence was on the bus.
    assert (await ok(ana, "GET", salon.path))["id"] == str(salon.id)


@pytest.mark.req("PRES-01", "FRND-06")
async def test_friends_see_each_other_from_different_processes_until_they_part(two: Two) -> None:
    ana, bob = await sign_up(two.api, "ana"), await sign_up(two.api, "bob")
    viewer, client = await two.other.person(ana), await two.one.person(bob)
    await viewer.send(40, {"guild_id": None, "friends": True})
    assert (await viewer.event("BEEP_PRESENCES", guild_id=None))["presences"] == []
    await befriend(ana, bob)
    await viewer.event("BEEP_RELATIONSHIP_UPDATE", id=str(bob.id))
    await seen(viewer, bob, "online")
    await client.send(3, {"status": "idle"})
    await seen(viewer, bob, "idle")
    await ok(bob, "DELETE", f"/users/@me/relationships/{ana.id}")
    await viewer.event("BEEP_RELATIONSHIP_REMOVE", id=str(bob.id))
    await viewer.send(40, {"guild_id": None, "friends": True})
    assert (await viewer.event("BEEP_PRESENCES", whole=True, guild_id=None))["presences"] == []
