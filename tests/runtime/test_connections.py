"""Connections that died or hang: nobody is given one, nobody waits for one, nobody is let in without end."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import exc, text

from beep.kit.errors import StorageFull, Unavailable
from beep.runtime.connections import is_dead
from beep.runtime.database import Database, as_unavailable, conninfo
from beep.runtime.http.errors import headers_of, status_of

pytestmark = pytest.mark.anyio

DEADLINE_S = 20
MANY = 6
END_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()"""
MY_PID = "SELECT pg_backend_pid()"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url, pool_size=MANY)
    yield opened
    await opened.close()


async def _pid(database: Database) -> int:
    async with database.read() as connection:
        return (await connection.execute(text(MY_PID))).scalar_one()


async def _at_once(database: Database, count: int) -> set[int]:
    """Use `count` connections at the same time and return whose they were."""
    all_in = asyncio.Barrier(count)

    async def use() -> int:
        async with database.read() as connection:
            pid = (await connection.execute(text(MY_PID))).scalar_one()
            await all_in.wait()
            return pid

    return set(await asyncio.gather(*(use() for _ in range(count))))


def _end_all(url: str) -> None:
    with psycopg.connect(conninfo(url), autocommit=True) as killer:
        killer.execute(END_OTHERS)


@contextmanager
def _frozen(pid: int):  # noqa: ANN202 - a context manager
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.mark.req("F-04")
async def test_no_request_is_given_a_connection_that_died_in_the_pool(
    database: Database, database_url: str
) -> None:
    before = await _at_once(database, MANY)
    _end_all(database_url)
    after = await _at_once(database, MANY)
    assert len(before) == len(after) == MANY
    assert not before & after


@pytest.mark.req("F-04")
async def test_the_fast_pool_gives_no_dead_connection_either(database: Database, database_url: str) -> None:
    async with database.driver_pool(size=2) as pool:
        async with pool.connection() as one, pool.connection() as other:
            await one.execute(MY_PID)
            await other.execute(MY_PID)
        _end_all(database_url)
        for _ in range(4):
            async with pool.connection() as connection:
                await connection.execute(MY_PID)


async def test_news_for_an_idle_connection_is_not_its_end(database: Database, database_url: str) -> None:
    connection = await database.connect()
    await connection.execute("LISTEN news")
    with psycopg.connect(conninfo(database_url), autocommit=True) as other:
        other.execute("NOTIFY news")
    assert not is_dead(connection)
    await connection.execute(MY_PID)
    await connection.close()


@pytest.mark.req("F-05")
@pytest.mark.parametrize("way", ["pool", "fast pool"])
async def test_a_frozen_server_is_given_up_and_costs_one_failure(database: Database, way: str) -> None:
    database.watch.limit_s = 0.2
    watching = asyncio.get_running_loop().create_task(database.watch.run())
    try:
        async with asyncio.timeout(DEADLINE_S), database.driver_pool(size=1) as pool:
            if way == "pool":
                pid = await _pid(database)
                with _frozen(pid), pytest.raises(exc.OperationalError):
                    await _pid(database)
                assert await _pid(database) != pid
            else:
                async with pool.connection() as connection:
                    pid = connection.info.backend_pid
                with _frozen(pid), pytest.raises(psycopg.OperationalError):
                    async with pool.connection() as connection:
                        await connection.execute(MY_PID)
                async with pool.connection() as connection:
                    assert connection.info.backend_pid != pid
            assert len(database.watch) == 0
    finally:
        watching.cancel()


@pytest.mark.req("F-05", "F-07")
async def test_beyond_a_bound_nobody_waits_for_the_database(database_url: str) -> None:
    database = Database(database_url, pool_size=1)
    bound, turned_away = database._inside_limit, 0
    release = asyncio.Event()

    async def use() -> None:
        nonlocal turned_away
        try:
            async with database.read():
                await release.wait()
        except Unavailable:
            turned_away += 1

    async with asyncio.TaskGroup() as tasks:
        waiting = [tasks.create_task(use()) for _ in range(bound + 7)]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        assert turned_away == 7
        release.set()
    assert await _pid(database)
    await database.close()


@pytest.mark.req("F-11")
async def test_a_full_disk_is_told_from_a_database_that_is_away() -> None:
    full = exc.OperationalError("INSERT", {}, psycopg.errors.DiskFull("no space left"))
    for error in (full, psycopg.errors.DiskFull("no space left"), OSError(28, "No space left on device")):
        answer = as_unavailable(error)
        assert isinstance(answer, StorageFull)
        assert status_of(answer) == 507
        assert headers_of(answer) == [(b"retry-after", b"10")]
        assert "full" in answer.message
    away = as_unavailable(psycopg.OperationalError("gone"))
    assert away is not None
    assert status_of(away) == 503
    assert as_unavailable(ValueError("ours")) is None
