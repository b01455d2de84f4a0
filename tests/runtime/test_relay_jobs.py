"""Durable reactions: one job a listener for each fact, whatever dies; a poison fact holds up nobody."""

import asyncio
from collections.abc import Sequence

import psycopg
import pytest
from fact_lab import DEADLINE_S, Process, noted, process
from prometheus_client import REGISTRY
from sqlalchemy.exc import OperationalError

from beep.runtime.database import Database, conninfo
from beep.runtime.jobs import Jobs, Order
from beep.runtime.outbox import Connection

pytestmark = [pytest.mark.anyio, pytest.mark.req("EVT-04")]

LISTENERS = ("search.index_note", "notifications.tell_readers")
JOBS = "SELECT task_name, args->>'fact_id' FROM procrastinate_jobs ORDER BY 2, 1"
PENDING = "SELECT count(*) FROM outbox.fact WHERE pending"
POISON = """
INSERT INTO outbox.fact (stream, seq, name, payload, pending) VALUES (99, %s, %s, %s, true) RETURNING 1"""


class DyingJobs(Jobs):
    """Loses its database in the middle of a batch."""

    def __init__(self, url: str, *, after: int) -> None:
        super().__init__(Database(url))
        self.after = after

    async def enqueue_all(self, connection: Connection, orders: Sequence[Order]) -> None:
        await super().enqueue_all(connection, orders[: self.after])
        raise ConnectionResetError("the process was killed")


async def tell_many(lab: Process, count: int) -> None:
    await lab.tell(*(noted(1, number) for number in range(1, count + 1)))


def parked_count() -> float:
    return REGISTRY.get_sample_value("beep_facts_parked_total") or 0


async def test_each_fact_becomes_one_job_for_each_listener(database_url: str) -> None:
    async with process(database_url, durable=LISTENERS) as lab:
        await tell_many(lab, 2)
        assert await lab.relay.dispatch() == 2
        assert await lab.relay.dispatch() == 0
        assert lab.rows(JOBS) == [(name, f"1-{seq}") for seq in (1, 2) for name in sorted(LISTENERS)]


async def test_a_job_is_given_the_fact_and_the_key_that_makes_it_idempotent(database_url: str) -> None:
    async with process(database_url, durable=LISTENERS[:1]) as lab:
        await lab.tell(noted(4, 2**60))
        await lab.relay.dispatch()
        assert lab.rows("SELECT args, queue_name FROM procrastinate_jobs") == [
            ({"fact_id": "4-1", "fact": {"channelId": "4", "messageId": str(2**60)}}, "search")
        ]


async def test_a_fact_nobody_must_work_on_is_not_pending(database_url: str) -> None:
    async with process(database_url) as lab:
        await tell_many(lab, 3)
        assert lab.one(PENDING) == 0


@pytest.mark.req("MSG-13")
async def test_a_dispatcher_that_dies_midway_leaves_no_half_of_its_batch(database_url: str) -> None:
    async with process(database_url, durable=LISTENERS, jobs=DyingJobs(database_url, after=3)) as dying:
        await tell_many(dying, 4)
        with pytest.raises(ConnectionResetError):
            await dying.relay.dispatch()
        assert dying.rows(JOBS) == []
        assert dying.one(PENDING) == 4
    async with process(database_url, durable=LISTENERS) as lab:
        await lab.relay.dispatch()
        assert len(lab.rows(JOBS)) == len(set(lab.rows(JOBS))) == 8


@pytest.mark.req("F-42")
async def test_two_dispatchers_share_the_work_and_double_none(database_url: str) -> None:
    async with (
        process(database_url, durable=LISTENERS) as one,
        process(database_url, durable=LISTENERS) as other,
    ):
        await tell_many(one, 250)
        async with asyncio.timeout(DEADLINE_S):
            while one.one(PENDING):
                await asyncio.gather(one.relay.dispatch(), other.relay.dispatch())
        assert len(one.rows(JOBS)) == len(set(one.rows(JOBS))) == 500


@pytest.mark.parametrize(
    ("name", "payload", "reason"),
    [
        pytest.param("test.noted", "{", "DecodeError", id="no JSON"),
        pytest.param("test.noted", "{}", "KeyError", id="a key is missing"),
        pytest.param("test.noted", '{"channelId":"x","messageId":"1"}', "ValueError", id="no id"),
        pytest.param(
            "test.noted", '{"channelId":"1","messageId":"1","a":"\\u0000"}', "Untrans", id="refused by jsonb"
        ),
    ],
)
async def test_a_poison_fact_is_parked_with_its_reason_and_holds_up_nobody(
    database_url: str, name: str, payload: str, reason: str
) -> None:
    async with process(database_url, durable=LISTENERS) as lab:
        counted = parked_count()
        lab.rows(POISON, 1, name, payload)
        await tell_many(lab, 3)
        assert await lab.relay.dispatch() == 4
        assert await lab.relay.dispatch() == 0
        assert len(lab.rows(JOBS)) == 6
        [(stream, error)] = lab.rows("SELECT stream, error FROM outbox.fact WHERE parked_at IS NOT NULL")
        assert stream == 99
        assert str(error).startswith(reason)
        assert parked_count() == counted + 1


@pytest.mark.req("F-35", "F-42")
async def test_a_fact_of_an_unknown_kind_is_left_to_a_process_that_knows_it(database_url: str) -> None:
    async with process(database_url, durable=LISTENERS) as older:
        older.rows(POISON, 1, "test.unheard_of", "{}")
        await tell_many(older, 2)
        assert await older.relay.dispatch() == 2
        left = older.rows("SELECT name, parked_at FROM outbox.fact WHERE pending")
        assert left == [("test.unheard_of", None)]


@pytest.mark.req("F-35")
async def test_a_fact_of_an_unknown_kind_keeps_its_place_and_makes_its_stream_be_read_again(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with process(database_url) as older:
        forgotten: list[int] = []
        older.relay.orderer.on_hole = forgotten.append
        await older.tell(noted(99, 1))
        await older.hears(1)
        older.rows(POISON, 2, "test.unheard_of", "{}")
        older.rows("UPDATE outbox.stream SET seq = 2 WHERE stream = 99 RETURNING 1")
        await older.tell(noted(99, 3))
        await older.hears(2)
        assert older.numbers(99) == [1, 3]
        assert forgotten == [99]
        assert "missing" not in caplog.text


async def test_a_database_that_goes_away_while_jobs_are_made_parks_nothing(database_url: str) -> None:
    class CutOff(Jobs):
        async def enqueue_all(self, connection: Connection, orders: Sequence[Order]) -> None:
            pid = connection.info.backend_pid
            with psycopg.connect(conninfo(database_url), autocommit=True) as killer:
                killer.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
            await super().enqueue_all(connection, orders)

    async with process(database_url, durable=LISTENERS, jobs=CutOff(Database(database_url))) as lab:
        await tell_many(lab, 1)
        with pytest.raises((psycopg.OperationalError, OperationalError)):
            await lab.relay.dispatch()
        assert lab.rows("SELECT pending, parked_at FROM outbox.fact") == [(True, None)]


async def test_dispatching_goes_on_after_the_database_was_away(database_url: str) -> None:
    async with process(database_url, durable=LISTENERS[:1]) as lab:
        lab.relay.start_dispatching()
        await tell_many(lab, 1)
        await pending_is_done(lab)
        lab.rows(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await lab.database.engine.dispose()
        await lab.tell(noted(1, 2))
        await pending_is_done(lab)
        assert lab.rows(JOBS) == [(LISTENERS[0], "1-1"), (LISTENERS[0], "1-2")]


async def pending_is_done(lab: Process) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while lab.one(PENDING):  # noqa: ASYNC110 - the database's state
            await asyncio.sleep(0.02)


async def test_trimming_keeps_what_is_recent_or_waits_for_a_job(database_url: str) -> None:
    async with process(database_url, durable=LISTENERS) as lab:
        lab.rows(POISON, 1, "test.noted", "{")
        await lab.tell(noted(1, 1))
        await lab.relay.dispatch()
        await lab.tell(noted(1, 2))
        await lab.relay._sweep()
        await lab.relay._trim()
        lab.clock.move(seconds=599)
        await lab.relay._trim()
        assert lab.one("SELECT count(*) FROM outbox.fact") == 3
        lab.clock.move(seconds=1)
        await lab.tell(noted(1, 3))
        await lab.relay._trim()
        kept = lab.rows("SELECT stream, seq FROM outbox.fact ORDER BY 1, 2")
        assert kept == [(1, 2), (1, 3), (99, 1)]
