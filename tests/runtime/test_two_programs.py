"""Two whole programs on one database and one Valkey: what happens on one is told by the other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.conftest import CHEAP, running
from tests.fakes.clock import FakeClock
from tests.faults.machines import Valkey
from tests.worlds.communities import ok, server
from tests.worlds.people import log_in, sign_up

from beep.app.program import Program
from beep.app.settings import load
from beep.features.messaging import MessageSent

pytestmark = [pytest.mark.anyio, pytest.mark.req("EVT-01", "EVT-04", "MSG-13")]

DEADLINE_S = 20


class Ear:
    """Hears messages as a program's own listeners do."""

    def __init__(self, program: Program) -> None:
        self.ids: list[str] = []
        self._news = asyncio.Event()
        listeners: Any = program.relay._told.live
        listeners.setdefault(MessageSent, []).append(self._hear)

    def _hear(self, recorded: Any) -> None:
        self.ids.append(str(recorded.fact.message_id))
        self._news.set()

    async def hears(self, count: int) -> None:
        async with asyncio.timeout(DEADLINE_S):
            while len(self.ids) < count:
                self._news.clear()
                await self._news.wait()


@asynccontextmanager
async def two(
    database_url: str, valkey: Valkey, home: Path
) -> AsyncIterator[tuple[httpx2.AsyncClient, Program, Program]]:
    settings = load({**CHEAP, "BEEP_HOME": str(home), "BEEP_BUS_URL": valkey.url})
    async with (
        running(settings, database_url, FakeClock()) as one,
        running(settings, database_url, FakeClock()) as other,
    ):
        transport = httpx2.ASGITransport(one.asgi)
        async with httpx2.AsyncClient(transport=transport, base_url="http://beep.test/api/v10") as api:
            yield api, one, other


async def test_messages_sent_on_one_are_told_by_both_in_the_same_order(
    database_url: str, valkey: Valkey, tmp_path: Path
) -> None:
    async with two(database_url, valkey, tmp_path) as (api, one, other):
        here, there = Ear(one), Ear(other)
        ana = await sign_up(api, "ana")
        path = f"/channels/{(await server(ana)).first_channel}/messages"
        sent = await asyncio.gather(
            *(ok(ana, "POST", path, {"content": f"message {number}"}) for number in range(20))
        )
        await here.hears(20)
        await there.hears(20)
        assert here.ids == there.ids == sorted((one["id"] for one in sent), key=int)


async def test_a_valkey_killed_between_messages_costs_nobody_one(
    database_url: str, valkey: Valkey, tmp_path: Path
) -> None:
    async with two(database_url, valkey, tmp_path) as (api, _, other):
        there = Ear(other)
        ana = await sign_up(api, "ana")
        path = f"/channels/{(await server(ana)).first_channel}/messages"
        sent = [(await ok(ana, "POST", path, {"content": "avant"}))["id"]]
        valkey.kill()
        sent += [(await ok(ana, "POST", path, {"content": "pendant"}))["id"] for _ in range(3)]
        await there.hears(4)
        valkey.start()
        sent.append((await ok(ana, "POST", path, {"content": "après"}))["id"])
        await there.hears(5)
        assert there.ids == sent


@pytest.mark.req("MSG-15", "F-24")
async def test_a_nonce_sent_to_both_at_once_is_one_message(
    database_url: str, valkey: Valkey, tmp_path: Path
) -> None:
    async with two(database_url, valkey, tmp_path) as (api, _, other):
        ana = await sign_up(api, "ana")
        path = f"/channels/{(await server(ana)).first_channel}/messages"
        transport = httpx2.ASGITransport(other.asgi)
        async with httpx2.AsyncClient(transport=transport, base_url=str(api.base_url)) as beside:
            there = await log_in(beside, ana)
            for number in range(10):
                body = {"content": "encore", "nonce": f"n{number}"}
                sent = await asyncio.gather(
                    *(ok(who, "POST", path, body) for who in (ana, there, ana, there))
                )
                assert len({(one["id"], one["seq"]) for one in sent}) == 1
        assert [one["seq"] for one in await ok(ana, "GET", path)] == list(range(10, 0, -1))
