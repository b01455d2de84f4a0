"""Lost connections: resume gives exactly what was missed, or says openly that it cannot."""

import re
from typing import Any

import httpx2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.fakes.clock import FakeClock
from tests.thorough import examples
from tests.worlds.communities import ok, server
from tests.worlds.conversations import Client, Served, say, serve
from tests.worlds.people import Person, log_in, sign_up

from beep.app.program import Program
from beep.features.gateway.frames import tail_of
from beep.features.gateway.hub import Hub
from beep.features.gateway.session import Session
from beep.features.gateway.settings import GatewaySettings
from beep.kit.actor import Actor
from beep.kit.ids import UserId

pytestmark = pytest.mark.anyio
RING = 16


@pytest.fixture
def environment() -> dict[str, str]:
    return {"BEEP_GATEWAY__RING_EVENTS": str(RING), "BEEP_GATEWAY__RESUME_S": "60"}


async def lost_after(served: Served, who: Person, *, missing: int, channel: int) -> Client:
    """Return a client whose connection was cut before `missing` messages were sent."""
    client = await served.person(who)
    client.cut()
    await client.close_code()
    await served.forgotten(client)
    for number in range(missing):
        await say(who, channel, f"manqué {number}")
    return client


@pytest.mark.req("RT-02", "REL-03")
async def test_resuming_gives_exactly_the_missed_events_then_resumed_then_what_follows(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    lost = await lost_after(served, ana, missing=5, channel=salon.first_channel)

    client = await served.resumed(lost, ana.token)
    await client.event("RESUMED")
    await say(ana, salon.first_channel, "après")
    await client.event("MESSAGE_CREATE", content="après")

    assert client.names == [*["MESSAGE_CREATE"] * 5, "RESUMED", "MESSAGE_CREATE"]
    texts = [one["content"] for one in client.events("MESSAGE_CREATE")]
    assert texts == [*(f"manqué {number}" for number in range(5)), "après"]
    numbers = [frame["s"] for frame in client.frames if frame["op"] == 0]
    assert numbers == list(range(lost.seq + 1, lost.seq + 8))


@pytest.mark.req("RT-02", "REL-03")
async def test_a_connection_cut_again_and_again_leaves_no_gap_and_no_duplicate(
    api: httpx2.AsyncClient, program: Program
) -> None:
    """Any rhythm of sending, cutting and resuming gives every message once and in order."""
    ana = await sign_up(api, "ana")
    salon = await server(ana)

    async def live(rhythm: list[tuple[int, bool]]) -> None:
        async with serve(program) as served:
            client = await served.person(ana)
            received: list[str] = []
            sent: list[str] = []
            seq = client.seq
            for messages, is_gentle in rhythm:
                sent += [(await say(ana, salon.first_channel))["id"] for _ in range(messages)]
                if is_gentle:
                    await client.reached()
                client.cut()
                await client.close_code()
                received += [one["id"] for one in client.events("MESSAGE_CREATE")]
                seq = max(seq, client.seq)
                client = await served.resumed(client, ana.token, seq)
                await client.event("RESUMED")
            received += [one["id"] for one in client.events("MESSAGE_CREATE")]
            assert received == sent

    for rhythm in ([(3, False), (0, False), (5, True)], [(1, True)] * 4, [(8, False), (8, False)]):
        await live(rhythm)


async def test_at_the_edge_of_the_ring_a_session_goes_on_and_beyond_it_starts_anew(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    within = await lost_after(served, ana, missing=RING, channel=salon.first_channel)
    client = await served.resumed(within, ana.token)
    await client.event("RESUMED")
    assert len(client.events("MESSAGE_CREATE")) == RING

    beyond = await lost_after(served, ana, missing=RING + 1, channel=salon.first_channel)
    client = await served.resumed(beyond, ana.token)
    assert (await client.op(9))["d"] is False
    await client.identify(ana.token)


async def test_what_cannot_be_resumed_is_told_and_a_new_session_may_begin_there(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    lost = await lost_after(served, ana, missing=1, channel=salon.first_channel)
    again = await log_in(api, ana)

    for token, session_id, seq in (
        (ana.token, "0" * 32, lost.seq),
        (ana.token, "", 0),
        (ana.token, lost.session_id, lost.seq + 1000),
        (ana.token, lost.session_id, -1),
        (ana.token, lost.session_id, 1 << 80),
        # Another's session, and one's own of another sign-in, which could be ended without it.
        (bob.token, lost.session_id, lost.seq),
        (again.token, lost.session_id, lost.seq),
    ):
        client = await served.connect()
        await client.resume(token, session_id, seq)
        assert (await client.op(9))["d"] is False
        assert client.events() == []
        await client.identify(token)
    client = await served.resumed(lost, ana.token)
    await client.event("RESUMED")


async def test_resuming_takes_a_session_over_from_a_connection_still_open(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    old = await served.person(ana)

    new = await served.resumed(old, ana.token)
    await new.event("RESUMED")
    assert await old.close_code() == 4000
    await say(ana, salon.first_channel, "pour la nouvelle")

    await new.event("MESSAGE_CREATE", content="pour la nouvelle")
    assert old.events("MESSAGE_CREATE") == []
    await new.reached()


async def test_a_lost_session_waits_a_minute_and_no_longer(
    api: httpx2.AsyncClient, served: Served, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    sweep = served.program.face("gateway").sweep
    lost = await lost_after(served, ana, missing=0, channel=salon.first_channel)
    clock.move(seconds=60)
    sweep()
    client = await served.resumed(lost, ana.token)
    await client.event("RESUMED")

    client.cut()
    await client.close_code()
    await served.forgotten(client)
    clock.move(seconds=61)
    sweep()
    late = await served.resumed(client, ana.token)
    assert (await late.op(9))["d"] is False


async def test_a_session_may_go_on_in_a_compressed_connection(
    api: httpx2.AsyncClient, served: Served
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    lost = await lost_after(served, ana, missing=3, channel=salon.first_channel)
    client = await served.connect("v=10&encoding=json&compress=zlib-stream")
    await client.resume(ana.token, lost.session_id, lost.seq)
    await client.event("RESUMED")
    assert len(client.events("MESSAGE_CREATE")) == 3


async def test_resuming_counts_as_no_activity(
    api: httpx2.AsyncClient, served: Served, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    await server(ana)
    before = (await ok(ana, "GET", "/auth/sessions"))[0]["last_active_at"]
    client = await served.person(ana)
    clock.move(seconds=30)
    client = await served.resumed(client, ana.token)
    await client.event("RESUMED")
    await client.reached()
    living = await served.program.face("auth")._sessions.alive(int(client_session(served, client)))
    assert living.last_active_at.isoformat(timespec="microseconds") == before


def client_session(served: Served, client: Client) -> int:
    session = served.program.face("gateway")._hub.find(client.session_id)
    assert session is not None
    assert session.actor.session_id is not None
    return int(session.actor.session_id)


class Reader:
    """A session without a socket, and the sequences its connection was given since it last began anew."""

    def __init__(self, *, is_compressed: bool) -> None:
        self.is_compressed = is_compressed
        self.connection = self
        self.numbers: list[int] = []
        self.now = 0.0
        nobody: Any = None
        self.hub = Hub(
            GatewaySettings(ring_events=RING), servers=nobody, channels=nobody, now=lambda: self.now
        )
        self.session = Session("x", Actor(UserId(1)), 0, None, ring_limit=RING)
        self.audience = (self.session,)
        self.session.attach(self)  # type: ignore[arg-type]
        self.session.release()

    def send(self, payloads: list[bytes]) -> None:
        self.send_prepared(b"".join(payloads))

    def send_prepared(self, frames: bytes | bytearray) -> None:
        """Take what the hub writes to a connection that is not compressed."""
        self.numbers.extend(map(int, re.findall(rb'{"s": *(\d+)', frames)))

    def push(self) -> None:
        self._push(self.audience, busy=True)

    def push_more(self) -> None:
        for _ in range(6):
            self.push()

    def push_elsewhere(self) -> None:
        self._push((self.session,), busy=True)

    def at_once(self) -> None:
        self._push(self.audience, busy=False)

    def _push(self, audience: tuple[Session], *, busy: bool) -> None:
        """Push to the hub, before it has rested or after; each audience has a queue of its own."""
        self.now = -1.0 if busy else 0.0
        self.hub.push(audience, tail_of("X", None))

    def flush(self) -> None:
        self.hub.flush()

    def confirm(self) -> None:
        self.session.confirm(self.numbers[-1] if self.numbers else 0)

    def overflow(self) -> None:
        self.session.fall_behind()

    def drain(self) -> None:
        if self.session.is_behind and not self.session.catch_up():
            # Told to fetch again: the sequence goes on from here.
            self.numbers.clear()
            self.session.push_now(tail_of("BEEP_RESYNC", None))

    def cut(self) -> None:
        self.session.detach(0)
        seen = self.numbers[-1] if self.numbers else self.session.written
        self.session.attach(self)  # type: ignore[arg-type]
        if self.session.has_since(seen):
            self.session.replay(seen)
        else:
            self.numbers.clear()
            self.session.written = self.session.seq


_pushes = ["push", "push more", "push elsewhere", "at once", "flush", "flush"]
_steps = st.lists(st.sampled_from([*_pushes, "confirm", "cut", "overflow", "drain"]), max_size=60)


@settings(max_examples=examples(300), deadline=None)
@given(steps=_steps)
@example(steps=["push", "overflow", "push", "flush", "drain", "push", "flush"])
@example(steps=["push", "overflow", *["push more"] * 4, "flush", "drain", "push", "flush"])
@example(steps=["at once", "push", "overflow", "at once", "drain", "at once", "flush"])
@pytest.mark.parametrize("is_compressed", [False, True], ids=["plain", "compressed"])
async def test_a_session_never_leaves_a_silent_hole(steps: list[str], is_compressed: bool) -> None:
    """Whatever a connection does, what it was given has no gap, or the session knows it is behind."""
    reader = Reader(is_compressed=is_compressed)
    for step in steps:
        getattr(reader, step.replace(" ", "_"))()
        found = reader.numbers
        assert not found or found == list(range(found[0], found[0] + len(found)))
    reader.hub.flush()
    if not reader.session.is_behind and reader.numbers:
        assert reader.numbers[-1] == reader.session.seq
