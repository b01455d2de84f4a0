"""Others take the processor: a node that gets little of it drops nobody and loses nothing (F-15)."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from tests.faults.lab import Lab
from tests.faults.nodes import Node

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

_NICE = 10
# How long the node has to have been ready to run and not let.
_WAITED_S = 3.0
_BUSY = [sys.executable, "-c", "while True: pass"]


@pytest.mark.req("F-15")
async def test_a_node_that_gets_little_of_the_processor_drops_nobody(lab: Lab) -> None:
    """A heartbeat is due every two seconds, and two missed ones end a connection."""
    node = await lab.node(BEEP_GATEWAY__HEARTBEAT_INTERVAL_MS="2000")
    workload = await lab.workload(node.address, manner=replace(lab.manner, receivers=12))
    _put_last(node)
    rounds = lab.rounds(1)
    for _ in range(rounds):
        async with workload.running():
            await workload.acknowledged(lab.chance.randrange(10, 30))
            with _busy_processors():
                before = _waited_s(node)
                async with asyncio.timeout(60):
                    while _waited_s(node) - before < _WAITED_S:  # noqa: ASYNC110 - the kernel tells nobody
                        await asyncio.sleep(0.05)
                await workload.acknowledged(1)
            await workload.acknowledged(100)
        await workload.settle()
    for one in workload.receivers:
        assert (one.identified, one.resumed, one.resyncs, one.gave_up) == (1, 0, 0, 0), one.name
    await lab.judge(workload, rounds=rounds)


def _put_last(node: Node) -> None:
    """Let everybody else go first: among processes, and where the kernel shares among terminals."""
    for thread in Path(f"/proc/{node.pid}/task").iterdir():
        os.setpriority(os.PRIO_PROCESS, int(thread.name), _NICE)
    shared = Path(f"/proc/{node.pid}/autogroup")
    if shared.exists():
        shared.write_text(str(_NICE), "ascii")


@contextmanager
def _busy_processors() -> Iterator[None]:
    with ExitStack() as stack:
        for _ in range(os.cpu_count() or 1):
            busy = subprocess.Popen(_BUSY, start_new_session=True)  # noqa: S603 - our own
            stack.callback(busy.wait)
            stack.callback(busy.kill)
        yield


def _waited_s(node: Node) -> float:
    """Return how long the node's main thread was ready to run but had no processor."""
    return int(Path(f"/proc/{node.pid}/schedstat").read_text("ascii").split()[1]) / 1e9
