"""Pushes one after the other: none is silently missing, whatever becomes of it (RT-04)."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest
from tests.worlds.communities import server
from tests.worlds.conversations import Client, Served, say
from tests.worlds.people import sign_up

from beep.features.gateway.in_order import InOrder, Step
from beep.features.gateway.session import Session
from beep.kit.actor import Actor
from beep.kit.errors import Unavailable
from beep.kit.ids import UserId
from beep.runtime.tasks import BackgroundTasks

pytestmark = [pytest.mark.anyio, pytest.mark.req("RT-04")]
LIMIT = 3


class Line:
    """A queue of steps, what ran of it, and who was told that something was lost, in order."""

    def __init__(self, tasks: BackgroundTasks) -> None:
        self.happened: list[object] = []
        self.session = Session("x", Actor(UserId(1)), 0, None, ring_limit=4)
        self.order = InOrder(tasks, lambda lost: self.happened.append(("lost", dict(lost))), limit=LIMIT)
        self._tasks = tasks

    def add(
        self, name: str, *failures: Exception, changes_rooms: bool = False, is_missed: bool = True
    ) -> None:
        left = list(failures)

        async def run() -> None:
            if left:
                raise left.pop(0)
            self.happened.append(name)

        self.order.add(Step(run, (lambda: [self.session]) if is_missed else None, changes_rooms))

    async def done(self) -> list[object]:
        async with asyncio.timeout(10):
            await asyncio.gather(*self._tasks._tasks)
        return self.happened


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    tasks = BackgroundTasks()
    yield Line(tasks)
    await tasks.close()


async def test_a_step_waits_for_the_database_and_nothing_overtakes_it(line: Line) -> None:
    line.add("one", Unavailable("away"), ConnectionError())
    line.add("two")
    assert await line.done() == ["one", "two"]


@pytest.mark.parametrize("changes_rooms", [False, True])
async def test_what_fails_for_good_is_told_to_who_misses_it(line: Line, changes_rooms: bool) -> None:
    line.add("one", ValueError(), changes_rooms=changes_rooms)
    line.add("two")
    assert await line.done() == [("lost", {line.session: changes_rooms}), "two"]


async def test_what_nobody_misses_is_not_waited_for(line: Line) -> None:
    line.add("typing", Unavailable("away"), is_missed=False)
    line.add("two")
    assert await line.done() == ["two"]


async def test_when_too_many_wait_those_who_miss_them_are_told_once_the_database_is_back(line: Line) -> None:
    line.add("one", Unavailable("away"))
    line.add("two", changes_rooms=True)
    for name in ("three", "four", "five"):
        line.add(name)
    assert await line.done() == ["one", ("lost", {line.session: True}), "five"]


@pytest.mark.parametrize("must_start_anew", [False, True])
async def test_who_lost_events_fetches_again_or_starts_anew(
    api: httpx2.AsyncClient, served: Served, must_start_anew: bool
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    helper = await salon.bot()
    person, bot = await served.person(ana), await served.bot(helper)
    lobby = served.program.face("gateway")._lobby
    lobby.tell_lost({lobby.hub.find(one.session_id): must_start_anew for one in (person, bot)})

    await starts_anew(bot, helper.token, intents=1 << 9)
    if must_start_anew:
        await starts_anew(person, ana.token)
    else:
        assert await person.event("BEEP_RESYNC") == {"channel_id": None}
    after = await say(ana, salon.first_channel, "après")
    for client in (person, bot):
        await client.event("MESSAGE_CREATE", id=after["id"])


async def starts_anew(client: Client, token: str, **more: int) -> None:
    assert (await client.op(9))["d"] is False
    await client.identify(token, **more)
