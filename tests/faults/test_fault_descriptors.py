"""Descriptors run out: who is connected stays so, who comes is told, and it heals (F-13)."""

import asyncio
import sys
from contextlib import AsyncExitStack, closing

import httpx2
import pytest
from tests.faults.lab import Lab

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

FILES = 256
WITHIN_S = 20


@pytest.mark.req("F-13")
async def test_connections_beyond_the_descriptors_are_told_and_the_others_live_on(lab: Lab) -> None:
    node = lab.new_node()
    limited = ["sh", "-c", f'ulimit -n {FILES} && exec "$0" "$@"', sys.executable]
    node.command = [*limited, "-m", "beep", "serve"]
    await node.start()
    workload = await lab.workload(node.address)
    async with workload.running(), AsyncExitStack() as stack:
        await workload.acknowledged(30)
        idle: list[asyncio.StreamReader] = []
        for _ in range(FILES):
            reader, writer = await asyncio.open_connection("127.0.0.1", node.port)
            stack.enter_context(closing(writer))
            idle.append(reader)
        told = await asyncio.wait_for(idle[-1].read(), WITHIN_S)
        assert told.startswith(b"HTTP/1.1 503 ")
        assert not idle[0].at_eof()
        async with httpx2.AsyncClient(trust_env=False) as client:
            assert (await client.get(f"{node.address}/health/ready")).status_code == 503
        # Whoever sat there before goes on, and so does what Beep opens for itself.
        await workload.acknowledged(100)
        assert [one.identified for one in workload.receivers] == [1] * len(workload.receivers)
    await workload.settle()
    await node.ready()
    async with httpx2.AsyncClient(trust_env=False) as client, asyncio.timeout(WITHIN_S):
        while (await client.get(f"{node.address}/health/ready")).text != "ready":  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    await lab.judge(workload)
