"""Everybody at once: a thousand clients that come back, a thousand that read; PostgreSQL hardly notices."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx2
import psycopg
import pytest
from tests import databases
from tests.faults.lab import Lab
from tests.faults.nodes import Node
from tests.faults.workload import Workload
from tests.worlds.communities import ok

from beep.runtime.database import conninfo

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

_POOL = 4
_OVERFLOW = 4
# Two writers, the jobs' three, a listener for each of two workers, the process number, `/health`.
_OTHERS = 9
_PAGE = 50


@pytest.mark.req("F-26")
async def test_a_storm_of_reconnections_heals_and_leaves_the_database_alone(lab: Lab) -> None:
    """Clients lose the node all at once and come back without any pause, while others go on talking."""
    node = await _small_node(lab)
    count = 1000 if lab.is_long else 100
    manner = replace(lab.manner, senders=4, receivers=count, pause_s=0.5)
    workload = await lab.workload(node.address, manner=manner)
    rounds = lab.rounds(1)
    async with _counted_connections(lab) as counts:
        for _ in range(rounds):
            async with workload.running():
                await workload.acknowledged(lab.chance.randrange(1, 10), within_s=120)
                for one in workload.receivers:
                    one.hurry()
                if lab.chance.random() < 0.5:
                    await node.kill()
                    await node.start()
                await workload.connected(within_s=120)
            await workload.settle(within_s=120)
    assert node.running is not None
    assert node.running.process.poll() is None
    assert max(counts) <= _POOL + _OVERFLOW + _OTHERS
    await lab.judge(workload, rounds=rounds)


@pytest.mark.req("F-27")
async def test_a_thousand_who_read_history_at_once_are_all_answered(lab: Lab) -> None:
    """Nobody is turned away for good, sends go on, and PostgreSQL sees no more than the pool."""
    node = await _small_node(lab)
    count = 1000 if lab.is_long else 200
    workload = await lab.workload(node.address, manner=replace(lab.manner, receivers=4, pause_s=0.1))
    rounds = lab.rounds(1)
    async with _counted_connections(lab) as counts:
        async with workload.running():
            await workload.acknowledged(_PAGE * len(workload.crowd.channels) * 2, within_s=120)
            for _ in range(rounds):
                before = len(workload.ledger.acknowledged)
                await _read_all_at_once(lab, workload, count)
                await workload.acknowledged(1, within_s=60)
                assert len(workload.ledger.acknowledged) > before
        await workload.settle()
    assert max(counts) <= _POOL + _OVERFLOW + _OTHERS
    await lab.judge(workload, rounds=rounds)


async def _small_node(lab: Lab) -> Node:
    return await lab.node(BEEP_DATABASE_POOL=str(_POOL), BEEP_GATEWAY__SESSIONS_PER_USER="1000")


async def _read_all_at_once(lab: Lab, workload: Workload, count: int) -> None:
    """Fetch the same page so many times at once; who is put off with 503 asks again when told to."""
    channel = lab.chance.choice(workload.crowd.channels)
    newest = (await ok(workload.crowd.people[0], "GET", f"/channels/{channel}/messages?limit=1"))[0]["id"]
    path = f"{workload.addresses[0]}/api/v10/channels/{channel}/messages"
    window = {"before": newest, "limit": str(_PAGE)}
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=0)
    async with httpx2.AsyncClient(timeout=60, limits=limits, trust_env=False) as client:

        async def read(number: int) -> tuple[str, ...]:
            person = workload.crowd.people[number % len(workload.crowd.people)]
            while True:
                answer = await client.get(path, params=window, headers=person.headers)
                if answer.status_code != 503:
                    assert answer.status_code == 200, answer.text
                    return tuple(one["id"] for one in answer.json())
                await asyncio.sleep(float(answer.headers["retry-after"]) * lab.chance.uniform(0.5, 1))

        pages = await asyncio.gather(*(read(number) for number in range(count)))
    assert len(pages[0]) == _PAGE
    assert set(pages) == {pages[0]}


@asynccontextmanager
async def _counted_connections(lab: Lab) -> AsyncIterator[list[int]]:
    """Count the database's connections again and again, but for the one that counts."""
    counts: list[int] = []
    async with await psycopg.AsyncConnection.connect(
        conninfo(lab.database_url), autocommit=True
    ) as connection:

        async def count_forever() -> None:
            while True:
                row = await (await connection.execute(databases.CLIENTS)).fetchone()
                assert row is not None
                counts.append(row[0] - 1)
                await asyncio.sleep(0.02)

        counting = asyncio.get_running_loop().create_task(count_forever())
        try:
            yield counts
        finally:
            counting.cancel()
            await asyncio.gather(counting, return_exceptions=True)
    assert counts
