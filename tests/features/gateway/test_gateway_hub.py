"""Pushing to many at once: whatever is merged, everybody gets what they hear, once and in order."""

import asyncio
import json
from itertools import count
from typing import cast

from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_gateway_frames import payloads
from tests.thorough import examples

from beep.features import channels, servers
from beep.features.gateway.frames import in_one, tail_of
from beep.features.gateway.hub import Hub
from beep.features.gateway.outlet import Outlet
from beep.features.gateway.session import Session
from beep.features.gateway.settings import GatewaySettings
from beep.kit.actor import Actor
from beep.kit.ids import UserId


class Reader:
    """A session whose connection keeps what it is given; `is_packed` goes the way of compressed ones."""

    def __init__(self, number: int, *, is_packed: bool) -> None:
        self.got: list[int] = []
        self.numbers: list[int] = []
        self.is_compressed = is_packed
        self.connection = self
        self.session = Session(str(number), Actor(UserId(number)), 1, None, ring_limit=8)
        self.attach()
        self.session.release()

    def attach(self) -> None:
        self.session.attach(cast("Outlet", self))

    def send(self, given: list[bytes]) -> None:
        for payload in given:
            self._read(json.loads(in_one(payload)))

    def send_prepared(self, frames: bytes) -> None:
        for payload in payloads(bytes(frames)):
            self._read(payload)

    def _read(self, payload: dict[str, object]) -> None:
        self.numbers.append(cast("int", payload["s"]))
        self.got.append(cast("int", payload["d"]))


class World:
    """Four readers, of whom the first three hear one channel and the last three another."""

    def __init__(self) -> None:
        # Each look at the clock finds it a millisecond later: after a write the hub rests for some pushes.
        ticks = count()
        nobody = cast("servers.Servers", None)
        nothing = cast("channels.Channels", None)
        self.hub = Hub(
            GatewaySettings(ring_events=8), servers=nobody, channels=nothing, now=lambda: next(ticks) / 1000
        )
        self.readers = [Reader(number, is_packed=number in {0, 2}) for number in range(4)]
        self.audiences = (self.readers[:3], self.readers[1:])
        self.heard: list[list[int]] = [[] for _ in self.readers]
        self._sessions = [tuple(one.session for one in audience) for audience in self.audiences]
        self._events = 0

    def push(self, channel: int) -> None:
        self._events += 1
        for reader in self.audiences[channel]:
            self.heard[self.readers.index(reader)].append(self._events)
        self.hub.push(self._sessions[channel], tail_of("X", self._events))

    def resume(self, number: int) -> None:
        reader = self.readers[number]
        reader.session.detach(0)
        reader.attach()
        reader.session.replay(reader.numbers[-1] if reader.numbers else 0)


_step = st.one_of(
    st.tuples(st.just("push"), st.integers(0, 1)),
    st.tuples(st.just("push"), st.integers(0, 1)),
    st.tuples(st.just("resume"), st.integers(0, 3)),
    st.tuples(st.just("flush"), st.just(0)),
)


@settings(max_examples=examples(100), deadline=None)
@given(steps=st.lists(_step, max_size=60))
@example(steps=[("push", 0)] * 40)
@example(steps=[("push", 0), ("push", 1)] * 20)
def test_whatever_is_merged_everybody_gets_what_they_hear_once_and_in_order(
    steps: list[tuple[str, int]],
) -> None:
    async def go() -> World:
        world = World()
        for name, number in steps:
            # Nothing is awaited, so timers do not fire: what waits, waits for these steps.
            if name == "flush":
                world.hub.flush()
            else:
                getattr(world, name)(number)
        world.hub.flush()
        return world

    world = asyncio.run(go())
    for reader, heard in zip(world.readers, world.heard, strict=True):
        assert reader.got == heard
        assert reader.numbers == list(range(1, len(heard) + 1))
