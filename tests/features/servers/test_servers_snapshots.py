"""The snapshot in memory: never older than what this process has heard, read once for many."""

import asyncio
from datetime import UTC, datetime

import pytest

from beep.features.servers import (
    MemberJoined,
    MemberLeft,
    MemberView,
    RoleChanged,
    RoleView,
    ServerView,
    Snapshot,
)
from beep.features.servers.snapshots import Snapshots
from beep.kit.facts import Fact
from beep.kit.ids import RoleId, ServerId, UserId
from beep.runtime.outbox import Recorded
from beep.runtime.tasks import BackgroundTasks

pytestmark = pytest.mark.anyio
HOME = ServerId(1)
NOW = datetime(2026, 3, 1, tzinfo=UTC)


class Shelf:
    """What is committed, and a door that holds reads back until it is opened."""

    def __init__(self) -> None:
        self.members: dict[UserId, tuple[RoleId, ...]] = {UserId(7): ()}
        self.seq = 1
        self.reads = 0
        self.door = asyncio.Event()
        self.door.set()

    async def read(self, server_id: ServerId) -> Snapshot:
        self.reads += 1
        server = ServerView(server_id, "Salon", None, False, UserId(7), len(self.members))
        everyone = RoleView(RoleId(1), server_id, "default", "default", 0, 0, 0, False, False)
        found = Snapshot(server, {RoleId(1): everyone}, dict(self.members), self.seq)
        await self.door.wait()
        return found

    def commit(self, fact: Fact, view: object | None = None) -> Recorded:
        self.seq += 1
        if isinstance(fact, MemberJoined):
            self.members[fact.user_id] = ()
        if isinstance(fact, MemberLeft):
            del self.members[fact.user_id]
        return Recorded(fact, HOME, self.seq, view)


def joined(user_id: int) -> tuple[MemberJoined, MemberView]:
    return MemberJoined(HOME, UserId(user_id)), MemberView(HOME, UserId(user_id), None, (), NOW)


def left(user_id: int) -> tuple[MemberLeft, MemberView]:
    return MemberLeft(HOME, UserId(user_id), "left"), MemberView(HOME, UserId(user_id), None, (), NOW)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def snapshots(shelf: Shelf) -> Snapshots:
    return Snapshots(shelf.read, BackgroundTasks(), limit=2)


async def test_many_who_ask_at_once_share_one_read(shelf: Shelf, snapshots: Snapshots) -> None:
    found = await asyncio.gather(*(snapshots.get(HOME) for _ in range(50)))
    assert shelf.reads == 1
    assert all(one is found[0] for one in found)


async def test_who_gives_up_waiting_does_not_take_the_answer_from_others(
    shelf: Shelf, snapshots: Snapshots
) -> None:
    shelf.door.clear()
    async with asyncio.TaskGroup() as group:
        impatient = group.create_task(snapshots.get(HOME))
        patient = group.create_task(snapshots.get(HOME))
        await asyncio.sleep(0)
        impatient.cancel()
        await asyncio.sleep(0)
        shelf.door.set()
    assert patient.result() is not None
    assert shelf.reads == 1


async def test_a_join_or_a_leave_is_applied_without_another_read(shelf: Shelf, snapshots: Snapshots) -> None:
    await snapshots.get(HOME)
    snapshots.hear(shelf.commit(*joined(8)))
    snapshots.hear(shelf.commit(*left(7)))
    found = snapshots.peek(HOME)
    assert found
    assert set(found.members) == {UserId(8)}
    assert (found.server.member_count, found.seq, shelf.reads) == (1, 3, 1)


async def test_any_other_change_is_read_again(shelf: Shelf, snapshots: Snapshots) -> None:
    await snapshots.get(HOME)
    snapshots.hear(shelf.commit(RoleChanged(HOME, RoleId(1))))
    assert snapshots.peek(HOME) is None
    await snapshots.get(HOME)
    assert shelf.reads == 2


async def test_a_fact_the_snapshot_already_holds_is_not_applied_again(
    shelf: Shelf, snapshots: Snapshots
) -> None:
    early, late = shelf.commit(*joined(8)), shelf.commit(*left(8))
    await snapshots.get(HOME)
    snapshots.hear(early)
    found = snapshots.peek(HOME)
    assert found
    assert UserId(8) not in found.members
    snapshots.hear(late)
    assert snapshots.peek(HOME) is found


async def test_what_is_heard_during_a_read_is_not_lost(shelf: Shelf, snapshots: Snapshots) -> None:
    shelf.door.clear()
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(snapshots.get(HOME))
        await asyncio.sleep(0.01)
        snapshots.hear(shelf.commit(*joined(8)))
        shelf.door.set()
    found = reading.result()
    assert found
    assert UserId(8) in found.members
    assert snapshots.peek(HOME) is found
    assert shelf.reads == 1


@pytest.mark.parametrize("heard", [True, False])
async def test_a_read_that_raced_with_a_change_is_not_kept(
    shelf: Shelf, snapshots: Snapshots, *, heard: bool
) -> None:
    shelf.door.clear()
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(snapshots.get(HOME))
        await asyncio.sleep(0.01)
        recorded = shelf.commit(RoleChanged(HOME, RoleId(1)))
        if heard:
            snapshots.hear(recorded)
        else:
            snapshots.drop(HOME)
        shelf.door.set()
    found = reading.result()
    assert found
    assert found.seq == recorded.seq
    assert shelf.reads == 2


async def test_the_least_used_is_forgotten_first(shelf: Shelf, snapshots: Snapshots) -> None:
    for number in (1, 2, 1, 3):
        await snapshots.get(ServerId(number))
    assert snapshots.peek(ServerId(1))
    assert snapshots.peek(ServerId(2)) is None
    assert shelf.reads == 3
