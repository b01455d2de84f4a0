"""Beep's own PostgreSQL in ordinary life: creation, restart, refusals, what it serves and says."""

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.runtime.postgres_crash.worlds import ask, open_home, state_of, until, write

from beep.runtime.postgres import EmbeddedPostgres, HomeInUse, PostgresUnavailable, WrongMajor

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


@pytest.fixture
def home() -> Iterator[Path]:
    with open_home() as path:
        yield path


async def test_a_new_home_gets_a_database_that_is_still_there_after_a_restart(home: Path) -> None:
    postgres = EmbeddedPostgres(home)
    url = await postgres.start()
    await write(url, "CREATE TABLE t (id int)", "INSERT INTO t VALUES (1), (2)")
    await postgres.stop()
    assert state_of(home) == "shut down"
    async with EmbeddedPostgres(home) as again:
        assert again.url == url
        assert await ask(url, "SELECT count(*) FROM t") == 2
        assert await ask(url, "SELECT lower('ÉÀ')") == "éà"
        assert await ask(url, "SHOW data_checksums") == "on"


async def test_starting_and_stopping_twice_does_nothing_more(home: Path) -> None:
    postgres = EmbeddedPostgres(home)
    await postgres.stop()
    url = await postgres.start()
    pid = postgres.pid
    assert await postgres.start() == url
    assert postgres.pid == pid
    await postgres.stop()
    await postgres.stop()
    with pytest.raises(PostgresUnavailable):
        await postgres.wait_until_ready()
    await postgres.start()
    await postgres.wait_until_ready()
    await postgres.stop()


async def test_only_a_private_socket_is_served(home: Path) -> None:
    async with EmbeddedPostgres(home) as postgres:
        sockets = home / "postgres" / "run"
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        assert await ask(postgres.url, "SHOW listen_addresses") == ""
        assert await ask(postgres.url, "SHOW unix_socket_directories") == f'"{sockets}"'
        assert await ask(postgres.url, "SHOW fsync") == "on"


async def test_ctrl_c_reaches_beep_alone(home: Path) -> None:
    async with EmbeddedPostgres(home) as postgres:
        assert postgres.pid is not None
        assert os.getpgid(postgres.pid) != os.getpgid(0)
        assert os.getsid(postgres.pid) != os.getsid(0)


async def test_a_second_beep_on_the_same_home_is_told_so(home: Path) -> None:
    async with EmbeddedPostgres(home) as first:
        with pytest.raises(HomeInUse, match=str(home)) as refused:
            await EmbeddedPostgres(home).start()
        assert str(os.getpid()) in str(refused.value)
        assert await ask(first.url, "SELECT 1") == 1
    async with EmbeddedPostgres(home):
        pass


async def test_data_of_another_major_is_refused_with_advice_and_left_alone(home: Path) -> None:
    async with EmbeddedPostgres(home):
        pass
    version = home / "postgres" / "data" / "PG_VERSION"
    version.write_text("15\n")
    with pytest.raises(WrongMajor, match=r"PostgreSQL 15.*BEEP_PG_BINDIR.*pg_dumpall"):
        await EmbeddedPostgres(home).start()
    version.write_text("18\n")
    async with EmbeddedPostgres(home) as postgres:
        assert await ask(postgres.url, "SELECT 1") == 1


async def test_a_directory_that_is_not_postgres_data_is_not_overwritten(home: Path) -> None:
    data = home / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "precious").write_text("mine")
    with pytest.raises(PostgresUnavailable, match="PG_VERSION"):
        await EmbeddedPostgres(home).start()
    assert (data / "precious").read_text() == "mine"


@pytest.mark.parametrize("name", ["long" * 40, "of cats, dogs", "with 'one' \"two\" %41 & ?é"])
async def test_a_home_with_any_path_works(home: Path, name: str) -> None:
    async with EmbeddedPostgres(home / name) as postgres:
        assert await ask(postgres.url, "SELECT 1") == 1
        directory = Path(
            await ask(postgres.url, "SELECT setting FROM pg_settings WHERE name = 'data_directory'")
        )
        assert directory == home / name / "postgres" / "data"
        sockets = postgres._workspace.sockets
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert sockets.is_relative_to(home) or not sockets.exists()


async def test_a_socket_directory_of_a_stranger_is_refused(home: Path) -> None:
    postgres = EmbeddedPostgres(home / ("long" * 40))
    sockets = postgres._workspace.sockets
    sockets.mkdir(mode=0o755)
    try:
        with pytest.raises(PostgresUnavailable, match="not a private directory"):
            await postgres.start()
        assert sockets.exists()
    finally:
        sockets.rmdir()


async def test_what_the_server_cannot_say_about_its_failure_is_reported(home: Path) -> None:
    async with EmbeddedPostgres(home):
        pass
    (home / "postgres" / "data" / "global" / "pg_control").unlink()
    with pytest.raises(PostgresUnavailable, match="pg_control"):
        await EmbeddedPostgres(home).start()


async def test_log_lines_carry_no_personal_values(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "beep.runtime.postgres")
    async with EmbeddedPostgres(home) as postgres:
        await write(
            postgres.url, "CREATE TABLE t (email text PRIMARY KEY)", "INSERT INTO t VALUES ('a@b.fr')"
        )
        with pytest.raises(psycopg.errors.UniqueViolation):
            await write(postgres.url, "INSERT INTO t VALUES ('a@b.fr')")
        await until(
            lambda: any("duplicate key" in getattr(record, "text", "") for record in caplog.records),
            "the server's line is forwarded",
        )
    assert "a@b.fr" not in "".join(str(vars(record)) for record in caplog.records)
