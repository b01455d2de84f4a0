"""A fact commits with its change, is told only after it, and reaches every process whatever dies."""

import asyncio

import psycopg
import pytest
from fact_lab import Process, RecordingBus, noted, process

from beep.runtime import outbox
from beep.runtime.database import conninfo
from beep.runtime.outbox import Recorded

pytestmark = pytest.mark.anyio


class ChangedMind(Exception):  # noqa: N818 - a reason to roll back
    pass


async def dead_process_committed(url: str, stream: int, *numbers: int) -> None:
    """Commit facts as a process does that dies before it can tell anybody."""
    async with await psycopg.AsyncConnection.connect(conninfo(url)) as connection:
        for number in numbers:
            seq = await outbox.next_seq(connection, stream)
            recorded = [Recorded(noted(stream, number), stream, seq)]
            await outbox.insert(connection, recorded, durable=frozenset())


def change(number: int) -> str:
    return f"CREATE TABLE note_{number} ()"


async def changed(lab: Process, number: int, *, then_fail: bool = False) -> None:
    async with lab.database.write() as tx:
        await tx.driver.execute(change(number))  # type: ignore[arg-type]
        tx.record(noted(1, number))
        if then_fail:
            raise ChangedMind


@pytest.mark.req("MSG-13", "REL-02")
async def test_a_fact_commits_with_its_change(database_url: str) -> None:
    async with process(database_url) as lab:
        await changed(lab, 7)
        assert lab.one("SELECT to_regclass('note_7') IS NOT NULL")
        assert lab.rows("SELECT name, seq FROM outbox.fact") == [("test.noted", 1)]
        assert lab.numbers(1) == [7]


async def test_a_rollback_leaves_neither_change_nor_fact(database_url: str) -> None:
    async with process(database_url) as lab:
        with pytest.raises(ChangedMind):
            await changed(lab, 7, then_fail=True)
        assert lab.one("SELECT to_regclass('note_7') IS NULL")
        assert lab.rows("SELECT 1 FROM outbox.fact") == []
        assert lab.heard == []


@pytest.mark.req("EVT-04")
async def test_nobody_hears_of_a_fact_before_an_observer_can_read_it(database_url: str) -> None:
    bus = RecordingBus()
    async with process(database_url, bus=bus) as lab:
        seen: list[object] = []
        lab.on_fact = lambda _one: seen.append(lab.one("SELECT count(*) FROM outbox.fact"))
        async with lab.database.write() as tx:
            tx.record(noted(1, 1))
            await asyncio.sleep(0)
            assert lab.heard == bus.sent == []
        assert seen == [1]
        assert len(bus.sent) == 1


async def test_a_write_that_tells_nothing_publishes_nothing(database_url: str) -> None:
    bus = RecordingBus()
    async with process(database_url, bus=bus) as lab:
        async with lab.database.write() as tx:
            await tx.driver.execute(change(1))  # type: ignore[arg-type]
        assert bus.sent == []


@pytest.mark.req("MSG-13")
async def test_twenty_writers_at_once_keep_each_stream_whole_and_in_order(database_url: str) -> None:
    async with process(database_url) as lab:

        async def write(writer: int) -> None:
            for turn in range(4):
                # Several streams in one transaction, in an order that invites a deadlock.
                order = (1, 2, 3) if writer % 2 else (3, 2, 1)
                await lab.tell(*(noted(stream, writer * 100 + turn) for stream in order))

        await asyncio.gather(*(write(writer) for writer in range(1, 21)))
        await lab.hears(240)
        for stream in (1, 2, 3):
            stored = lab.rows(
                "SELECT seq, (payload::json->>'messageId')::int FROM outbox.fact WHERE stream = %s"
                " ORDER BY seq",
                stream,
            )
            assert [seq for seq, _ in stored] == list(range(1, 81))
            assert lab.numbers(stream) == [number for _, number in stored]


@pytest.mark.req("EVT-04", "MSG-13", "REL-02")
async def test_facts_of_a_process_that_died_after_its_commit_are_delivered(database_url: str) -> None:
    async with process(database_url) as lab:
        await dead_process_committed(lab.url, 5, 1, 2, 3)
        await lab.hears(3)
        assert lab.numbers(5) == [1, 2, 3]


async def test_a_writer_that_dies_before_its_commit_leaves_no_hole(database_url: str) -> None:
    async with process(database_url) as lab:
        await lab.tell(noted(1, 1))
        dying = await psycopg.AsyncConnection.connect(lab.database.conninfo)
        await outbox.next_seq(dying, 1)
        await dying.close()
        await lab.tell(noted(1, 2))
        assert lab.rows("SELECT seq FROM outbox.fact ORDER BY seq") == [(1,), (2,)]
        assert lab.numbers(1) == [1, 2]


@pytest.mark.req("EVT-04")
async def test_the_sweep_does_not_pass_by_a_transaction_that_is_still_open(database_url: str) -> None:
    async with process(database_url) as lab:
        await dead_process_committed(lab.url, 3, 30)
        slow = await psycopg.AsyncConnection.connect(lab.database.conninfo)
        seq = await outbox.next_seq(slow, 1)
        await dead_process_committed(lab.url, 2, 20)
        await lab.relay._sweep()
        await lab.hears(1)
        await outbox.insert(slow, [Recorded(noted(1, 10), 1, seq)], durable=frozenset())
        await slow.commit()
        await slow.close()
        await lab.relay._sweep()
        await lab.hears(3)
        assert [lab.numbers(stream) for stream in (1, 2, 3)] == [[10], [20], [30]]


@pytest.mark.req("EVT-04")
async def test_a_fact_that_comes_by_all_three_lanes_is_heard_once(database_url: str) -> None:
    bus = RecordingBus()
    async with process(database_url, bus=bus) as lab:
        await lab.tell(noted(1, 1), noted(1, 2))
        for envelope in bus.sent:
            lab.relay.receive(envelope)
        await lab.relay._sweep()
        assert lab.numbers(1) == [1, 2]


async def test_a_process_hears_nothing_of_what_was_over_when_it_started(database_url: str) -> None:
    async with process(database_url) as before:
        await before.tell(noted(1, 1), noted(1, 2))
    async with process(database_url) as lab:
        await lab.tell(noted(1, 3))
        await lab.hears(1)
        await lab.relay._sweep()
        assert lab.numbers(1) == [3]


@pytest.mark.req("EVT-03", "MSG-12")
async def test_the_bus_carries_a_name_and_the_facts_own_json(database_url: str) -> None:
    bus = RecordingBus()
    async with process(database_url, bus=bus) as lab:
        await lab.tell(noted(4, 9))
    assert bus.sent == [b'{"name":"test.noted","data":{"channelId":"4","messageId":"9"},"stream":4,"seq":1}']


async def test_a_listener_that_fails_silences_nobody(database_url: str) -> None:
    async with process(database_url) as lab:

        def fail_once(recorded: Recorded) -> None:
            if recorded.seq == 1:
                raise ChangedMind

        lab.on_fact = fail_once
        await lab.tell(noted(1, 1))
        await lab.tell(noted(1, 2))
        assert lab.numbers(1) == [1, 2]


async def test_an_unreadable_fact_is_stepped_over_by_live_delivery(database_url: str) -> None:
    async with process(database_url) as lab:
        await lab.tell(noted(1, 1))
        lab.rows("UPDATE outbox.stream SET seq = 2 WHERE stream = 1 RETURNING 1")
        lab.rows(
            "INSERT INTO outbox.fact (stream, seq, name, payload, pending)"
            " VALUES (1, 2, 'test.noted', '{', false) RETURNING 1"
        )
        await lab.relay._sweep()
        await lab.tell(noted(1, 3))
        await lab.hears(2)
        assert lab.numbers(1) == [1, 3]


async def test_an_error_does_not_show_what_people_wrote(database_url: str) -> None:
    async with process(database_url) as lab:
        from sqlalchemy import text
        from sqlalchemy.exc import DBAPIError

        with pytest.raises(DBAPIError) as caught:
            async with lab.database.write() as tx:
                await tx.execute(text("SELECT :words FROM nowhere"), {"words": "tulipes-et-secrets"})
        assert "tulipes-et-secrets" not in str(caught.value)
