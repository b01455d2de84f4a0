"""Slow mode: exact whatever comes at once, free for those who are exempt and where it is off."""

import asyncio

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.communities import Community, ok, refused, server
from tests.worlds.conversations import history, say
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.kit.errors import Unavailable
from beep.kit.permissions import Permission

pytestmark = pytest.mark.anyio


@pytest.fixture
async def ana(api: httpx2.AsyncClient) -> Person:
    return await sign_up(api, "ana")


@pytest.fixture
async def bob(api: httpx2.AsyncClient, salon: Community) -> Person:
    joining = await sign_up(api, "bob")
    await salon.member(joining)
    return joining


@pytest.fixture
async def salon(ana: Person) -> Community:
    made = await server(ana)
    await ok(ana, "PATCH", f"/channels/{made.first_channel}", {"rate_limit_per_user": 10})
    return made


async def test_the_next_message_waits_for_its_turn(bob: Person, salon: Community, clock: FakeClock) -> None:
    path = f"/channels/{salon.first_channel}/messages"
    await say(bob, salon.first_channel, "un")
    clock.move(seconds=4)
    error = await refused(bob, "POST", path, {"content": "deux"}, status=429, code=20016)
    assert error["retry_after"] == pytest.approx(6, abs=0.01)
    clock.move(seconds=6)
    await say(bob, salon.first_channel, "deux")
    await refused(bob, "POST", path, {"content": "trois"}, status=429, code=20016)
    # What is refused for another reason takes no turn.
    clock.move(seconds=10)
    await refused(bob, "POST", path, {"content": " "}, status=400)
    await say(bob, salon.first_channel, "trois")
    other = await salon.channel()
    for _ in range(2):
        await say(bob, other)


async def test_of_what_comes_at_once_one_is_posted_and_the_same_again_is_no_second(
    bob: Person, salon: Community
) -> None:
    path = f"/channels/{salon.first_channel}/messages"
    answers = await asyncio.gather(*(bob.post(path, {"content": f"m{n}"}) for n in range(8)))
    assert sorted(one.status_code for one in answers) == [200] + [429] * 7
    assert len(await history(bob, salon.first_channel)) == 1


async def test_the_same_nonce_gives_the_first_message(bob: Person, salon: Community) -> None:
    bodies = [{"content": "un", "nonce": "a"}] * 4
    path = f"/channels/{salon.first_channel}/messages"
    answers = await asyncio.gather(*(bob.post(path, one) for one in bodies))
    assert {one.status_code for one in answers} == {200}
    assert len({one.json()["id"] for one in answers}) == 1
    await refused(bob, "POST", path, {"content": "deux", "nonce": "b"}, status=429, code=20016)


@pytest.mark.parametrize(
    "right", [Permission.MANAGE_MESSAGES, Permission.MANAGE_CHANNELS, Permission.BYPASS_SLOW_MODE]
)
async def test_some_rights_wait_for_nothing(bob: Person, salon: Community, right: Permission) -> None:
    await salon.role("pressés", right, bob)
    for number in range(3):
        await say(bob, salon.first_channel, f"m{number}")


async def test_a_message_that_is_not_stored_gives_its_turn_back(
    bob: Person, salon: Community, program: Program
) -> None:
    writer = program.face("messaging")._writer
    store = writer.store

    async def fail(_: object) -> None:
        raise Unavailable

    writer.store = fail
    path = f"/channels/{salon.first_channel}/messages"
    await refused(bob, "POST", path, {"content": "un"}, status=503)
    writer.store = store
    await say(bob, salon.first_channel, "un")


async def test_a_channel_that_is_not_slow_notes_nothing(
    ana: Person, bob: Person, salon: Community, program: Program
) -> None:
    await say(bob, await salon.channel())
    await say(ana, salon.first_channel)
    async with program.database.read() as connection:
        noted = await connection.exec_driver_sql("SELECT count(*) FROM messaging.slow_post")
        assert noted.scalar_one() == 0
