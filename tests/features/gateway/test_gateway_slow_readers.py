"""A client that does not read: bounded, no burden to others, and never a silent hole (RT-04)."""

import asyncio

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.communities import Community, server
from tests.worlds.conversations import Client, Served, eventually, say
from tests.worlds.people import Person, sign_up

pytestmark = pytest.mark.anyio
HIGH_WATER = 256 * 1024
LONG = "\U0001f600" * 2000


@pytest.fixture(params=["300", "16"], ids=["the ring holds all", "the ring is too small"])
def ring(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def environment(ring: int) -> dict[str, str]:
    return {"BEEP_GATEWAY__RING_EVENTS": str(ring)}


async def world(api: httpx2.AsyncClient) -> tuple[Person, Person, Community]:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    return ana, bob, salon


async def flood(who: Person, channel: int, fast: Client, served: Served, slow: Client) -> list[str]:
    """Send until the slow client's connection has overflowed, and then some more."""
    [handler] = [h for h in served.program.face("gateway")._lobby.handlers if of(h) == slow.session_id]
    sent: list[str] = []
    while handler.behind_since is None:
        sent += [one["id"] for one in await asyncio.gather(*(say(who, channel, LONG) for _ in range(25)))]
        assert len(sent) < 1000
    sent += [(await say(who, channel, LONG))["id"] for _ in range(20)]
    await eventually(lambda: len(fast.events("MESSAGE_CREATE")) == len(sent))
    assert handler._outlet.connection.write_buffer_size < HIGH_WATER + 64 * 1024
    return [one["id"] for one in fast.events("MESSAGE_CREATE")]


def of(handler: object) -> str | None:
    session = getattr(handler, "session", None)
    return session.id if session else None


@pytest.mark.req("RT-04")
async def test_who_stops_reading_is_bounded_disturbs_nobody_and_misses_nothing_silently(
    api: httpx2.AsyncClient, served: Served, ring: int
) -> None:
    ana, bob, salon = await world(api)
    fast, slow = await served.person(ana), await served.slow_person(bob)
    slow.stop_reading()

    sent = await flood(ana, salon.first_channel, fast, served, slow)
    slow.read_again()

    if ring == 16:
        assert await slow.event("BEEP_RESYNC") == {"channel_id": None}
        after = await say(ana, salon.first_channel, "après")
        await slow.event("MESSAGE_CREATE", id=after["id"])
        received = [one["id"] for one in slow.events("MESSAGE_CREATE")]
        kept = received[:-1]
        assert kept == sent[: len(kept)]
    else:
        await slow.event("MESSAGE_CREATE", id=sent[-1])
        assert [one["id"] for one in slow.events("MESSAGE_CREATE")] == sent
        numbers = [frame["s"] for frame in slow.frames if frame["op"] == 0]
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.req("RT-04")
async def test_who_stays_away_too_long_is_cut_off_and_may_resume(
    api: httpx2.AsyncClient, served: Served, ring: int, clock: FakeClock
) -> None:
    ana, bob, salon = await world(api)
    fast, slow = await served.person(ana), await served.slow_person(bob)
    slow.stop_reading()
    sent = await flood(ana, salon.first_channel, fast, served, slow)

    clock.move(seconds=31)
    served.program.face("gateway").sweep()
    await served.one_left(1)
    slow.read_again()
    assert await slow.close_code() == 1006

    received = [one["id"] for one in slow.events("MESSAGE_CREATE")]
    again = await served.resumed(slow, bob.token)
    if ring == 16:
        assert (await again.op(9))["d"] is False
    else:
        await again.event("RESUMED")
        received += [one["id"] for one in again.events("MESSAGE_CREATE")]
        assert received == sent
    await fast.reached()


@pytest.mark.req("RT-04")
@pytest.mark.parametrize("ring", [16], ids=["the ring is too small"])
async def test_a_bot_that_missed_too_much_is_asked_to_identify_again(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, _, salon = await world(api)
    helper = await salon.bot()
    fast = await served.person(ana)
    slow = await served.bot(helper)
    handler = next(h for h in served.program.face("gateway")._lobby.handlers if of(h) == slow.session_id)
    handler.overflowed()
    for _ in range(20):
        await say(ana, salon.first_channel)
    handler.drained()

    assert (await slow.op(9))["d"] is False
    assert slow.events("MESSAGE_CREATE") == []
    await slow.identify(helper.token, intents=1 | 1 << 9)
    await say(ana, salon.first_channel, "après")
    await slow.event("MESSAGE_CREATE")
    await fast.reached()
