"""The bus carries to the other processes over a real Valkey, and comes back when that does."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count

import pytest
from fact_lab import noted, process
from redis.asyncio import Redis
from redis.exceptions import NoPermissionError
from tests.faults.machines import Valkey
from tests.faults.proxy import FaultProxy

from beep.runtime.bus import InProcessBus, Live, bus_key
from beep.runtime.database import Database
from beep.runtime.redis_bus import RedisBus

pytestmark = [pytest.mark.anyio, pytest.mark.req("EVT-01", "EVT-04")]

DEADLINE_S = 20
KEY = b"what processes of one Beep share"
_names = count(1)


class Inbox:
    def __init__(self) -> None:
        self.messages: list[tuple[str, bytes]] = []
        self._news = asyncio.Event()

    def receive(self, topic: str, payload: bytes) -> None:
        if payload == b"poison":
            raise ValueError("this message cannot be taken")
        self.messages.append((topic, payload))
        self._news.set()

    async def holds(self, message: tuple[str, bytes]) -> None:
        async with asyncio.timeout(DEADLINE_S):
            while message not in self.messages:
                self._news.clear()
                await self._news.wait()


@asynccontextmanager
async def started(valkey: Valkey, number: int, namespace: str) -> AsyncIterator[tuple[RedisBus, Inbox]]:
    bus, inbox = RedisBus(valkey.url, process=number, key=KEY, namespace=namespace), Inbox()
    await bus.start(inbox.receive)
    try:
        yield bus, inbox
    finally:
        await bus.close()


def own_namespace() -> str:
    return f"test{next(_names)}"


@pytest.mark.req("EVT-02")
async def test_a_server_of_ones_own_rules_lets_beep_in_and_keeps_others_off_its_topics(
    shared_valkey: Valkey,
) -> None:
    """Beep needs no right but to its own topics; who has none to them neither speaks nor hears there."""
    name, stranger = own_namespace(), {"username": "stranger", "password": "s"}
    async with Redis.from_url(shared_valkey.url) as operator:
        for user, topics in (("beep", f"{name}.*"), ("stranger", "elsewhere.*")):
            rules = ("reset", "on", f">{user[0]}", "resetchannels", f"&{topics}", "-@all", "+@pubsub")
            await operator.execute_command("ACL", "SETUSER", user, *rules, "+ping", "+client|setinfo")
    own = shared_valkey.url.replace("://", "://beep:b@")
    first, second, inbox = (
        RedisBus(own, process=1, key=KEY, namespace=name),
        RedisBus(own, process=2, key=KEY, namespace=name),
        Inbox(),
    )
    await first.start(lambda *_: None)
    await second.start(inbox.receive)
    try:
        async with Redis.from_url(shared_valkey.url, **stranger) as foreign:
            with pytest.raises(NoPermissionError):
                await foreign.publish(f"{name}.hint", b"9 forged")
            async with foreign.pubsub() as listening:
                await listening.psubscribe(f"{name}.*")
                with pytest.raises(NoPermissionError):
                    await listening.get_message(timeout=DEADLINE_S)
        first.send("hint", b"honest")
        await inbox.holds(("hint", b"honest"))
        assert inbox.messages == [("hint", b"honest")]
    finally:
        await first.close()
        await second.close()


async def test_a_message_reaches_the_other_processes_and_not_its_sender(shared_valkey: Valkey) -> None:
    name = own_namespace()
    async with (
        started(shared_valkey, 1, name) as (first, own),
        started(shared_valkey, 2, name) as (second, other),
        started(shared_valkey, 12, name) as (_, third),
    ):
        first.send("facts", b'{"a": 1}')
        await other.holds(("facts", b'{"a": 1}'))
        await third.holds(("facts", b'{"a": 1}'))
        second.send("typing", b"back")
        await own.holds(("typing", b"back"))
        assert own.messages == [("typing", b"back")]


async def test_messages_of_one_sender_keep_their_order(shared_valkey: Valkey) -> None:
    name = own_namespace()
    async with (
        started(shared_valkey, 1, name) as (bus, _),
        started(shared_valkey, 2, name) as (_, other),
    ):
        sent = [("facts", str(number).encode()) for number in range(300)]
        for topic, payload in sent:
            bus.send(topic, payload)
        await other.holds(sent[-1])
        assert other.messages == sent


async def test_another_beep_on_the_same_server_is_not_heard(shared_valkey: Valkey) -> None:
    name = own_namespace()
    async with (
        started(shared_valkey, 1, own_namespace()) as (stranger, _),
        started(shared_valkey, 2, name) as (bus, _),
        started(shared_valkey, 3, name) as (_, other),
    ):
        stranger.send("facts", b"theirs")
        bus.send("facts", b"ours")
        await other.holds(("facts", b"ours"))
        assert other.messages == [("facts", b"ours")]


@pytest.mark.req("EVT-02")
async def test_what_no_process_of_this_beep_signed_is_not_heard(
    shared_valkey: Valkey, caplog: pytest.LogCaptureFixture
) -> None:
    name = own_namespace()
    stranger = RedisBus(shared_valkey.url, process=9, key=b"another Beep's", namespace=name)
    async with (
        started(shared_valkey, 1, name) as (bus, _),
        started(shared_valkey, 2, name) as (_, other),
        _overheard(shared_valkey, name) as overheard,
    ):
        bus.send("facts", b"ours")
        await other.holds(("facts", b"ours"))
        head, _, payload = await overheard()
        await stranger.start(lambda *_: None)
        stranger.send("facts", b"forged")
        await overheard()
        for forged in (
            b"9 unsigned",
            b"9: unsigned",
            b"",
            b"\xff:\xff \xff",
            # What was signed for another topic, by another process, or of something else.
            head + b" " + payload + b"!",
            head.replace(b"1:", b"3:", 1) + b" " + payload,
        ):
            shared_valkey.publish(f"{name}.facts", forged)
        shared_valkey.publish(f"{name}.typing", head + b" " + payload)
        bus.send("facts", b"last")
        await other.holds(("facts", b"last"))
        assert other.messages == [("facts", b"ours"), ("facts", b"last")]
    await stranger.close()
    # Once for each who listens, the stranger too, to whom all others are.
    assert caplog.text.count("no Beep on this database signed") == 3


@pytest.mark.req("EVT-02")
async def test_a_database_holds_one_key_long_enough_that_nobody_guesses_it(database_url: str) -> None:
    keys: list[bytes] = []
    for _ in range(2):
        database = Database(database_url)
        keys.append(await bus_key(database))
        await database.close()
    assert (len(keys[0]), keys[0] == keys[1], len(set(keys[0])) > 8) == (32, True, True)


@asynccontextmanager
async def _overheard(
    valkey: Valkey, namespace: str
) -> AsyncIterator[Callable[[], Awaitable[tuple[bytes, ...]]]]:
    """Give how a stranger hears what is published, taken apart at its first space."""
    async with Redis.from_url(valkey.url) as client, client.pubsub() as channel:
        await channel.psubscribe(f"{namespace}.*")
        await channel.get_message(timeout=DEADLINE_S)

        async def heard() -> tuple[bytes, ...]:
            message = await channel.get_message(ignore_subscribe_messages=True, timeout=DEADLINE_S)
            return tuple(message["data"].partition(b" "))

        yield heard


async def test_a_message_nobody_can_take_does_not_end_the_listening(
    shared_valkey: Valkey, caplog: pytest.LogCaptureFixture
) -> None:
    name = own_namespace()
    async with (
        started(shared_valkey, 1, name) as (bus, _),
        started(shared_valkey, 2, name) as (_, other),
    ):
        bus.send("facts", b"poison")
        bus.send("facts", b"after")
        await other.holds(("facts", b"after"))
    assert "could not be taken" in caplog.text


async def test_a_killed_server_is_found_again_without_help(valkey: Valkey) -> None:
    async with started(valkey, 1, "beep") as (bus, _), started(valkey, 2, "beep") as (_, other):
        bus.send("facts", b"before")
        await other.holds(("facts", b"before"))
        valkey.kill()
        valkey.start()
        async with asyncio.timeout(DEADLINE_S):
            while ("facts", b"again") not in other.messages:
                bus.send("facts", b"again")
                await asyncio.sleep(0.05)


@pytest.mark.req("F-09", "F-22")
async def test_a_server_whose_answers_are_swallowed_is_looked_for_anew(valkey: Valkey) -> None:
    async with FaultProxy(valkey.url) as proxy, started(valkey, 1, "beep") as (bus, _):
        other, inbox = RedisBus(proxy.url, process=2, key=KEY, silence_s=0.2), Inbox()
        await other.start(inbox.receive)
        bus.send("facts", b"before")
        await inbox.holds(("facts", b"before"))
        proxy.drop("down")
        async with asyncio.timeout(DEADLINE_S):
            # Half of its connection is dead, and it says nothing.
            while proxy.accepted < 3:  # noqa: ASYNC110 - a proxy's counter
                await asyncio.sleep(0.05)
        proxy.mend()
        async with asyncio.timeout(DEADLINE_S):
            while ("facts", b"again") not in inbox.messages:
                bus.send("facts", b"again")
                await asyncio.sleep(0.05)
        await other.close()


async def test_a_server_that_comes_late_is_waited_for_in_the_background(valkey: Valkey) -> None:
    valkey.kill()
    async with started(valkey, 2, "beep") as (_, other):
        valkey.start()
        async with started(valkey, 1, "beep") as (bus, _), asyncio.timeout(DEADLINE_S):
            while ("facts", b"hello") not in other.messages:
                bus.send("facts", b"hello")
                await asyncio.sleep(0.05)


async def test_sending_never_waits_nor_grows_without_bound_while_the_server_is_away() -> None:
    bus = RedisBus("redis://127.0.0.1:1/0", process=1, key=KEY)
    for number in range(10_001):
        bus.send("facts", str(number).encode())
    assert bus._waiting.qsize() == 10_000
    assert bus._waiting.get_nowait() == ("facts", b"1")
    await bus.close()


def test_one_process_alone_does_not_load_the_client_of_the_bus() -> None:
    program = "import sys, beep.cli, beep.app.serving; print('redis' in sys.modules, len(sys.modules) > 300)"
    found = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert found.stdout.split() == ["False", "True"]


async def test_one_process_alone_needs_no_server() -> None:
    bus = InProcessBus()
    inbox = Inbox()
    await bus.start(inbox.receive)
    bus.send("facts", b"mine")
    await bus.close()
    assert inbox.messages == []


async def test_what_is_live_is_told_here_and_to_the_others(shared_valkey: Valkey) -> None:
    name = own_namespace()
    here: list[object] = []
    async with (
        started(shared_valkey, 1, name) as (bus, _),
        started(shared_valkey, 2, name) as (_, other),
    ):
        live = Live(bus)
        live.on("typing", here.append)
        live.tell("typing", {"channel_id": "1"})
        await other.holds(("typing", b'{"channel_id":"1"}'))
        there: list[object] = []
        receiving = Live(InProcessBus())
        receiving.on("typing", there.append)
        receiving.receive(*other.messages[0])
        assert here == there == [{"channel_id": "1"}]


async def test_facts_reach_the_other_process_in_the_same_order(
    database_url: str, shared_valkey: Valkey
) -> None:
    name = own_namespace()
    one_bus = RedisBus(shared_valkey.url, process=1, key=KEY, namespace=name)
    other_bus = RedisBus(shared_valkey.url, process=2, key=KEY, namespace=name)
    async with process(database_url, bus=one_bus) as one, process(database_url, bus=other_bus) as other:
        await asyncio.gather(*(one.tell(noted(7, number)) for number in range(30)))
        await other.hears(30)
        assert other.numbers(7) == one.numbers(7)
        assert sorted(other.numbers(7)) == list(range(30))


@pytest.mark.req("MSG-13", "REL-02")
async def test_a_server_killed_in_mid_stream_costs_nobody_a_fact(database_url: str, valkey: Valkey) -> None:
    one_bus, other_bus = RedisBus(valkey.url, process=1, key=KEY), RedisBus(valkey.url, process=2, key=KEY)
    async with process(database_url, bus=one_bus) as one, process(database_url, bus=other_bus) as other:
        for number in range(5):
            await one.tell(noted(7, number))
        valkey.kill()
        for number in range(5, 15):
            await one.tell(noted(7, number))
        # The sweep alone brings these.
        await other.hears(15)
        valkey.start()
        for number in range(15, 20):
            await one.tell(noted(7, number))
        await other.hears(20)
        assert one.numbers(7) == other.numbers(7) == list(range(20))
