"""Jobs exist only if their transaction commits, run in their own process, and are tried again."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from prometheus_client import REGISTRY

from beep.runtime.database import Database, conninfo
from beep.runtime.jobs import Jobs

pytestmark = pytest.mark.anyio

DEADLINE_S = 30
# The next try is seconds away; a test does not wait for it.
AT_ONCE = "UPDATE procrastinate_jobs SET scheduled_at = NULL RETURNING id"


@dataclass
class Workshop:
    """A queue with one kind of work, which notes what it was given."""

    url: str
    database: Database
    jobs: Jobs
    done: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    news: asyncio.Event = field(default_factory=asyncio.Event)
    before: Callable[[dict[str, Any]], Any] = lambda _given: None

    async def work(self, **given: Any) -> None:
        if waiting := self.before(given):
            await waiting
        self.done.append(given)
        self.news.set()

    async def enqueue(
        self, name: str = "tests.note_it", then_raise: Exception | None = None, **given: Any
    ) -> None:
        async with self.database.write() as tx:
            await self.jobs.enqueue(tx.driver, name, **given)
            if then_raise:
                raise then_raise

    async def has_done(self, count: int) -> None:
        async with asyncio.timeout(DEADLINE_S):
            while len(self.done) < count:
                self.news.clear()
                await self.news.wait()

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(conninfo(self.url), autocommit=True) as connection:
            return connection.execute(statement).fetchall()  # type: ignore[call-overload]

    async def becomes(self, wanted: list[tuple[Any, ...]], statement: str) -> None:
        async with asyncio.timeout(DEADLINE_S):
            while self.rows(statement) != wanted:  # noqa: ASYNC110 - the database's state
                await asyncio.sleep(0.02)


@asynccontextmanager
async def opened(url: str, *, works: bool = True, stop_s: float = 8) -> AsyncIterator[Workshop]:
    database = Database(url)
    shop = Workshop(url, database, Jobs(database, stop_s=stop_s))
    shop.jobs.register("tests.note_it", shop.work)
    if works:
        await shop.jobs.work(["tests"])
    try:
        yield shop
    finally:
        await shop.jobs.close()
        await database.close()


class Failed(Exception):  # noqa: N818 - what a job may raise
    pass


async def test_a_rollback_leaves_no_job(database_url: str) -> None:
    async with opened(database_url, works=False) as shop:
        with pytest.raises(Failed):
            await shop.enqueue(then_raise=Failed(), number=1)
        assert shop.rows("SELECT 1 FROM procrastinate_jobs") == []


async def test_a_job_runs_once_its_transaction_is_committed_and_not_before(database_url: str) -> None:
    async with opened(database_url) as shop:
        async with shop.database.write() as tx:
            await shop.jobs.enqueue(tx.driver, "tests.note_it", number=1)
            assert shop.rows("SELECT 1 FROM procrastinate_jobs") == []
        await shop.has_done(1)
        assert shop.done == [{"number": 1}]
        await shop.becomes([], "SELECT 1 FROM procrastinate_jobs")


async def test_a_job_that_fails_is_tried_again_and_counted(database_url: str) -> None:
    async with opened(database_url) as shop:
        tries: list[int] = []
        failed = REGISTRY.get_sample_value("beep_jobs_total", {"job": "tests.note_it", "outcome": "failed"})

        def fail_first(_given: dict[str, Any]) -> None:
            tries.append(1)
            if len(tries) == 1:
                raise Failed

        shop.before = fail_first
        await shop.enqueue(number=1)
        later = "SELECT status, attempts, scheduled_at > now() FROM procrastinate_jobs"
        await shop.becomes([("todo", 1, True)], later)
        shop.rows(AT_ONCE)
        await shop.enqueue(number=2)
        await shop.has_done(2)
        assert sorted(given["number"] for given in shop.done) == [1, 2]
        assert (
            REGISTRY.get_sample_value("beep_jobs_total", {"job": "tests.note_it", "outcome": "failed"})
            == (failed or 0) + 1
        )


async def test_a_process_leaves_the_work_of_other_features_alone(database_url: str) -> None:
    async with opened(database_url) as shop:
        await shop.enqueue("elsewhere.do_that", number=1)
        await shop.enqueue(number=2)
        await shop.has_done(1)
        assert shop.done == [{"number": 2}]
        assert shop.rows("SELECT status FROM procrastinate_jobs WHERE task_name = 'elsewhere.do_that'") == [
            ("todo",)
        ]


async def test_closing_takes_no_longer_than_it_may_and_the_job_is_left_for_a_retry(database_url: str) -> None:
    async with opened(database_url, stop_s=0.2) as shop:
        began = asyncio.Event()

        def hang(_given: dict[str, Any]) -> Any:
            began.set()
            return asyncio.sleep(3600)

        shop.before = hang
        await shop.enqueue(number=1)
        async with asyncio.timeout(DEADLINE_S):
            await began.wait()
        started = time.monotonic()
        await shop.jobs.close()
        assert time.monotonic() - started < 5
        assert shop.rows("SELECT status FROM procrastinate_jobs") == [("todo",)]


@pytest.mark.req("F-02")
async def test_closing_lets_a_running_job_end(database_url: str) -> None:
    async with opened(database_url) as shop:
        began = asyncio.Event()

        def take_a_moment(_given: dict[str, Any]) -> Any:
            began.set()
            return asyncio.sleep(1.5)

        shop.before = take_a_moment
        await shop.enqueue(number=1)
        async with asyncio.timeout(DEADLINE_S):
            await began.wait()
        await shop.jobs.close()
        assert shop.done == [{"number": 1}]


@pytest.mark.slow  # Procrastinate's worker takes ten seconds to give up
async def test_jobs_go_on_after_the_database_was_away(database_url: str) -> None:
    async with opened(database_url) as shop:
        await shop.enqueue(number=1)
        await shop.has_done(1)
        async with asyncio.timeout(DEADLINE_S):
            # Done is not yet put down: the cut must not come between.
            while shop.rows("SELECT 1 FROM procrastinate_jobs"):  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.02)
        name = shop.rows("SELECT current_database()")[0][0]
        with psycopg.connect(conninfo(database_url).replace(name, "postgres"), autocommit=True) as other:
            other.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            cut = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"
            other.execute(cut, (name,))
            worker = next(task for task in asyncio.all_tasks() if task.get_name() == "worker loop")
            assert (await asyncio.wait([worker], timeout=DEADLINE_S))[0], "the worker did not notice"
            other.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await shop.database.engine.dispose()
        await shop.enqueue(number=2)
        await shop.has_done(2)


async def test_a_job_whose_process_was_killed_is_run_by_another(database_url: str) -> None:
    async with opened(database_url, works=False) as killed:
        await killed.enqueue(number=1)
        killed.rows(
            "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '1 minute') RETURNING id)"
            " UPDATE procrastinate_jobs SET status = 'doing', worker_id = dead.id FROM dead RETURNING 1"
        )
    async with opened(database_url) as shop:
        await shop.jobs.rescue(["tests"])
        await shop.has_done(1)
        assert shop.done == [{"number": 1}]


async def test_what_the_database_refuses_is_refused_in_its_own_words(database_url: str) -> None:
    async with opened(database_url, works=False) as shop:
        with pytest.raises(psycopg.DataError):
            await shop.enqueue(text="\0")


async def test_work_that_waits_for_strangers_holds_up_nobody_else(database_url: str) -> None:
    async with opened(database_url, works=False) as shop:
        slow: list[int] = []
        end = asyncio.Event()

        async def wait(number: int) -> None:
            slow.append(number)
            await end.wait()

        shop.jobs.register("strangers.ask", wait)
        await shop.jobs.work(["tests", "strangers"], apart={"strangers": 2})
        for number in range(12):
            await shop.enqueue("strangers.ask", number=number)
        for number in range(8):
            await shop.enqueue(number=number)
        await shop.has_done(8)
        # No more than there are places for, and none of what waits behind them.
        await shop.becomes([(2,)], "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")
        assert len(slow) == 2
        end.set()
        await shop.becomes([], "SELECT 1 FROM procrastinate_jobs")
        assert sorted(slow) == list(range(12))


async def test_closing_ends_work_that_has_places_of_its_own_too(database_url: str) -> None:
    async with opened(database_url, works=False, stop_s=0.2) as shop:
        began = asyncio.Event()

        async def wait() -> None:
            began.set()
            await asyncio.sleep(3600)

        shop.jobs.register("strangers.ask", wait)
        await shop.jobs.work(["tests", "strangers"], apart={"strangers": 2})
        await shop.enqueue("strangers.ask")
        async with asyncio.timeout(DEADLINE_S):
            await began.wait()
        await shop.jobs.close()
        assert shop.rows("SELECT status FROM procrastinate_jobs") == [("todo",)]
