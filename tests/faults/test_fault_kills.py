"""A node is killed at five points of a message's way; nothing acknowledged is lost or doubled (F-01)."""

import pytest
from tests.faults.failpoints import Failpoint
from tests.faults.lab import Lab

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

_POINTS = {
    "before validation": ("beep.features.messaging.service:MessagingService.send", "before"),
    "during the transaction": ("beep.features.messaging.writer:Writer._insert", "after"),
    "after the commit, before the answer": ("beep.runtime.relay:Relay.committed", "before"),
    "after the answer, before fan-out": ("beep.features.gateway.hub:Hub.flush", "before"),
    "during fan-out": ("beep.runtime.sockets.connection:SocketConnection.send_prepared", "after"),
}


@pytest.mark.req("F-01", "MSG-13", "MSG-15", "REL-02")
async def test_a_node_killed_anywhere_on_a_messages_way_loses_and_doubles_nothing(lab: Lab) -> None:
    node = await lab.node(targets=[target for target, _ in _POINTS.values()])
    workload = await lab.workload(node.address)
    rounds = lab.rounds(1)
    for _ in range(rounds):
        for target, when in _POINTS.values():
            async with workload.running():
                await workload.acknowledged(lab.chance.randrange(20, 60))
                node.arm(Failpoint(target=target, what="kill", when=when, nth=lab.chance.randrange(1, 20)))
                await node.died()
                await node.start()
                await workload.connected()
            await workload.settle()
    await lab.judge(workload, rounds=rounds)
