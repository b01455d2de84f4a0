"""Whatever three people do in whatever order, what each is to the others is what a model says."""

import asyncio
from dataclasses import dataclass, field

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.thorough import examples
from tests.worlds.communities import ok
from tests.worlds.friendships import BLOCKED, FRIEND, INCOMING, MINE, OUTGOING
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.kit.ids import UserId

pytestmark = pytest.mark.anyio
_MIRROR = {FRIEND: FRIEND, INCOMING: OUTGOING, OUTGOING: INCOMING}
_TRIO = ((0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1))
_ACTS = ("ask", "accept", "end", "refuse", "withdraw", "unfriend", "block", "unblock", "close", "open")
_ACT = st.tuples(st.sampled_from(_ACTS), st.sampled_from(_TRIO))
Pair = tuple[int, int]


@dataclass
class Model:
    """What is between people, told again from the rules."""

    friends: set[frozenset[int]] = field(default_factory=set[frozenset[int]])
    asked: set[Pair] = field(default_factory=set[Pair])
    refused: set[Pair] = field(default_factory=set[Pair])
    blocked: set[Pair] = field(default_factory=set[Pair])
    closed: set[int] = field(default_factory=set[int])

    def of(self, me: int, other: int) -> int | None:
        known = {
            BLOCKED: (me, other) in self.blocked,
            FRIEND: frozenset((me, other)) in self.friends,
            INCOMING: (other, me) in self.asked,
            OUTGOING: (me, other) in self.asked,
        }
        [found] = [kind for kind, is_so in known.items() if is_so] or [None]
        return found

    def act(self, act: str, me: int, other: int) -> int:
        """Do what somebody does and return the status they are answered."""
        now = self.of(me, other)
        match act:
            case "close" | "open":
                self.closed = self.closed | {me} if act == "close" else self.closed - {me}
                return 200
            case "ask":
                return self._ask(me, other, now)
            case "accept":
                return self._befriend(me, other) if now in {FRIEND, INCOMING} else 404
            case "block":
                self._part(me, other)
                self.blocked.add((me, other))
                return 200
            case _:
                return self._end(act, me, other, now)

    def _end(self, act: str, me: int, other: int, now: int | None) -> int:
        wanted = {"refuse": INCOMING, "withdraw": OUTGOING, "unfriend": FRIEND, "unblock": BLOCKED}
        if now not in {None, wanted.get(act, now)}:
            return 409
        if now == BLOCKED:
            self.blocked.discard((me, other))
        else:
            self._part(me, other)
        return 204

    def _ask(self, me: int, other: int, now: int | None) -> int:
        if now == BLOCKED:
            return 409
        if now in {FRIEND, OUTGOING}:
            return 200
        if now == INCOMING:
            return self._befriend(me, other)
        if (other, me) in self.blocked or (me, other) in self.refused or other in self.closed:
            return 404
        self.asked.add((me, other))
        self.refused.discard((other, me))
        return 200

    def _befriend(self, me: int, other: int) -> int:
        self.asked.discard((other, me))
        self.friends.add(frozenset((me, other)))
        return 200

    def _part(self, me: int, other: int) -> None:
        self.friends.discard(frozenset((me, other)))
        self.asked.discard((me, other))
        if (other, me) in self.asked:
            self.asked.discard((other, me))
            self.refused.add((other, me))


def _call(act: str, other: Person) -> tuple[str, str, object | None]:
    path = f"{MINE}/{other.id}"
    calls: dict[str, tuple[str, str, object | None]] = {
        "ask": ("PUT", path, {}),
        "accept": ("PUT", path, {"only_accept": True}),
        "block": ("PUT", path, {"type": BLOCKED}),
        "unblock": ("DELETE", f"{path}?type={BLOCKED}", None),
        "end": ("DELETE", path, None),
        "refuse": ("DELETE", f"{path}?type={INCOMING}", None),
        "withdraw": ("DELETE", f"{path}?type={OUTGOING}", None),
        "unfriend": ("DELETE", f"{path}?type={FRIEND}", None),
        "close": ("PATCH", f"{MINE}/settings", {"friend_requests": "nobody"}),
        "open": ("PATCH", f"{MINE}/settings", {"friend_requests": "everyone"}),
    }
    return calls[act]


async def _seen(people: list[Person]) -> dict[Pair, int]:
    """Return what each is to each as their lists show it."""
    places = {str(one.id): place for place, one in enumerate(people)}
    return {
        (me, places[one["id"]]): one["type"]
        for me, who in enumerate(people)
        for one in await ok(who, "GET", MINE)
    }


def _check(seen: dict[Pair, int], model: Model) -> None:
    assert seen == {pair: kind for pair in _TRIO if (kind := model.of(*pair)) is not None}
    for (me, other), kind in seen.items():
        if kind != BLOCKED:
            assert seen[other, me] == _MIRROR[kind]


async def _start_anew(program: Program, people: list[Person]) -> None:
    """Make strangers of everybody, by their own acts, so that memories stay true."""
    for me, other in _TRIO:
        await ok(people[me], *_call("block", people[other]))
        await ok(people[me], *_call("end", people[other]))
    async with program.database.write() as tx:
        await tx.driver.execute("DELETE FROM friends.refusal")
        await tx.driver.execute("DELETE FROM friends.privacy")


# Connection pools throw dice in the event loop's thread while hypothesis draws in another one.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module")
@pytest.mark.req("FRND-02", "FRND-03", "FRND-06", "FRND-07")
async def test_both_sides_always_mirror_each_other_whatever_is_done(
    api: httpx2.AsyncClient, program: Program
) -> None:
    people = [await sign_up(api, name) for name in ("ana", "bob", "eve")]
    friends = program.face("friends")

    async def live(acts: list[tuple[str, Pair]]) -> None:
        await _start_anew(program, people)
        model = Model()
        for act, (me, other) in acts:
            answer = await people[me].call(*_call(act, people[other]))
            assert answer.status_code == model.act(act, me, other), (act, answer.text)
            _check(await _seen(people), model)
            are = [await friends.are_friends(UserId(people[a].id), UserId(people[b].id)) for a, b in _TRIO]
            assert are == [frozenset(pair) in model.friends for pair in _TRIO]

    loop = asyncio.get_running_loop()

    @settings(max_examples=examples(30), deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(_ACT, min_size=6, max_size=20))
    def lives(acts: list[tuple[str, Pair]]) -> None:
        asyncio.run_coroutine_threadsafe(live(acts), loop).result()

    await asyncio.to_thread(lives)
