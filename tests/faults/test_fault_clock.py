"""The clock of a running node is set an hour on and back again while people talk (F-16)."""

import asyncio
from collections import Counter

import pytest
from tests.faults.failpoints import Failpoint
from tests.faults.lab import Lab
from tests.faults.proxy import FaultProxy
from tests.faults.workload import Manner, Workload

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

_NOW = "beep.runtime.clock:SystemClock.now"
_HOUR_S = 3600
_FACTOR = 2
# What one person may send to each of two channels at once, and in a second after that.
_CHANNELS = 2
_BURST, _PER_S = 20 * _FACTOR, 2 * _FACTOR


@pytest.mark.req("F-16")
async def test_a_clock_that_is_set_while_people_talk_changes_no_order_and_signs_nobody_out(lab: Lab) -> None:
    """Connections are cut after each step: sessions are resumed, however late it may be."""
    node = await lab.node(targets=[_NOW], BEEP_RATE_LIMIT_FACTOR=str(_FACTOR))
    steps = [1, 0, -1] * lab.rounds(1)
    async with FaultProxy(node.address) as proxy:
        manner = Manner(renews=True)
        workload = await lab.workload(
            node.address, gateways=[proxy.address], manner=manner, channels=_CHANNELS
        )
        started = asyncio.get_running_loop().time()
        async with workload.running():
            # Nobody has any credit left that a clock could hide.
            await workload.acknowledged(_BURST * _CHANNELS * len(workload.senders) * 3 // 4)
            for hours in steps:
                node.arm(Failpoint(target=_NOW, what="shift", seconds=hours * _HOUR_S))
                await node.failed()
                await _all_stay_signed_in(workload, expires=hours > 0)
                proxy.reset()
                await workload.connected()
                await workload.acknowledged(lab.chance.randrange(60, 90))
        passed_s = asyncio.get_running_loop().time() - started
        await workload.settle()
        for one in workload.receivers:
            assert (one.identified, one.resyncs, one.gave_up) == (1, 0, 0), one.name
            assert one.resumed == len(steps), one.name
        await lab.judge(workload, rounds=len(steps))
    sent = Counter((one.author, one.channel) for one in lab.ledger.acknowledged)
    assert max(sent.values()) <= _BURST + _PER_S * passed_s + 1, "the limit follows the wall clock"


async def _all_stay_signed_in(workload: Workload, *, expires: bool) -> None:
    """Ask as everybody; tokens live an hour, so a step on may end them, but never the session."""
    for person in workload.crowd.people:
        before = person.headers["Authorization"]
        status = (await person.get("/users/@me")).status_code
        assert status == 200 or (expires and status == 401)
        await workload.renew(person, before)
        assert (await person.get("/users/@me")).status_code == 200
