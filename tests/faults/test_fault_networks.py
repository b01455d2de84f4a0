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
from tests.faults.workload import Manner, Workload
from tests.worlds.conversations import Client
from tests.worlds.people import Person

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

_MISSED_HEARTBEATS = 4009
# Two of the lost client's, and up to two more of its neighbours' until the next sweep finds it.
_BEATS_UNTIL_NOTICED = 4
_SLOW = 50
# Of one message here, and of all that may wait for one slow reader in us, in the kernel and in the ring.
_LETTERS = 8000
_BOUND_BYTES = 1_500_000


@pytest.mark.req("F-14", "F-18", "RT-04")
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
                _forget_peak(node)
                proxy.trickle(1, "down")
                await workload.acknowledged(2 * _BOUND_BYTES // _LETTERS)
            assert await workload.converged(within_s=30, receivers=others)
            assert _peak_bytes(node) - before < _SLOW * _BOUND_BYTES
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
    workload = await lab.workload(shared_node.address, manner=_calm(lab))
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
            await _resumed_without_a_gap(shared_node, person, lost)
    await workload.settle()
    await lab.judge(workload, rounds=rounds)


@pytest.mark.req("F-20")
async def test_a_short_cut_is_resumed_without_history_and_a_long_one_starts_anew(
    lab: Lab, shared_node: Node
) -> None:
    """Short and long are told apart by what the server has forgotten, not by a clock."""
    rounds = lab.rounds(1)
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
            await workload.acknowledged(lab.chance.randrange(10, 40 if lab.is_long else 20), within_s=120)
        await workload.settle(within_s=120)
    workload.addresses = workload.gateways = [node.address]
    await lab.judge(workload, rounds=rounds)
    await workload.stop()


@pytest.mark.req("F-22")
async def test_either_way_to_a_client_may_fail_alone_and_only_that_client_notices(
    lab: Lab, shared_node: Node
) -> None:
    """Who hears nothing goes away and comes back; who is not heard is sent away and comes back."""
    rounds = lab.rounds(1)
    async with FaultProxy(shared_node.address) as deaf, FaultProxy(shared_node.address) as mute:
        workload = await lab.workload(shared_node.address, manner=_calm(lab))
        others, cut_off = list(workload.receivers), workload.add_receivers(4, gateways=[deaf.address])
        person = workload.crowd.people[0]
        async with workload.running():
            for _ in range(rounds):
                unheard = await _connected(mute.address)
                await unheard.identify(person.token)
                before = {one.name: one.gave_up for one in cut_off}
                await workload.acknowledged(lab.chance.randrange(1, 30))
                deaf.drop("down")
                mute.drop("up")
                await unheard.send(1, unheard.seq)
                async with asyncio.timeout(30):
                    await unheard.socket.wait_closed()
                    while any(one.gave_up == before[one.name] for one in cut_off):  # noqa: ASYNC110
                        await asyncio.sleep(0.02)
                assert unheard.socket.close_code == _MISSED_HEARTBEATS
                # What was swallowed left holes in what had begun meanwhile.
                deaf.mend()
                deaf.reset()
                mute.mend()
                await _resumed_without_a_gap(shared_node, person, unheard)
                await workload.connected()
        await workload.settle()
        for one in workload.receivers:
            assert (one.identified, one.resyncs) == (1, 0), one.name
        assert all(one.resumed >= rounds for one in cut_off)
        assert [(one.resumed, one.gave_up) for one in others] == [(0, 0)] * len(others)
        await lab.judge(workload, rounds=rounds)


# -- what they are made of --------------------------------------------------------------------


def _calm(lab: Lab) -> Manner:
    """So few messages that what a session misses until it is resumed is still kept for it."""
    return replace(lab.manner, pause_s=max(lab.manner.pause_s, 0.1), receivers=12)


async def _resumed_without_a_gap(node: Node, person: Person, lost: Client) -> None:
    back = await _connected(node.address)
    await back.resume(person.token, lost.session_id, lost.seq)
    await back.event("RESUMED")
    missed = [frame["s"] for frame in back.frames if frame["s"] is not None]
    assert missed == list(range(lost.seq + 1, back.seq + 1))
    await back.close()


async def _connected(address: str) -> Client:
    gateway = address.replace("http://", "ws://", 1) + "/gateway?v=10&encoding=json"
    return Client(
        await websockets.connect(
            gateway, compression=None, proxy=None, max_size=None, ping_interval=None, close_timeout=1
        )
    )


def _resident_bytes(node: Node) -> int:
    return _memory(node, "VmRSS:")


def _peak_bytes(node: Node) -> int:
    """Return the most memory a node had since `_forget_peak`."""
    return _memory(node, "VmHWM:")


def _forget_peak(node: Node) -> None:
    Path(f"/proc/{node.pid}/clear_refs").write_text("5", "ascii")


def _memory(node: Node, kind: str) -> int:
    lines = Path(f"/proc/{node.pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(kind))


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
