"""Messages meant to break something: each is stored or refused, and whoever comes next is served."""

import asyncio

import httpx2
import pytest
from tests.worlds.communities import Community
from tests.worlds.conversations import Served, history, say
from tests.worlds.people import Person

pytestmark = [pytest.mark.anyio, pytest.mark.req("F-38")]

LONGEST = 2000
POISON = {
    "the longest text of the widest characters": '{"content": "%s"}' % ("\U0001f469" * LONGEST),
    "one too many": '{"content": "%s"}' % ("\U0001f469" * (LONGEST + 1)),
    "a zero byte": r'{"content": "a\u0000b"}',
    "a lone surrogate": r'{"content": "a\ud800b"}',
    "surrogates the wrong way round": r'{"content": "\udc00\ud800"}',
    "nothing but marks that combine": '{"content": "%s"}' % ("́" * LONGEST),
    "text that grows when it is made normal": '{"content": "%s"}' % ("ﷺ" * LONGEST),
    "text written from right to left": r'{"content": "\u202e\u202b\u2066x"}',
    "a zero byte in the nonce": r'{"content": "a", "nonce": "\u0000"}',
    "a surrogate in the nonce": r'{"content": "a", "nonce": "\udfff"}',
    "a nonce like an array of SQL": r'{"content": "a", "nonce": "{\"},\\\\NULL"}',
    "a nonce that is a huge number": '{"content": "a", "nonce": %s}' % ("9" * 60),
    "a nonce that is a fraction": '{"content": "a", "nonce": 1.5}',
    "text like an array of SQL": r'{"content": "{NULL,\"\\\\\"}"}',
    "a mention of the largest number": r'{"content": "<@9999999999999999999> <@&9999999999999999999>"}',
}


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in POISON.items()])
async def test_poison_is_stored_or_refused_and_harms_nobody(
    shared_served: Served, shared_salon: Community, shared_bob: Person, body: str
) -> None:
    bob = shared_bob
    channel = await shared_salon.channel()
    listener = await shared_served.person(bob)
    headers = {"Content-Type": "application/json"}

    # In one batch with its neighbours.
    answers = await asyncio.gather(
        *(say(bob, channel, f"beside {number}") for number in range(3)),
        shared_salon.owner.call(
            "POST", f"/channels/{channel}/messages", content=body.encode(), headers=headers
        ),
    )
    answer = answers[-1]
    assert isinstance(answer, httpx2.Response)
    assert answer.status_code in {200, 400}, answer.text

    last = await say(bob, channel, "after")
    await listener.event("MESSAGE_CREATE", id=last["id"])
    stored = await history(bob, channel)
    assert len(stored) == (5 if answer.status_code == 200 else 4)
    assert await shared_served.program.relay.dispatch() == 0
