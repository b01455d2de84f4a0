"""Two processes on one database: one answers requests, the other holds the sockets."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from tests.conftest import CHEAP
from tests.fakes.clock import FakeClock
from tests.faults.proxy import FaultProxy
from tests.worlds.buses import Bus, running_bus
from tests.worlds.communities import ok, server
from tests.worlds.conversations import Served, eventually, say, serve
from tests.worlds.people import sign_up

from beep.app.features import FEATURES
from beep.app.program import Program
from beep.app.settings import load

pytestmark = pytest.mark.anyio


@pytest.fixture
async def bus(tmp_path: Path) -> AsyncIterator[Bus]:
    async with running_bus(tmp_path) as running:
        yield running


@dataclass
class Split:
    """`api` speaks to the process without a gateway, `served` is the one with nothing else."""

    api: httpx2.AsyncClient
    served: Served


@pytest.fixture
async def way(database_url: str) -> AsyncIterator[FaultProxy]:
    """Stand between the process with the sockets and its database."""
    async with FaultProxy(database_url) as proxy:
        yield proxy


@pytest.fixture
async def split(
    bus: Bus, database_url: str, way: FaultProxy, clock: FakeClock, tmp_path: Path
) -> AsyncIterator[Split]:
    settings = load({**CHEAP, "BEEP_HOME": str(tmp_path), "BEEP_BUS_URL": bus.url})
    rest = [name for name in FEATURES if name != "gateway"]
    first = await Program.start(settings, database_url, only=rest, clock=clock)
    second = await Program.start(settings, way.url, only=["gateway"], clock=clock, works=False)
    transport = httpx2.ASGITransport(first.asgi)
    try:
        async with (
            httpx2.AsyncClient(transport=transport, base_url="http://beep.test/api/v10") as api,
            serve(second) as served,
        ):
            yield Split(api, served)
    finally:
        await second.stop()
        await first.stop()


@pytest.mark.req("F-04", "RT-04")
async def test_what_is_heard_while_the_database_is_away_follows_in_order_once_it_is_back(
    split: Split, way: FaultProxy, caplog: pytest.LogCaptureFixture
) -> None:
    ana, bob = await sign_up(split.api, "ana"), await sign_up(split.api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    client = await split.served.person(bob)
    first = await say(ana, salon.first_channel, "avant")
    await client.event("MESSAGE_CREATE", id=first["id"])

    way.cut()
    await ok(ana, "PATCH", f"/channels/{salon.first_channel}/messages/{first['id']}", {"content": "corrigé"})
    await say(ana, salon.first_channel, "réponse", message_reference={"message_id": first["id"]})
    await eventually(lambda: "events wait for the database" in caplog.text)
    way.mend()

    await client.event("MESSAGE_CREATE", content="réponse")
    changed = client.events("MESSAGE_UPDATE", "MESSAGE_CREATE")
    assert [one["content"] for one in changed] == ["avant", "corrigé", "réponse"]
    assert client.events("BEEP_RESYNC") == []


async def test_messages_reach_the_other_process_in_order_with_or_without_the_bus(
    split: Split, bus: Bus
) -> None:
    ana, bob = await sign_up(split.api, "ana"), await sign_up(split.api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    channel = salon.first_channel
    client = await split.served.person(bob)
    assert [one["id"] for one in client.events("GUILD_CREATE")] == [str(salon.id)]

    sent = await asyncio.gather(*(say(ana, channel, f"m{number}") for number in range(20)))
    ordered = sorted(sent, key=lambda one: one["seq"])
    for one in ordered:
        event = await client.event("MESSAGE_CREATE")
        assert (event["id"], event["content"], event["seq"]) == (one["id"], one["content"], one["seq"])
        assert event["member"]["roles"]
    await ok(ana, "POST", f"/channels/{channel}/typing")
    assert (await client.event("TYPING_START"))["user_id"] == str(ana.id)
    answer = await say(ana, channel, "oui", message_reference={"message_id": sent[0]["id"]})
    assert (await client.event("MESSAGE_CREATE"))["referenced_message"]["id"] == sent[0]["id"]
    await ok(ana, "PATCH", f"/channels/{channel}/messages/{answer['id']}", {"content": "non"})
    assert (await client.event("MESSAGE_UPDATE"))["content"] == "non"

    await bus.kill()
    after = [await say(ana, channel, f"sans bus {number}") for number in range(3)]
    for one in after:
        assert (await client.event("MESSAGE_CREATE", patience_s=5))["id"] == one["id"]
    created = client.events("MESSAGE_CREATE")
    assert len({one["id"] for one in created}) == len(created) == 24


@pytest.mark.req("S-02", "S-03")
async def test_what_ends_in_one_process_ends_in_the_other(split: Split) -> None:
    ana, bob = await sign_up(split.api, "ana"), await sign_up(split.api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    mine, theirs = await split.served.person(ana), await split.served.person(bob)

    channel = await salon.channel("potager")
    await theirs.event("CHANNEL_CREATE", id=str(channel))
    await ok(ana, "DELETE", f"{salon.path}/members/{bob.id}")
    await theirs.event("GUILD_DELETE", id=str(salon.id), patience_s=2)
    await say(ana, channel, "sans toi")
    await mine.event("MESSAGE_CREATE", content="sans toi")
    await ok(bob, "POST", "/auth/logout")
    assert await theirs.close_code(patience_s=2) == 4004
    assert theirs.events("MESSAGE_CREATE") == []
    await mine.reached()
