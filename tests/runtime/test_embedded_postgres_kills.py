"""Beep's own PostgreSQL after kills: of Beep, of the server, of both, of its creation."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.runtime.postgres_crash.worlds import (
    Beeps,
    as_root,
    ask,
    is_running,
    open_home,
    state_of,
    until,
    write,
)

from beep.runtime.postgres import EmbeddedPostgres, PostgresUnavailable

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


@pytest.fixture
def home() -> Iterator[Path]:
    with open_home() as path:
        yield path


@pytest.fixture
def beeps() -> Iterator[Beeps]:
    with Beeps() as started:
        yield started


@pytest.mark.parametrize("loop", [[], ["--uvloop"]], ids=["asyncio", "uvloop"])
@pytest.mark.parametrize(
    "identity", [[], pytest.param(["--run-as", "postgres"], marks=as_root)], ids=["default", "system user"]
)
async def test_a_beep_killed_with_9_takes_its_server_down_cleanly(
    home: Path, beeps: Beeps, identity: list[str], loop: list[str]
) -> None:
    beep = beeps.run(home, *identity, *loop)
    beep.kill()
    await until(lambda: not is_running(beep.postmaster), "the server stops by itself")
    assert state_of(home) == "shut down"
    run_as = identity[1] if identity else None
    async with EmbeddedPostgres(home, run_as=run_as) as postgres:
        assert await ask(postgres.url, "SELECT count(*) FROM kept") == 1000


@pytest.mark.req("F-04")
async def test_a_killed_server_is_restarted_and_keeps_what_it_acknowledged(home: Path) -> None:
    async with EmbeddedPostgres(home) as postgres:
        await write(postgres.url, "CREATE TABLE t (id int)", "INSERT INTO t VALUES (7)")
        async with await psycopg.AsyncConnection.connect(postgres.url) as witness:
            await witness.execute("SELECT 1")
            first = postgres.pid
            assert first is not None
            os.kill(first, signal.SIGKILL)
            await until(lambda: postgres.pid != first, "another server is started")
            await postgres.wait_until_ready()
            with pytest.raises(psycopg.OperationalError):
                await witness.execute("SELECT 1")
        assert await ask(postgres.url, "SELECT id FROM t") == 7


@pytest.mark.req("F-04")
async def test_a_server_killed_again_and_again_comes_back(home: Path) -> None:
    async with EmbeddedPostgres(home) as postgres:
        for _ in range(3):
            pid = postgres.pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            await until(lambda pid=pid: postgres.pid != pid, "another server is started")
            await postgres.wait_until_ready()
        assert await ask(postgres.url, "SELECT 1") == 1


@pytest.mark.req("F-04")
async def test_a_killed_backend_leaves_the_server_usable(home: Path) -> None:
    async with EmbeddedPostgres(home) as postgres:
        async with await psycopg.AsyncConnection.connect(postgres.url) as victim:
            os.kill(victim.info.backend_pid, signal.SIGKILL)
            with pytest.raises(psycopg.OperationalError):
                await victim.execute("SELECT 1")
        await postgres.wait_until_ready()


@pytest.mark.req("F-04")
async def test_beep_and_server_killed_together_recover_with_progress(home: Path, beeps: Beeps) -> None:
    beep = beeps.run(home)
    await write(beep.news["url"], "CREATE TABLE more AS SELECT generate_series(1, 300000) AS id")
    os.kill(beep.postmaster, signal.SIGKILL)
    beep.kill()
    assert state_of(home) == "in production"
    progress: list[str] = []
    async with EmbeddedPostgres(home, on_progress=progress.append) as postgres:
        assert await ask(postgres.url, "SELECT count(*) FROM more") == 300000
    assert any("redo" in line for line in progress)


async def test_a_frozen_orphan_is_waited_for_and_stopped_cleanly(
    home: Path, beeps: Beeps, caplog: pytest.LogCaptureFixture
) -> None:
    beep = beeps.run(home)
    os.kill(beep.postmaster, signal.SIGSTOP)
    beep.kill()
    postgres = EmbeddedPostgres(home)
    async with asyncio.TaskGroup() as group:
        group.create_task(postgres.start())
        await until(lambda: "orphaned" in caplog.text, "the orphan is noticed")
        os.kill(beep.postmaster, signal.SIGCONT)
    assert not is_running(beep.postmaster)
    assert await ask(postgres.url, "SELECT count(*) FROM kept") == 1000
    await postgres.stop()


@pytest.mark.parametrize("kind", ["another program", "zombie"])
async def test_a_stale_pid_that_belongs_to_something_else_is_not_believed(home: Path, kind: str) -> None:
    async with EmbeddedPostgres(home):
        pid_file = home / "postgres" / "data" / "postmaster.pid"
        content = pid_file.read_text().split("\n")
    program = ["sleep", "600"] if kind == "another program" else ["true"]
    stranger = subprocess.Popen(program, cwd=home / "postgres" / "data")  # noqa: ASYNC220, S603 - never awaited
    try:
        if kind == "zombie":
            await until(lambda: not is_running(stranger.pid), "it ends, unreaped")
        pid_file.write_text("\n".join([str(stranger.pid), *content[1:]]))
        socket_lock = home / "postgres" / "run" / ".s.PGSQL.5432.lock"
        socket_lock.write_text("\n".join([str(stranger.pid), *content[1:]]))
        async with EmbeddedPostgres(home) as postgres:
            assert await ask(postgres.url, "SELECT 1") == 1
        assert kind == "zombie" or is_running(stranger.pid)
    finally:
        stranger.kill()
        stranger.wait()


async def test_an_interrupted_creation_is_started_over(home: Path, beeps: Beeps) -> None:
    process = beeps.launch(home)
    root = home / "postgres"
    await until(lambda: any(root.glob("unfinished-*/PG_VERSION")), "initdb is at work")
    process.kill()
    process.wait()
    assert not (root / "data").exists()
    async with EmbeddedPostgres(home) as postgres:
        assert await ask(postgres.url, "SELECT 1") == 1
    assert not list(root.glob("unfinished-*"))


async def test_a_server_that_is_not_ready_in_time_is_given_up_and_stopped(home: Path) -> None:
    async with EmbeddedPostgres(home):
        pass
    late = EmbeddedPostgres(home, start_timeout_s=0.0001)
    with pytest.raises(PostgresUnavailable, match="not ready"):
        await late.start()
    assert late.pid is None
    async with EmbeddedPostgres(home) as postgres:
        assert await ask(postgres.url, "SELECT 1") == 1


async def test_a_cancelled_start_leaves_nothing_running(home: Path) -> None:
    postgres = EmbeddedPostgres(home)
    starting = asyncio.get_running_loop().create_task(postgres.start())
    await until(lambda: any((home / "postgres").glob("unfinished-*")), "initdb is at work")
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert await ask(await postgres.start(), "SELECT 1") == 1
    await postgres.stop()
