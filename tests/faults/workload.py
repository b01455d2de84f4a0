"""A crowd that talks while things break: senders that retry with the same nonce, receivers that resume.

`async with workload.running(): …fault…`, then `await workload.settle()`: everything unanswered is retried
until it is answered, and every receiver gets to know every message.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Self

import httpx2
from tests.faults.ledger import Acknowledged, Ledger, Marked, Refused, Sent
from tests.faults.receiver import Receiver
from tests.worlds import communities
from tests.worlds.people import Person, sign_up

_DEADLINE_S = 30.0
_LONGEST_WAIT_S = 1.0
_MARK_EVERY = 10
Message = dict[str, Any]
# Several crowds may share a node.
_NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Manner:
    """How the crowd behaves."""

    senders: int = 8
    receivers: int = 12
    # Mean pause of a sender between two messages.
    pause_s: float = 0.02
    request_timeout_s: float = 10.0
    # Whether receivers resume, or always begin a new session and catch up from history.
    resumes: bool = True
    # Letters put before each text, to make messages big.
    padding: int = 0
    # Whether an access token that is refused is traded for a new one; otherwise that fails the test.
    renews: bool = False
    # Final answers a fault may bring about; any other below 500 fails the test.
    tolerated: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Crowd:
    """People of one server with its channels."""

    people: Sequence[Person]
    channels: Sequence[int]
    server: communities.Community

    @classmethod
    async def gather(cls, address: str, size: int, *, channels: int = 2) -> Self:
        """Sign people up at a node and let them join one server; `close` ends their calls."""
        api = _client(address, 30)
        people = [await sign_up(api, f"person{next(_NUMBERS)}") for _ in range(size)]
        salon = await communities.server(people[0], "Salon")
        places = [salon.first_channel]
        places += [await salon.channel(f"channel{number}") for number in range(1, channels)]
        await salon.member(*people[1:])
        return cls(people, places, salon)

    async def close(self) -> None:
        await self.people[0].api.aclose()


@dataclass
class Sender:
    """Somebody who posts one message after the other, each until it is answered."""

    name: str
    person: Person
    # Which of the addresses it asks.
    place: int
    sent: int = 0
    # Statuses of answers that were neither success nor tolerated, with how often they came.
    refusals: dict[int, int] = field(default_factory=dict[int, int])


class Workload:
    """Senders on `addresses`, receivers on `gateways` (the same by default); `http://host:port` each.

    Whoever loses one goes on to the next.
    """

    def __init__(
        self,
        addresses: Sequence[str],
        crowd: Crowd,
        ledger: Ledger,
        *,
        manner: Manner | None = None,
        gateways: Sequence[str] = (),
        seed: int = 0,
    ) -> None:
        self.addresses = list(addresses)
        self.gateways = list(gateways or addresses)
        self.crowd = crowd
        self.ledger = ledger
        self.manner = manner or Manner()
        self.chance = random.Random(seed)  # noqa: S311 - a workload
        people = crowd.people
        self.senders = [Sender(f"s{n}", people[n % len(people)], n) for n in range(self.manner.senders)]
        self.receivers: list[Receiver] = []
        self.add_receivers(self.manner.receivers)
        # Called when all is settled again.
        self.on_settled: Callable[[], None] = lambda: None
        # Nonce -> sender of what is not answered yet.
        self.unanswered: dict[str, tuple[Sender, int]] = {}
        self._clients: dict[str, httpx2.AsyncClient] = {}
        self._is_sending = asyncio.Event()
        self._acknowledged = asyncio.Event()
        self._renewing = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        self._sending: list[asyncio.Task[None]] = []

    def add_receivers(self, more: int, *, gateways: Sequence[str] = ()) -> list[Receiver]:
        """Let more listen, at other addresses perhaps; before the workload runs."""
        people, first = self.crowd.people, len(self.receivers)
        added = [
            Receiver(f"receiver{number}", people[-1 - number % len(people)], self, gateways)
            for number in range(first, first + more)
        ]
        self.receivers += added
        return added

    # -- running ------------------------------------------------------------------------------

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        """Let everybody talk and listen; leaving stops new messages, not retries or listening."""
        await self.start()
        try:
            yield self
        except BaseException:
            await self.stop()
            raise
        self._is_sending.clear()

    async def start(self) -> None:
        """Connect the receivers, then begin to send; goes on where `settle` paused."""
        loop = asyncio.get_running_loop()
        if not self._tasks:
            self._tasks = [loop.create_task(one.listen_forever()) for one in self.receivers]
            await self.connected()
        self._is_sending.set()
        self._sending = [loop.create_task(self._send_forever(one)) for one in self.senders]

    async def stop(self) -> None:
        """End everything at once."""
        tasks = [*self._sending, *self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for client in self._clients.values():
            await client.aclose()
        await self.crowd.close()
        self._tasks, self._sending, self._clients = [], [], {}
        self.ledger.sync()

    async def settle(self, *, within_s: float = _DEADLINE_S) -> None:
        """Wait until everything is answered and everybody knows everything, or a deadline passes.

        Raises when a message is never answered; who never learns of one is named by the checker.
        """
        self._is_sending.clear()
        try:
            async with asyncio.timeout(within_s):
                await asyncio.gather(*self._sending)
        except TimeoutError:
            raise AssertionError(f"never answered: {sorted(self.unanswered)}") from None
        finally:
            self._sending = []
        await self.converged(within_s=within_s)
        self.ledger.sync()
        self.on_settled()

    async def converged(self, *, within_s: float, receivers: Sequence[Receiver] | None = None) -> bool:
        """Wait until these receivers, or all, know every acknowledged message; false if not in time."""
        wanted = {one.id for one in self.ledger.acknowledged}
        try:
            async with asyncio.timeout(within_s):
                for receiver in self.receivers if receivers is None else receivers:
                    await receiver.knows(wanted)
        except TimeoutError:
            return False
        finally:
            self._check_tasks()
        return True

    async def connected(self, *, within_s: float = _DEADLINE_S) -> None:
        """Wait until every receiver has a session and has caught up."""
        try:
            async with asyncio.timeout(within_s):
                for receiver in self.receivers:
                    await receiver.ready.wait()
        except TimeoutError:
            self._check_tasks()
            missing = [one.name for one in self.receivers if not one.ready.is_set()]
            raise AssertionError(f"not connected: {missing}") from None

    async def acknowledged(self, more: int, *, within_s: float = _DEADLINE_S) -> None:
        """Wait until so many more messages have been acknowledged."""
        goal = len(self.ledger.acknowledged) + more
        await self._until(lambda: len(self.ledger.acknowledged) >= goal, within_s)

    async def _until(self, is_true: Callable[[], bool], within_s: float) -> None:
        async with asyncio.timeout(within_s):
            while not is_true():
                self._check_tasks()
                self._acknowledged.clear()
                await self._acknowledged.wait()

    def _check_tasks(self) -> None:
        for task in [*self._sending, *self._tasks]:
            if task.done() and not task.cancelled() and (error := task.exception()):
                raise error

    # -- sending ------------------------------------------------------------------------------

    async def _send_forever(self, sender: Sender) -> None:
        try:
            while self._is_sending.is_set():
                sender.sent += 1
                nonce = f"{sender.name}n{sender.sent}"
                channel = self.chance.choice(self.crowd.channels)
                await self._send(sender, nonce, channel)
                await asyncio.sleep(self.chance.uniform(0, 2 * self.manner.pause_s))
        finally:
            # Whoever waits sees that this one failed.
            self._acknowledged.set()

    async def _send(self, sender: Sender, nonce: str, channel: int) -> None:
        self.unanswered[nonce] = (sender, channel)
        self.ledger.write(Sent(nonce, channel, sender.person.id))
        message = await self.post(sender, nonce, channel)
        if message is not None and sender.sent % _MARK_EVERY == 0:
            await self._mark(sender, channel, int(message["id"]))

    async def post(self, sender: Sender, nonce: str, channel: int) -> Message | None:
        """Post until there is an answer, and write it down; `None` for a refusal that was expected."""
        body = {"content": f"{'x' * self.manner.padding}message {nonce}", "nonce": nonce}
        answer = await self._answered(sender, f"/channels/{channel}/messages", body)
        if answer.status_code in self.manner.tolerated:
            self.ledger.write(Refused(nonce, answer.status_code))
            del self.unanswered[nonce]
            return None
        assert answer.status_code == 200, f"{nonce}: {answer.status_code} {answer.text}"
        message = dict(answer.json())
        self.ledger.write(
            Acknowledged(nonce, channel, sender.person.id, int(message["id"]), int(message["seq"]))
        )
        self.unanswered.pop(nonce, None)
        self._acknowledged.set()
        return message

    async def _mark(self, sender: Sender, channel: int, message: int) -> None:
        answer = await self._answered(sender, f"/channels/{channel}/messages/{message}/ack", {})
        if answer.status_code not in self.manner.tolerated:
            assert answer.status_code == 204, f"{answer.status_code} {answer.text}"
            self.ledger.write(Marked(sender.person.id, channel, message))

    async def _answered(self, sender: Sender, path: str, body: object) -> httpx2.Response:
        """Ask until there is an answer that is no fault, of one node after the other."""
        attempt = 0
        while True:
            address = self.addresses[sender.place % len(self.addresses)]
            try:
                answer = await self._client(address).post(path, json=body, headers=sender.person.headers)
            except httpx2.TransportError:
                sender.place += 1
                wait = 0.05 * 2 ** min(attempt, 4)
            else:
                if answer.status_code == 401 and self.manner.renews:
                    await self.renew(sender.person, answer.request.headers["authorization"])
                elif answer.status_code < 500 and answer.status_code != 429:
                    return answer
                sender.refusals[answer.status_code] = sender.refusals.get(answer.status_code, 0) + 1
                wait = float(answer.headers.get("retry-after", 0.2))
                sender.place += 1
            attempt += 1
            await asyncio.sleep(self.chance.uniform(0.2, 1) * min(wait, _LONGEST_WAIT_S))

    def _client(self, address: str) -> httpx2.AsyncClient:
        if address not in self._clients:
            self._clients[address] = _client(address, self.manner.request_timeout_s)
        return self._clients[address]

    async def renew(self, person: Person, refused: str) -> None:
        """Let somebody have a new access token in place of one that was refused, once for all who ask."""
        async with self._renewing:
            if person.headers["Authorization"] == refused:
                await person.renew()

    # -- reading ------------------------------------------------------------------------------

    async def history(self, person: Person, channel: int, *, after: int = 0, place: int = 0) -> list[Message]:
        """Return a channel's messages after one, oldest first; raises like `httpx2` when no node answers."""
        found: list[Message] = []
        while True:
            path = f"/channels/{channel}/messages"
            answer = await self._client(self.gateways[place % len(self.gateways)]).get(
                path, params={"after": after, "limit": 100}, headers=person.headers
            )
            answer.raise_for_status()
            page = answer.json()
            found += reversed(page)
            if len(page) < 100:
                return found
            after = int(page[0]["id"])

    @property
    def refusals(self) -> dict[int, int]:
        """How often senders were put off, by status."""
        found: dict[int, int] = {}
        for sender in self.senders:
            for status, times in sender.refusals.items():
                found[status] = found.get(status, 0) + times
        return found


def _client(address: str, timeout_s: float) -> httpx2.AsyncClient:
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=200)
    return httpx2.AsyncClient(
        base_url=f"{address}/api/v10", limits=limits, timeout=timeout_s, trust_env=False
    )
