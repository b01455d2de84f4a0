"""The event loop stands still for seconds: it is noticed, told where, and nobody is sent away for it."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx2
import pytest
import websockets
from tests.faults.failpoints import Failpoint
from tests.faults.lab import Lab
from tests.faults.workload import Manner
from tests.journeys.server_process import as_event
from tests.worlds.people import Person
from websockets.asyncio.client import ClientConnection

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

# In the middle of reading: what others sent waits until after the timers.
RECEIVING = "beep.features.gateway.connecting:ConnectionHandler.received"
# Two missed heartbeats, two seconds, are all the gateway puts up with.
HEARTBEAT_MS = 1000
BLOCK_S = 5.0
# Longer than two rounds of the gateway's own clean-up.
CLEANED_S = 4.5
STEADY = 5


@asynccontextmanager
async def steady(address: str, person: Person) -> AsyncIterator[ClientConnection]:
    """Give a socket that has identified and sends heartbeats whatever happens."""
    async with websockets.connect(
        address, compression=None, proxy=None, ping_interval=None, max_size=None, max_queue=None
    ) as socket:
        await socket.send(json.dumps({"op": 2, "d": {"token": person.token, "properties": {}}}))
        while json.loads(await socket.recv())["t"] != "READY":
            pass
        beating = asyncio.ensure_future(beat(socket))  # noqa: TID251 - ended here
        yield socket
        beating.cancel()


async def beat(socket: ClientConnection) -> None:
    while True:
        await socket.send('{"op":1,"d":null}')
        await asyncio.sleep(HEARTBEAT_MS / 2000)


@pytest.mark.req("F-43")
async def test_a_loop_that_was_blocked_for_five_seconds_is_told_of_and_drops_nobody(lab: Lab) -> None:
    node = await lab.node(
        targets=[RECEIVING],
        BEEP_GATEWAY__HEARTBEAT_INTERVAL_MS=str(HEARTBEAT_MS),
        BEEP_GATEWAY__FRAMES_PER_MINUTE="1000",
    )
    workload = await lab.workload(node.address, manner=Manner(senders=STEADY, receivers=0))
    async with AsyncExitStack() as stack:
        people = workload.crowd.people
        sockets = [await stack.enter_async_context(steady(node.gateway, one)) for one in people]
        async with workload.running():
            await workload.acknowledged(20)
            node.arm(Failpoint(target=RECEIVING, what="block", seconds=BLOCK_S))
            assert node.running is not None
            stuck = as_event(await node.running.says("the event loop is stuck"))
            assert any("failpoints.py" in call for call in stuck["where"])
            await node.running.says("the event loop was stuck")
            freed_at = asyncio.get_running_loop().time()
            await workload.acknowledged(200)
        await workload.settle()
        await asyncio.sleep(freed_at + CLEANED_S - asyncio.get_running_loop().time())
        assert [socket.close_code for socket in sockets] == [None] * STEADY
        async with httpx2.AsyncClient(trust_env=False) as client:
            metrics = (await client.get(f"{node.address}/metrics")).text
    [short] = re.findall(r'beep_loop_lag_seconds_bucket\{le="2.5"\} (\S+)', metrics)
    [every] = re.findall(r"beep_loop_lag_seconds_count (\S+)", metrics)
    assert float(every) > float(short)
    await lab.judge(workload)
