"""Requests whose answers are lost, and requests that come twice or in another order, count once."""

import asyncio

import pytest
from tests.faults.lab import Lab
from tests.faults.ledger import Acknowledged, Marked
from tests.faults.nodes import Node
from tests.faults.proxy import FaultProxy
from tests.faults.workload import Sender, Workload
from tests.worlds.communities import ok

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


@pytest.mark.req("F-24", "MSG-15")
async def test_a_message_whose_answer_was_lost_is_answered_the_same_when_sent_again(
    lab: Lab, shared_node: Node
) -> None:
    rounds, lost = lab.rounds(3), 0
    async with FaultProxy(shared_node.address) as proxy:
        workload = await lab.workload(shared_node.address, gateways=[shared_node.address])
        workload.addresses = [proxy.address]
        async with workload.running():
            for _ in range(rounds):
                await workload.acknowledged(lab.chance.randrange(5, 30))
                count = lab.chance.randrange(1, 5)
                lost += count
                proxy.lose_replies(count)
                # As many as there are senders may have been answered before.
                await workload.acknowledged(len(workload.senders) + count)
        await workload.settle()
    assert proxy.lost_replies == lost
    await lab.judge(workload, rounds=rounds)


@pytest.mark.req("F-25", "MSG-15")
async def test_requests_that_come_twice_or_out_of_order_count_once(lab: Lab, shared_node: Node) -> None:
    rounds = lab.rounds(3)
    workload = await lab.workload(shared_node.address)
    async with workload.running():
        for _ in range(rounds):
            await workload.acknowledged(lab.chance.randrange(5, 20))
            await _repeat_messages(lab, workload)
            await _repeat_marks(lab, workload)
            await _join_again(lab, workload)
    await workload.settle()
    await lab.judge(workload, rounds=rounds)


async def _repeat_messages(lab: Lab, workload: Workload) -> None:
    """Send old messages and some that are under way again, several times at once, in any order."""
    senders = {one.person.id: one for one in workload.senders}
    old = lab.chance.choices(workload.ledger.acknowledged, k=10)
    again: list[tuple[Sender, str, int]] = [(senders[one.author], one.nonce, one.channel) for one in old]
    again += [(sender, nonce, channel) for nonce, (sender, channel) in workload.unanswered.items()]
    again *= 3
    lab.chance.shuffle(again)
    await asyncio.gather(*(workload.post(sender, nonce, channel) for sender, nonce, channel in again))
    answers = {one.nonce: one for one in workload.ledger.acknowledged if isinstance(one, Acknowledged)}
    assert {nonce for _, nonce, _ in again} <= answers.keys()


async def _repeat_marks(lab: Lab, workload: Workload) -> None:
    """Say again, in any order, up to where channels have been read: the pointer stays at the furthest."""
    people = {one.id: one for one in workload.crowd.people}
    first = workload.ledger.acknowledged[0]
    marks = [*workload.ledger.marked, Marked(first.author, first.channel, first.id)]
    for one in lab.chance.sample(marks, min(5, len(marks))):
        await ok(people[one.person], "POST", f"/channels/{one.channel}/messages/{one.id}/ack", {})
        workload.ledger.write(one)


async def _join_again(lab: Lab, workload: Workload) -> None:
    """Join the server once more, twice at once: nobody becomes a member twice."""
    salon, person = workload.crowd.server, lab.chance.choice(workload.crowd.people)
    code = await salon.invite()
    await asyncio.gather(*(ok(person, "POST", f"/invites/{code}", {}) for _ in range(2)))
    members = await ok(salon.owner, "GET", f"{salon.path}/members?limit=1000")
    ids = [int(one["user"]["id"]) for one in members]
    assert sorted(ids) == sorted(one.id for one in workload.crowd.people)
