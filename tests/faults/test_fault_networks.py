"""Networks that are slow, silent, cut or lossy: others do not notice, and nobody misses anything."""

import asyncio
import struct
from dataclasses import replace
from pathlib import Path

import pytest
import websockets
from tests.faults import lossy
from tests.faults.lab import Lab
from tests.faults.lossy import LossyNetwork
from tests.faults.nodes import Node
from tests.faults.proxy import FaultProxy
from tests.faults.workload import Workload
from tests.worlds.conversations import Client

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

_MISSED_HEARTBEATS = 4009
# Two of the lost client's, and up to two more of its neighbours' until the next sweep finds it.
_BEATS_UNTIL_NOTICED = 4
_SLOW = 50
# Of one message here, and of all that may wait for one slow reader in us, in the kernel and in the ring.
_LETTERS = 8000
_BOUND_BYTES = 1_500_000


@pytest.mark.req("F-18", "RT-04")
async def test_slow_readers_are_told_to_fetch_again_and_nobody_else_notices(lab: Lab) -> None:
    """Each may keep so much waiting; what is more is dropped, and said so once they read again."""
    node = await lab.node(
        BEEP_MESSAGING__MAX_LENGTH="16000",
        BEEP_GATEWAY__RING_EVENTS="32",
        # No client gives up on a connection for want of an acknowledgement.
        BEEP_GATEWAY__HEARTBEAT_INTERVAL_MS="120000",
    )
    manner = replace(lab.manner, padding=_LETTERS, receivers=12)
    async with FaultProxy(node.address) as proxy:
        workload = await lab.workload(node.address, manner=manner)
        slow = workload.add_receivers(_SLOW, gateways=[proxy.address])
        others = [one for one in workload.receivers if one not in slow]
        for _ in range(lab.rounds(1)):
            told = [one.resyncs for one in slow]
            proxy.mend()
            async with workload.running():
                await workload.connected()
                before = _resident_bytes(node)
                proxy.trickle(1, "down")
                await workload.acknowledged(2 * _BOUND_BYTES // _LETTERS)
            assert await workload.converged(within_s=30, receivers=others)
            assert _resident_bytes(node) - before < _SLOW * _BOUND_BYTES
            proxy.mend()
            await workload.settle()
            assert all(one.resyncs > times for one, times in zip(slow, told, strict=True))
        assert [(one.identified, one.resumed, one.resyncs) for one in others] == [(1, 0, 0)] * len(others)
        await lab.judge(workload, rounds=lab.rounds(1))


@pytest.mark.req("F-19")
async def test_a_half_open_connection_is_let_go_after_two_heartbeats_and_its_session_resumed(
    lab: Lab, shared_node: Node
) -> None:
    rounds = lab.rounds(1)
    workload = await lab.workload(shared_node.address)
    person = workload.crowd.people[0]
    async with FaultProxy(shared_node.address) as proxy, workload.running():
        for _ in range(rounds):
            lost = await _connected(proxy.address)
            await lost.identify(person.token)
            await workload.acknowledged(lab.chance.randrange(1, 30))
            beats = [one.beats for one in workload.receivers]
            proxy.lose_clients()
            await lost.close()
            await proxy.heard_by_nobody(struct.pack("!H", _MISSED_HEARTBEATS))
            meanwhile = [one.beats - before for one, before in zip(workload.receivers, beats, strict=True)]
            assert min(meanwhile) <= _BEATS_UNTIL_NOTICED
            back = await _connected(shared_node.address)
            await back.resume(person.token, lost.session_id, lost.seq)
            await back.event("RESUMED")
            missed = [frame["s"] for frame in back.frames if frame["s"] is not None]
            assert missed == list(range(lost.seq + 1, back.seq + 1))
            await back.close()
    await workload.settle()
    await lab.judge(workload, rounds=rounds)


@pytest.mark.req("F-20")
async def test_a_short_cut_is_resumed_without_history_and_a_long_one_starts_anew(
    lab: Lab, shared_node: Node
) -> None:
    """Short and long are told apart by what the server has forgotten, not by a clock."""
    rounds = lab.rounds(2)
    async with FaultProxy(shared_node.address) as proxy:
        workload = await lab.workload(proxy.address)
        async with workload.running():
            for _ in range(rounds):
                await _cut(lab, proxy, workload)
                await workload.connected()
            _check_all_resumed(workload, rounds)
            await _cut(lab, proxy, workload, until_forgotten_by=shared_node)
            await workload.connected()
            assert all(one.identified == 2 and one.resyncs == 1 for one in workload.receivers)
        await workload.settle()
        await lab.judge(workload, rounds=rounds + 1)


@pytest.mark.req("F-21")
async def test_loss_delay_and_reordering_lose_and_double_nothing(lab: Lab) -> None:
    """With IP packets where root may make a network, with delays of the proxy elsewhere."""
    if lossy.is_possible():
        with LossyNetwork(lab.chance) as network:
            await _talk_over_a_bad_line(lab, network)
            assert network.lost
            assert network.overtaken
    else:
        node = await lab.node()
        async with FaultProxy(node.address) as proxy:
            proxy.delay(lab.chance.uniform(0.1, 0.3))
            await _talk(lab, node, proxy.address)


async def _talk_over_a_bad_line(lab: Lab, network: LossyNetwork) -> None:
    node = await lab.node(BEEP_HOST="0.0.0.0")  # noqa: S104 - in a network of the test's own
    network.delay_s, network.jitter_s = 0.15, 0.05
    network.loss = lab.chance.uniform(0.05, 0.2 if lab.is_long else 0.1)
    await _talk(lab, node, f"http://{lossy.FAR}:{node.port}")


async def _talk(lab: Lab, node: Node, address: str) -> None:
    rounds = lab.rounds(1)
    manner = replace(lab.manner, receivers=12, request_timeout_s=30)
    workload = await lab.workload(node.address, manner=manner)
    workload.addresses = workload.gateways = [address]
    for _ in range(rounds):
        async with workload.running():
            await workload.acknowledged(lab.chance.randrange(10, 40), within_s=120)
        await workload.settle(within_s=120)
    workload.addresses = workload.gateways = [node.address]
    await lab.judge(workload, rounds=rounds)
    await workload.stop()


# -- what they are made of --------------------------------------------------------------------


async def _connected(address: str) -> Client:
    gateway = address.replace("http://", "ws://", 1) + "/gateway?v=10&encoding=json"
    return Client(
        await websockets.connect(
            gateway, compression=None, proxy=None, max_size=None, ping_interval=None, close_timeout=1
        )
    )


def _resident_bytes(node: Node) -> int:
    lines = Path(f"/proc/{node.pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:"))


async def _cut(
    lab: Lab, proxy: FaultProxy, workload: Workload, *, until_forgotten_by: Node | None = None
) -> None:
    """Cut everybody off at a random moment, until clients have tried in vain, or sessions are gone."""
    await workload.acknowledged(lab.chance.randrange(5, 30))
    enough = proxy.turned_away + lab.chance.randrange(1, 30)
    proxy.cut()
    if until_forgotten_by is None:
        async with asyncio.timeout(10):
            while proxy.turned_away < enough:  # noqa: ASYNC110 - clients come when they like
                await asyncio.sleep(0.01)
    else:
        await until_forgotten_by.reports("beep_gateway_sessions", 0)
    proxy.mend()


def _check_all_resumed(workload: Workload, rounds: int) -> None:
    for one in workload.receivers:
        assert (one.identified, one.resyncs) == (1, 0), one.name
        assert one.resumed >= rounds, one.name
    fetched = [one for one in workload.ledger.received if not one.session]
    assert fetched == []
