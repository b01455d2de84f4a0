"""The database is killed, restarted, frozen, cut off or slow; nothing acknowledged is lost or doubled."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx2
import psycopg
import pytest
from tests.faults.lab import Lab
from tests.faults.machines import OwnPostgres
from tests.faults.nodes import Node
from tests.faults.proxy import BOTH, FaultProxy
from tests.faults.workload import Manner, Workload

from beep.runtime.database import conninfo

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

HEALED_WITHIN_S = 60
# A server that does not answer is given up after this and three seconds more.
IMPATIENT = {"BEEP_DATABASE_TIMEOUT_S": "1"}
GIVEN_UP_S = 5.0
BRIEF_S = 1.0
# What was committed before the fault may still be on its way to its sender.
ON_ITS_WAY_S = 0.5
AT_ONCE = 24
SLOW_COMMITS = ("ALTER SYSTEM SET commit_delay = 100000", "ALTER SYSTEM SET commit_siblings = 0")
RELOAD = "SELECT pg_reload_conf()"
LEFT_OF = "SELECT count(*) FROM messaging.message WHERE channel_id = %s"


@pytest.mark.req("F-04", "REL-02")
async def test_a_database_that_dies_costs_nothing_but_a_moment(lab: Lab, own_postgres: OwnPostgres) -> None:
    node = await lab.node(database_url=own_postgres.url)
    workload = await lab.workload(node.address)

    async def end_connections() -> None:
        assert own_postgres.terminate_backends()

    async def kill_backend() -> None:
        assert own_postgres.kill_backends()

    ways: list[Callable[[], Awaitable[None]]] = [
        end_connections,
        kill_backend,
        lambda: own_postgres.restart("immediate"),
        own_postgres.kill9,
    ]
    rounds = lab.rounds(1)
    for _ in range(rounds):
        for fail in ways:
            async with workload.running():
                await workload.acknowledged(lab.chance.randrange(20, 80))
                await fail()
                await workload.acknowledged(20, within_s=HEALED_WITHIN_S)
            await workload.settle()
            await _read_at_once(workload, node)
            assert own_postgres.terminate_backends()
            # Nobody has used a connection since they all died: whoever comes now is given a new one.
            await _read_at_once(workload, node)
    assert set(workload.refusals) <= {503}
    await lab.judge(workload, rounds=rounds * len(ways))
    await _check_jobs_are_done(workload, node, own_postgres.url)


@pytest.mark.req("F-05")
async def test_a_frozen_database_is_given_up_and_nobody_is_answered_early(
    lab: Lab, own_postgres: OwnPostgres
) -> None:
    node = await lab.node(database_url=own_postgres.url, **IMPATIENT)
    workload = await lab.workload(node.address)
    rounds = lab.rounds(1)
    for _ in range(rounds):
        for frozen_s in (BRIEF_S, GIVEN_UP_S):
            async with workload.running():
                await workload.acknowledged(lab.chance.randrange(20, 80))
                threads = _threads(node)
                own_postgres.freeze()
                try:
                    await _nobody_is_answered(workload, frozen_s)
                    assert _threads(node) <= threads + 1
                finally:
                    own_postgres.thaw()
                await workload.acknowledged(20, within_s=HEALED_WITHIN_S)
            await workload.settle()
    # Some waited too long, and were told so.
    assert set(workload.refusals) == {503}
    await lab.judge(workload, rounds=rounds * 2)


@pytest.mark.req("F-22", "F-24")
async def test_a_one_way_partition_from_the_database_never_answers_without_a_commit(lab: Lab) -> None:
    """Short, and TCP delivers late what it could not; or long, and connections do not outlive it."""
    async with FaultProxy(lab.database_url) as proxy:
        node = await lab.node(database_url=proxy.url, **IMPATIENT)
        workload = await lab.workload(node.address)
        rounds = lab.rounds(1)
        for _ in range(rounds):
            short, long = lab.chance.sample(BOTH, 2)
            async with workload.running():
                await workload.acknowledged(lab.chance.randrange(20, 80))
                proxy.stall(short)
                await _nobody_is_answered(workload, BRIEF_S)
                proxy.mend()
                await workload.acknowledged(20, within_s=HEALED_WITHIN_S)
                proxy.drop(long)
                await _nobody_is_answered(workload, GIVEN_UP_S)
                proxy.mend()
                proxy.reset()
                await workload.acknowledged(20, within_s=HEALED_WITHIN_S)
            await workload.settle()
        assert set(workload.refusals) == {503}
        await lab.judge(workload, rounds=rounds * 2)


@pytest.mark.req("F-07")
async def test_a_slow_disk_pushes_back_and_memory_does_not_grow(lab: Lab, own_postgres: OwnPostgres) -> None:
    """Each commit takes 100 ms more; so many send that not all may wait."""
    narrow = {"BEEP_MESSAGING__WAITING": "10", "BEEP_MESSAGING__BATCH": "2", "BEEP_MESSAGING__WRITERS": "1"}
    node = await lab.node(database_url=own_postgres.url, **narrow)
    workload = await lab.workload(node.address, manner=Manner(senders=60, receivers=4, pause_s=0.01))
    async with workload.running():
        await workload.acknowledged(100)
        before = _memory_mib(node)
        with psycopg.connect(conninfo(own_postgres.url), autocommit=True) as operator:
            for statement in (*SLOW_COMMITS, RELOAD):
                operator.execute(statement)
            await workload.acknowledged(lab.rounds(1) * 60)
            assert _memory_mib(node) < before + 32
            operator.execute("ALTER SYSTEM RESET ALL")
            operator.execute(RELOAD)
        await workload.acknowledged(100)
    await workload.settle()
    assert set(workload.refusals) == {503}
    await lab.judge(workload)


async def _nobody_is_answered(workload: Workload, for_s: float) -> None:
    """Check that no message is acknowledged while the database cannot commit."""
    await asyncio.sleep(ON_ITS_WAY_S)
    before = len(workload.ledger.acknowledged)
    await asyncio.sleep(for_s - ON_ITS_WAY_S)
    assert len(workload.ledger.acknowledged) == before


async def _read_at_once(workload: Workload, node: Node) -> None:
    """Use every connection there may be: each request is answered."""
    person = workload.crowd.people[0]
    async with httpx2.AsyncClient(base_url=f"{node.address}/api/v10", timeout=30, trust_env=False) as api:

        async def read() -> int:
            answer = await api.get(f"/channels/{workload.crowd.channels[0]}/messages", headers=person.headers)
            return answer.status_code

        assert set(await asyncio.gather(*(read() for _ in range(AT_ONCE)))) == {200}


async def _check_jobs_are_done(workload: Workload, node: Node, url: str) -> None:
    """Delete a channel: a fact becomes a job, and the job erases its messages."""
    gone, owner = workload.crowd.channels[-1], workload.crowd.people[0]
    async with httpx2.AsyncClient(base_url=f"{node.address}/api/v10", timeout=30, trust_env=False) as api:
        (await api.delete(f"/channels/{gone}", headers=owner.headers)).raise_for_status()
    with psycopg.connect(conninfo(url), autocommit=True) as observer:
        async with asyncio.timeout(HEALED_WITHIN_S):
            while observer.execute(LEFT_OF, (gone,)).fetchone() != (0,):  # noqa: ASYNC110 - another program's
                await asyncio.sleep(0.05)


def _threads(node: Node) -> int:
    return int(_status(node)["Threads"])


def _memory_mib(node: Node) -> float:
    return int(_status(node)["VmRSS"].split()[0]) / 1024


def _status(node: Node) -> dict[str, str]:
    lines = Path(f"/proc/{node.pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
