"""What a process owns: its number, held while it runs, and its background work, watched."""

import asyncio

import psycopg
import pytest
from tests.conftest import running
from tests.fakes.clock import FakeClock
from tests.worlds.conversations import eventually

from beep.app.settings import Settings
from beep.kit.errors import Unavailable
from beep.kit.ids import MAX_PROCESS
from beep.runtime import process
from beep.runtime.database import Database, conninfo
from beep.runtime.tasks import BackgroundTasks

pytestmark = pytest.mark.anyio

# A connection's locks go a moment after it.
DEADLINE_S = 15
HELD = """
SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


async def test_two_processes_never_hold_the_same_number(database_url: str) -> None:
    database = Database(database_url)
    claims = [await database.connect() for _ in range(5)]
    numbers = [await process.claim_number(claim) for claim in claims]
    assert len(set(numbers)) == 5
    assert all(0 <= number <= MAX_PROCESS for number in numbers)
    for claim in claims:
        await claim.close()
    await database.close()


async def test_a_database_whose_numbers_are_all_taken_refuses_one_more(database_url: str) -> None:
    database = Database(database_url)
    holder, claim = await database.connect(), await database.connect()
    take = "SELECT count(pg_try_advisory_lock(%s, number)) FROM generate_series(0, %s) number"
    await holder.execute(take, (process._SPACE, MAX_PROCESS))
    with pytest.raises(Unavailable):
        await process.claim_number(claim)
    await holder.close()
    await claim.close()
    await database.close()


async def test_a_number_is_free_again_when_its_process_stops(settings: Settings, database_url: str) -> None:
    def held() -> object:
        with psycopg.connect(conninfo(database_url), autocommit=True) as observer:
            return observer.execute(HELD).fetchone()

    async with running(settings, database_url, FakeClock()):
        assert held() != (0,)
    async with asyncio.timeout(DEADLINE_S):
        while held() != (0,):  # noqa: ASYNC110 - the database's state
            await asyncio.sleep(0.01)


@pytest.mark.req("F-42")
async def test_no_id_is_made_while_the_number_may_be_anothers_and_then_under_one_that_is_free(
    settings: Settings, database_url: str
) -> None:
    async with running(settings, database_url, FakeClock()) as program:
        ids, lost = program.ids, program.ids.process
        name = database_url.partition("?")[0].rpartition("/")[2]
        with (
            psycopg.connect(conninfo(database_url), autocommit=True) as thief,
            psycopg.connect(conninfo(database_url).replace(name, "postgres"), autocommit=True) as other,
        ):
            other.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            cut = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            other.execute(f"{cut} WHERE datname = %s AND pid <> %s", (name, thief.info.backend_pid))
            thief.execute("SELECT pg_advisory_lock(%s, %s)", (process._SPACE, lost))
            await eventually(lambda: ids._is_paused)
            with pytest.raises(Unavailable):
                ids.next()
            other.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
            await eventually(lambda: not ids._is_paused)
            assert ids.process != lost
            mine = "SELECT count(*) FROM pg_locks WHERE classid = %s AND objid = %s"
            assert thief.execute(mine, (process._SPACE, ids.process)).fetchone() == (1,)
        assert (ids.next() >> 12) & MAX_PROCESS == ids.process


async def test_background_work_that_fails_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> None:
        raise RuntimeError("it broke")

    tasks = BackgroundTasks()
    task = tasks.spawn(fail(), name="fragile")
    await asyncio.wait([task])
    await asyncio.sleep(0)
    [record] = caplog.records
    assert (record.message, record.task) == ("background work failed", "fragile")  # type: ignore[attr-defined]
    await tasks.close()


async def test_closing_waits_until_background_work_has_let_go() -> None:
    tasks, ended = BackgroundTasks(), []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(True)

    tasks.spawn(work(), name="patient")
    await asyncio.sleep(0)
    await tasks.close()
    assert ended == [True]
