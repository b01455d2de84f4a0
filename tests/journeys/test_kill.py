"""Beep is killed in the middle of a crowd's sending: nothing acknowledged is lost, nothing is doubled."""

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
from tests.journeys.persons_client import PersonsClient
from tests.journeys.server_process import BeepProcess
from tests.worlds import communities
from tests.worlds.communities import Community
from tests.worlds.people import Person, sign_up

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

SENDERS = 20
RECEIVERS = 4
KILLS = 2
Message = dict[str, Any]


@dataclass
class Crowd:
    """Who sends what, and which messages the server has acknowledged."""

    channels: list[int]
    people: list[Person]
    # Nonce -> the message as it was acknowledged.
    acked: dict[str, Message] = field(default_factory=dict[str, Message])
    # Nonce -> who sent it where: sent, never acknowledged.
    unacked: dict[str, tuple[Person, int]] = field(default_factory=dict[str, tuple[Person, int]])
    sent: int = 0
    goal: int = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def send_until_it_breaks(self, person: Person) -> None:
        """Post one message after the other until one gets no answer."""
        while True:
            self.sent += 1
            nonce, channel = f"n{self.sent}", random.choice(self.channels)  # noqa: S311 - a workload
            self.unacked[nonce] = (person, channel)
            try:
                await self.post(nonce)
            except httpx2.TransportError:
                return

    async def post(self, nonce: str) -> None:
        person, channel = self.unacked[nonce]
        body = {"content": f"message {nonce}", "nonce": nonce}
        answer = await person.post(f"/channels/{channel}/messages", body)
        assert answer.status_code == 200, answer.text
        self.acked[nonce] = answer.json()
        del self.unacked[nonce]
        if len(self.acked) >= self.goal:
            self.reached.set()

    async def retry_all(self) -> None:
        """Send again, with the same nonce, whatever was not acknowledged."""
        for nonce in list(self.unacked):
            await self.post(nonce)


class Receiver:
    """A person's screen: what it knows comes from pushes and, after each start, from history."""

    def __init__(self, person: Person, channels: list[int]) -> None:
        self.person = person
        self.known: dict[int, dict[str, Message]] = {channel: {} for channel in channels}

    def take_pushes(self, screen: PersonsClient) -> None:
        pushed = screen.named("MESSAGE_CREATE")
        for channel, known in self.known.items():
            mine = [one for one in pushed if one["channel_id"] == str(channel)]
            places = [one["seq"] for one in mine]
            assert places == sorted(set(places)), "pushes came twice or out of order"
            known.update({one["id"]: one for one in mine})

    async def catch_up(self) -> None:
        """Fetch what came after the newest message known, as clients do once they are connected."""
        for channel, known in self.known.items():
            newest = max((int(one) for one in known), default=0)
            for one in await _all_after(self.person, channel, newest):
                known[one["id"]] = one


@pytest.mark.req("MSG-13", "MSG-15", "REL-02", "F-01")
async def test_every_acknowledged_message_survives_kills_once_and_in_order(
    beep_process: BeepProcess, http: httpx2.AsyncClient
) -> None:
    salon, crowd = await _crowd(http)
    receivers = [Receiver(person, crowd.channels) for person in crowd.people[:RECEIVERS]]
    for _ in range(KILLS):
        await _kill_while_sending(beep_process, crowd, receivers)
        # Everybody was waiting for one answer that never came.
        assert len(crowd.unacked) == SENDERS
        await beep_process.start()
        await crowd.retry_all()
    for receiver in receivers:
        await receiver.catch_up()
    assert crowd.unacked == {}
    for channel in crowd.channels:
        stored = await _all_after(salon.owner, channel, 0)
        _check_order(stored)
        _check_nothing_lost_or_doubled(stored, crowd, channel)
        for receiver in receivers:
            seen = sorted(receiver.known[channel].values(), key=lambda one: int(one["seq"]))
            assert [one["id"] for one in seen] == [one["id"] for one in stored]


async def _crowd(http: httpx2.AsyncClient) -> tuple[Community, Crowd]:
    owner = await sign_up(http, "ana")
    salon = await communities.server(owner, "Salon")
    second = await salon.channel("jardin")
    people = [await sign_up(http, f"sender{number}") for number in range(SENDERS)]
    await salon.member(*people)
    return salon, Crowd([salon.first_channel, second], people)


async def _kill_while_sending(beep: BeepProcess, crowd: Crowd, receivers: list[Receiver]) -> None:
    """Let everybody send and receive, and kill Beep after some hundred more acknowledgements."""
    crowd.reached.clear()
    crowd.goal = len(crowd.acked) + random.randrange(100, 300)  # noqa: S311 - anywhere in the work
    screens = [PersonsClient(beep.gateway, receiver.person.token) for receiver in receivers]
    for screen, receiver in zip(screens, receivers, strict=True):
        await screen.__aenter__()
        # What was sent while nobody was connected; pushes from now on follow without a gap.
        await receiver.catch_up()
    async with asyncio.TaskGroup() as tasks:
        for person in crowd.people:
            tasks.create_task(crowd.send_until_it_breaks(person))
        async with asyncio.timeout(60):
            await crowd.reached.wait()
        await beep.kill()
    for screen, receiver in zip(screens, receivers, strict=True):
        await asyncio.wait_for(screen.over.wait(), 10)
        await screen.__aexit__(None, None, None)
        receiver.take_pushes(screen)


async def _all_after(who: communities.Caller, channel: int, message: int) -> list[Message]:
    """Return a channel's history after a message, oldest first."""
    found: list[Message] = []
    while True:
        path = f"/channels/{channel}/messages?after={message}&limit=100"
        page = await communities.ok(who, "GET", path)
        found += reversed(page)
        if len(page) < 100:
            return found
        message = int(page[0]["id"])


def _check_order(stored: list[Message]) -> None:
    """Ids and places both ascend, and places have no hole."""
    ids = [int(one["id"]) for one in stored]
    assert ids == sorted(set(ids))
    first = stored[0]["seq"]
    assert [one["seq"] for one in stored] == list(range(first, first + len(stored)))


def _check_nothing_lost_or_doubled(stored: list[Message], crowd: Crowd, channel: int) -> None:
    """Exactly what was acknowledged is stored, under the id and the place it was acknowledged with."""
    acked = [one for one in crowd.acked.values() if one["channel_id"] == str(channel)]
    by_content = {one["content"]: (one["id"], one["seq"], one["author"]["id"]) for one in stored}
    assert len(by_content) == len(stored), "a message is there twice"
    assert by_content == {one["content"]: (one["id"], one["seq"], one["author"]["id"]) for one in acked}
