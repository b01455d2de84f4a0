"""Dispatchers: one that is frozen holds nothing up beyond its lease, and what it held is done once."""

import asyncio
import re
from collections.abc import Set as AbstractSet

import httpx2
import psycopg
import pytest
from tests.faults.failpoints import Failpoint
from tests.faults.lab import Lab
from tests.faults.machines import Valkey
from tests.faults.test_fault_two_nodes import start_two
from tests.faults.workload import Crowd

from beep.runtime.database import conninfo

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

MAKING_JOBS = "beep.runtime.relay:Relay._make_jobs"
ERASED = "SELECT channel_id FROM messaging.channel WHERE is_deleted"
WAITING = (
    "SELECT (SELECT count(*) FROM outbox.fact WHERE pending) + (SELECT count(*) FROM procrastinate_jobs)"
)
DONE = re.compile(r'^beep_jobs_total\{job="messaging.erase_channel",outcome="done"\} (\S+)', re.MULTILINE)


async def erased(connection: psycopg.Connection, channels: AbstractSet[int], *, within_s: float) -> None:
    """Wait until the jobs that deleting these channels asks for are done."""
    async with asyncio.timeout(within_s):
        while {row[0] for row in connection.execute(ERASED)} != channels:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def nothing_waits(connection: psycopg.Connection) -> None:
    """Wait until every fact has its jobs and every job is done: the next batch is then the test's own."""
    async with asyncio.timeout(15):
        while connection.execute(WAITING).fetchone() != (0,):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


@pytest.mark.req("F-42")
async def test_a_frozen_dispatcher_holds_up_only_its_own_batch_and_only_for_its_lease(
    lab: Lab, valkey: Valkey
) -> None:
    frozen, other = await start_two(
        lab, valkey.url, valkey.url, targets=[MAKING_JOBS], BEEP_DATABASE_TIMEOUT_S="1"
    )
    crowd = await Crowd.gather(frozen.address, 1, channels=3)
    _, first, second = crowd.channels
    headers = crowd.people[0].headers
    with psycopg.connect(conninfo(lab.database_url), autocommit=True) as connection:
        await nothing_waits(connection)
        frozen.arm(Failpoint(target=MAKING_JOBS, what="freeze", when="after"))
        async with httpx2.AsyncClient(timeout=10, headers=headers, trust_env=False) as client:
            asking = asyncio.gather(
                client.delete(f"{frozen.address}/api/v10/channels/{first}"), return_exceptions=True
            )
            await frozen.failed()
            answer = await client.delete(f"{other.address}/api/v10/channels/{second}")
            assert answer.status_code == 200
            # Others' facts are no business of the one that is stuck.
            await erased(connection, {second}, within_s=3)
            await erased(connection, {first, second}, within_s=15)
            frozen.thaw()
            await frozen.ready()
            await asking
            metrics = [(await client.get(f"{node.address}/metrics")).text for node in (frozen, other)]
    await crowd.close()
    assert sum(float(count) for text in metrics for count in DONE.findall(text)) == 2
