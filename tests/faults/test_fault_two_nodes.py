"""Two nodes on one database and one bus: either dies, leaves or is cut off, and nobody misses anything.

People sit on both; what each receives must be the same, in the same order, whichever lane brought it.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from tests.faults.lab import Lab, start_two
from tests.faults.machines import Valkey
from tests.faults.proxy import FaultProxy

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

WITHIN_S = 10


@pytest.mark.req("F-03")
async def test_either_of_two_nodes_may_be_killed_and_its_clients_go_to_the_other(
    lab: Lab, valkey: Valkey
) -> None:
    nodes = await start_two(lab, valkey.url, valkey.url)
    workload = await lab.workload(*(node.address for node in nodes))
    rounds = lab.rounds(2)
    for number in range(rounds):
        killed = nodes[number % 2]
        async with workload.running():
            await workload.acknowledged(lab.chance.randrange(10, 60))
            await killed.kill()
            await workload.acknowledged(lab.chance.randrange(30, 60), within_s=WITHIN_S)
            await workload.connected(within_s=WITHIN_S)
        await workload.settle(within_s=WITHIN_S)
        await killed.start()
    await lab.judge(workload, rounds=rounds)


@pytest.mark.req("F-02", "F-03")
async def test_two_nodes_are_updated_one_after_the_other_without_a_single_error(
    lab: Lab, valkey: Valkey
) -> None:
    nodes = await start_two(lab, valkey.url, valkey.url, BEEP_LEAVE_S="1")
    workload = await lab.workload(*(node.address for node in nodes))
    async with workload.running():
        for node in nodes:
            await workload.acknowledged(30)
            assert await node.terminate() == 0
            await workload.connected(within_s=WITHIN_S)
            await node.start()
    await workload.settle(within_s=WITHIN_S)
    assert workload.refusals == {}
    await lab.judge(workload, rounds=len(nodes))


@pytest.fixture
async def bridges(valkey: Valkey) -> AsyncIterator[list[FaultProxy]]:
    """Give each of two nodes its own way to the bus."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(FaultProxy(valkey.url)) for _ in range(2)]


@pytest.mark.req("F-23")
async def test_two_nodes_that_do_not_hear_each_other_show_everybody_the_same_order(
    lab: Lab, valkey: Valkey, bridges: list[FaultProxy]
) -> None:
    nodes = await start_two(lab, *(bridge.url for bridge in bridges))
    workload = await lab.workload(*(node.address for node in nodes))
    faults = [
        bridges[0].drop,
        bridges[1].cut,
        lambda: bridges[0].drop("down"),
        lambda: bridges[1].drop("up"),
        valkey.kill,
    ]
    rounds = lab.rounds(len(faults))
    for number in range(rounds):
        async with workload.running():
            await workload.acknowledged(lab.chance.randrange(5, 30))
            faults[number % len(faults)]()
            await workload.acknowledged(lab.chance.randrange(30, 60), within_s=WITHIN_S)
        # Everybody learns of everything while the fault lasts.
        await workload.settle(within_s=WITHIN_S)
        if faults[number % len(faults)] == valkey.kill:
            valkey.start()
        for bridge in bridges:
            bridge.mend()
    await lab.judge(workload, rounds=rounds)
