"""A process reduced to its database, relay and jobs, with a fact of its own to tell."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import psycopg
from tests.fakes.clock import FakeClock

from beep.kit.facts import Fact
from beep.kit.ids import ChannelId, MessageId
from beep.runtime.bus import Bus
from beep.runtime.database import Database, conninfo
from beep.runtime.jobs import Jobs
from beep.runtime.outbox import Recorded
from beep.runtime.relay import FACTS, Relay, Subscriptions

DEADLINE_S = 15


@dataclass(frozen=True, slots=True)
class Noted(Fact):
    NAME = "test.noted"
    STREAM = "channel_id"
    channel_id: ChannelId
    message_id: MessageId


def noted(stream: int, number: int) -> Noted:
    return Noted(ChannelId(stream), MessageId(number))


class RecordingBus:
    """Keeps what was handed to the other processes."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def send(self, topic: str, payload: bytes) -> None:
        assert topic == FACTS
        self.sent.append(payload)

    async def start(self, receive: Callable[[str, bytes], None]) -> None: ...

    async def close(self) -> None: ...


@dataclass
class Process:
    """What a test sees of one process."""

    url: str
    database: Database
    jobs: Jobs
    bus: Bus
    clock: FakeClock
    relay: Relay
    heard: list[Recorded] = field(default_factory=list[Recorded])
    news: asyncio.Event = field(default_factory=asyncio.Event)
    on_fact: Callable[[Recorded], None] = lambda _recorded: None

    def hear(self, recorded: Recorded) -> None:
        self.heard.append(recorded)
        self.on_fact(recorded)
        self.news.set()

    def numbers(self, stream: int) -> list[int]:
        """Return what was heard of one stream, in order."""
        return [one.fact.message_id for one in self.heard if one.stream == stream]  # type: ignore[attr-defined]

    async def hears(self, count: int) -> None:
        """Wait until `count` facts were heard."""
        async with asyncio.timeout(DEADLINE_S):
            while len(self.heard) < count:
                self.news.clear()
                await self.news.wait()

    async def tell(self, *facts: Fact) -> None:
        async with self.database.write() as tx:
            for fact in facts:
                tx.record(fact)

    def rows(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Ask over a connection of one's own, as an observer."""
        with psycopg.connect(conninfo(self.url), autocommit=True) as connection:
            return connection.execute(statement, values).fetchall()  # type: ignore[call-overload]

    def one(self, statement: str, *values: object) -> object:
        return self.rows(statement, *values)[0][0]


@asynccontextmanager
async def process(
    url: str, *, bus: Bus | None = None, durable: Sequence[str] = (), jobs: Jobs | None = None
) -> AsyncIterator[Process]:
    """Run one process; its sweep runs every second, its dispatcher only when a test asks."""
    database = Database(url, pool_size=20)
    jobs = jobs or Jobs(database)
    live: dict[type[Fact], list[Callable[[Recorded], None]]] = {Noted: []}
    told = Subscriptions([Noted], live, {Noted: durable} if durable else {})
    bus = bus or RecordingBus()
    clock = FakeClock()
    relay = Relay(database, bus, jobs, clock, told)
    lab = Process(url, database, jobs, bus, clock, relay)
    live[Noted].append(lab.hear)
    await relay.start()

    def receive(topic: str, payload: bytes) -> None:
        assert topic == FACTS
        relay.receive(payload)

    await bus.start(receive)
    try:
        yield lab
    finally:
        await jobs.close()
        await relay.close()
        await bus.close()
        await database.close()
