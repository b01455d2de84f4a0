"""A node is killed at five points of a message's way; nothing acknowledged is lost or doubled (F-01)."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import psycopg
import pytest
from tests.faults.failpoints import Failpoint
from tests.faults.lab import Lab
from tests.faults.nodes import Node
from tests.faults.workload import Workload

from beep.runtime.database import conninfo

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

_WAITING = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"""
SEND = "beep.features.messaging.service.sending:Sending.send"
COMMITTED = "beep.features.messaging.writer:Writer._committed"
FLUSH = "beep.features.gateway.hub:Hub.flush"
WRITE = "beep.runtime.sockets.connection:SocketConnection.send_prepared"


@pytest.mark.req("F-01", "MSG-13", "MSG-15", "REL-02")
async def test_a_node_killed_anywhere_on_a_messages_way_loses_and_doubles_nothing(lab: Lab) -> None:
    node = await lab.node(targets=[SEND, COMMITTED, FLUSH, WRITE])
    workload = await lab.workload(node.address)
    kills: list[Callable[[Lab, Node, Workload], Awaitable[None]]] = [
        _before_validation,
        _during_the_transaction,
        _after_the_commit_before_the_answer,
        _after_the_answer_before_fan_out,
        _during_fan_out,
    ]
    rounds, slowest = lab.rounds(1), 0.0
    for _ in range(rounds):
        for kill in lab.chance.sample(kills, len(kills)):
            async with workload.running():
                await workload.acknowledged(lab.chance.randrange(20, 60))
                await kill(lab, node, workload)
                await node.start()
                started = time.monotonic()
                await workload.connected()
                slowest = max(slowest, time.monotonic() - started)
            await workload.settle()
    await lab.judge(workload, rounds=rounds, recovery_s=slowest)


@pytest.mark.req("F-01", "MSG-13", "MSG-15", "REL-02")
async def test_a_beep_killed_with_a_postgresql_of_its_own_loses_and_doubles_nothing(lab: Lab) -> None:
    node = await lab.node(database_url="")
    workload = await lab.workload(node.address)
    rounds, slowest = lab.rounds(1), 0.0
    for _ in range(rounds):
        async with workload.running():
            await workload.acknowledged(lab.chance.randrange(20, 150))
            await node.kill()
            await node.start()
            started = time.monotonic()
            await workload.connected()
            slowest = max(slowest, time.monotonic() - started)
        await workload.settle()
    await lab.judge(workload, rounds=rounds, recovery_s=slowest)


async def _before_validation(lab: Lab, node: Node, workload: Workload) -> None:
    await _killed_at(lab, node, Failpoint(target=SEND, what="kill", nth=lab.chance.randrange(1, 20)))
    assert workload.unanswered.keys() - await _stored(lab), "what was asked for is not stored"


async def _during_the_transaction(lab: Lab, node: Node, workload: Workload) -> None:
    """Hold what every sender needs, and kill while one waits for it.

    PostgreSQL may still store what the dead node asked for, once it is let go.
    """
    async with await psycopg.AsyncConnection.connect(conninfo(lab.database_url)) as holder:
        await holder.execute("SELECT FROM outbox.stream FOR UPDATE")
        async with await psycopg.AsyncConnection.connect(
            conninfo(lab.database_url), autocommit=True
        ) as witness:
            async with asyncio.timeout(20):
                while await _nobody_waits(witness):  # noqa: ASYNC110 - PostgreSQL tells nobody
                    await asyncio.sleep(0.01)
        await node.kill()
        assert workload.unanswered, "who waits was not answered"


async def _nobody_waits(witness: psycopg.AsyncConnection[tuple[int]]) -> bool:
    return await (await witness.execute(_WAITING)).fetchone() == (0,)


async def _after_the_commit_before_the_answer(lab: Lab, node: Node, workload: Workload) -> None:
    await _killed_at(lab, node, Failpoint(target=COMMITTED, what="kill", nth=lab.chance.randrange(1, 20)))
    assert workload.unanswered.keys() & await _stored(lab), "what is stored was not answered"


async def _after_the_answer_before_fan_out(lab: Lab, node: Node, workload: Workload) -> None:
    """Hold back what waits to be pushed, let some more be answered, then kill."""
    node.arm(Failpoint(target=FLUSH, what="skip", times=1_000_000))
    await node.failed()
    await workload.acknowledged(lab.chance.randrange(5, 20))
    await node.kill()
    node.arm()
    answered = {one.nonce for one in lab.ledger.acknowledged}
    assert answered - {one.nonce for one in lab.ledger.received}, "what was answered was not pushed"


async def _during_fan_out(lab: Lab, node: Node, workload: Workload) -> None:
    several = 10 * len(workload.receivers)
    point = Failpoint(target=WRITE, when="after", what="kill", nth=lab.chance.randrange(1, several))
    await _killed_at(lab, node, point)


async def _killed_at(lab: Lab, node: Node, point: Failpoint) -> None:
    node.arm(point)
    await _killed(lab, node)


async def _killed(lab: Lab, node: Node) -> None:
    assert await node.died() == -9
    assert any('"failpoint"' in line for line in node.logged[-50:]), lab.folder


async def _stored(lab: Lab) -> set[str]:
    """Return the nonces in the database, asked past Beep."""
    async with await psycopg.AsyncConnection.connect(conninfo(lab.database_url)) as connection:
        rows = await (await connection.execute("SELECT nonce FROM messaging.message")).fetchall()
    return {str(row[0]) for row in rows}
