"""Judges a workload: what was lost, made up, doubled, turned round, or is unread for the wrong person.

Three witnesses are compared: the ledger of what was asked and answered, history as it can be read now,
and what every receiver was told.
"""

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import websockets
from tests.faults.ledger import Acknowledged, Ledger, Received
from tests.faults.workload import Workload
from tests.worlds.people import Person

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Stored:
    """A message as history shows it."""

    channel: int
    id: int
    seq: int
    nonce: str
    author: int


@dataclass(frozen=True)
class Verdict:
    """The offending messages by kind of offence; all empty when nothing is wrong."""

    lost: Sequence[str] = ()
    phantom: Sequence[str] = ()
    duplicate: Sequence[str] = ()
    inverted: Sequence[str] = ()
    unread_mismatch: Sequence[str] = ()

    @property
    def counts(self) -> dict[str, int]:
        return {
            "lost": len(self.lost),
            "phantom": len(self.phantom),
            "duplicate": len(self.duplicate),
            "inverted": len(self.inverted),
            "unread_mismatch": len(self.unread_mismatch),
        }

    def assert_clean(self) -> None:
        """Fail, naming what is wrong."""
        found = [
            f"{kind}: {offence}" for kind in self.counts for offence in list(getattr(self, kind))[:_SHOWN]
        ]
        assert not found, f"{self.counts}\n" + "\n".join(found)


@dataclass
class Findings:
    """What `judge` collects."""

    lost: list[str] = field(default_factory=list[str])
    phantom: list[str] = field(default_factory=list[str])
    duplicate: list[str] = field(default_factory=list[str])
    inverted: list[str] = field(default_factory=list[str])
    unread_mismatch: list[str] = field(default_factory=list[str])


async def check(workload: Workload, *, receivers: Iterable[str] | None = None) -> Verdict:
    """Read everything back and compare; `receivers` narrows who must know all, every one by default."""
    owner = workload.crowd.people[0]
    stored = {
        channel: [
            Stored(
                channel,
                int(one["id"]),
                int(one["seq"]),
                str(one["content"]).rpartition(" ")[2],
                int(one["author"]["id"]),
            )
            for one in await workload.history(owner, channel)
        ]
        for channel in workload.crowd.channels
    }
    names = [one.name for one in workload.receivers] if receivers is None else list(receivers)
    readers = {one.person: one for one in workload.ledger.marked}
    states = {
        person.id: await read_states(workload.gateways, person)
        for person in workload.crowd.people
        if person.id in readers
    }
    return judge(workload.ledger, stored, receivers=names, read=states)


def judge(
    ledger: Ledger,
    stored: Mapping[int, Sequence[Stored]],
    *,
    receivers: Sequence[str],
    read: Mapping[int, Mapping[int, int]] | None = None,
) -> Verdict:
    """Compare a ledger with history, oldest first, and with read pointers by person and channel."""
    found = Findings()
    _judge_history(found, ledger, stored)
    _judge_answers(found, ledger, stored)
    _judge_receivers(found, ledger, stored, receivers)
    _judge_read(found, ledger, read or {})
    return Verdict(found.lost, found.phantom, found.duplicate, found.inverted, found.unread_mismatch)


def _judge_history(found: Findings, ledger: Ledger, stored: Mapping[int, Sequence[Stored]]) -> None:
    """Look for what nobody sent, what is there twice, and for holes or disorder."""
    nonces: dict[str, int] = {}
    for channel, messages in stored.items():
        for one in messages:
            first = nonces.setdefault(one.nonce, one.id)
            if first != one.id:
                found.duplicate.append(f"{one.nonce} is stored as {first} and {one.id}")
            sent = ledger.sent.get(one.nonce)
            if sent is None or (sent.channel, sent.author) != (one.channel, one.author):
                found.phantom.append(f"{one.nonce} is stored as {one.id}, nobody sent it so")
        for before, after in pairwise(messages):
            if before.id >= after.id or before.seq + 1 != after.seq:
                found.inverted.append(
                    f"history of {channel}: {after.id} at {after.seq} follows {before.id} at {before.seq}"
                )
    for refused in ledger.refused:
        if refused.nonce in nonces:
            found.phantom.append(f"{refused.nonce} is stored, though refused with {refused.status}")


def _judge_answers(found: Findings, ledger: Ledger, stored: Mapping[int, Sequence[Stored]]) -> None:
    """Look for answers that history does not bear out."""
    by_id = {one.id: one for messages in stored.values() for one in messages}
    first: dict[str, Acknowledged] = {}
    for answer in ledger.acknowledged:
        if answer.id != first.setdefault(answer.nonce, answer).id:
            found.duplicate.append(f"{answer.nonce} was answered as {first[answer.nonce].id} and {answer.id}")
        kept = by_id.get(answer.id)
        if kept is None:
            found.lost.append(f"{answer.nonce} was answered as {answer.id}, history has it not")
        elif (kept.nonce, kept.seq, kept.channel) != (answer.nonce, answer.seq, answer.channel):
            found.inverted.append(f"{answer.nonce} was answered at place {answer.seq}, is at {kept.seq}")


def _judge_receivers(
    found: Findings, ledger: Ledger, stored: Mapping[int, Sequence[Stored]], receivers: Sequence[str]
) -> None:
    kept = {one.id: one for messages in stored.values() for one in messages}
    known: dict[str, set[int]] = {name: set() for name in receivers}
    newest: dict[tuple[str, str, int], Received] = {}
    for one in ledger.received:
        true = kept.get(one.id)
        if true is None or (true.nonce, true.seq, true.channel) != (one.nonce, one.seq, one.channel):
            found.phantom.append(f"{one.who} was told of {one.nonce} as {one.id} at {one.seq}")
        if one.who in known:
            known[one.who].add(one.id)
        if one.session:
            _judge_push(found, newest, one)
    for name, ids in known.items():
        missed = sorted(kept.keys() - ids)
        found.lost += [f"{name} never heard of {kept[one].nonce} ({one})" for one in missed]


def _judge_push(found: Findings, newest: dict[tuple[str, str, int], Received], one: Received) -> None:
    """Within one gateway session a channel's messages come once each, in the order of their places."""
    stream = (one.who, one.session, one.channel)
    before = newest.get(stream)
    if before is not None and before.seq == one.seq:
        found.duplicate.append(f"{one.who} was pushed {one.nonce} ({one.id}) twice")
    elif before is not None and before.seq > one.seq:
        found.inverted.append(f"{one.who} was pushed {one.nonce} at {one.seq} after {before.seq}")
    newest[stream] = one


def _judge_read(found: Findings, ledger: Ledger, read: Mapping[int, Mapping[int, int]]) -> None:
    marked: dict[tuple[int, int], int] = {}
    for one in ledger.marked:
        place = (one.person, one.channel)
        marked[place] = max(marked.get(place, 0), one.id)
    for (person, channel), expected in marked.items():
        actual = read.get(person, {}).get(channel, 0)
        if actual != expected:
            found.unread_mismatch.append(f"{person} read {channel} up to {expected}, kept is {actual}")


async def read_states(gateways: Sequence[str], person: Person) -> dict[int, int]:
    """Return how far somebody has read each channel, as a new session is told."""
    gateway = gateways[0].replace("http://", "ws://", 1) + "/gateway?v=10&encoding=json"
    async with asyncio.timeout(20):
        socket = await websockets.connect(
            gateway, compression=None, proxy=None, max_size=None, close_timeout=1
        )
        try:
            await socket.send(json.dumps({"op": 2, "d": {"token": person.token, "properties": {}}}))
            async for raw in socket:
                frame = json.loads(raw)
                if frame["t"] == "READY":
                    states = frame["d"]["beep"]["read_states"]
                    return {int(one["channel_id"]): int(one["last_read_message_id"]) for one in states}
        finally:
            socket.transport.abort()
    raise AssertionError("the connection ended before READY")
