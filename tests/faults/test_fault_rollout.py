"""New versions and bad ones: a killed migration, two versions side by side, a start that cannot be."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import anyio.to_thread
import httpx2
import psycopg
import pytest
from tests.conftest import CHEAP
from tests.faults.lab import Lab
from tests.journeys.server_process import PATIENCE_S, Watched, free_port, plain_environment

from beep.app import serving
from beep.features import messaging
from beep.runtime import migrate, revisions
from beep.runtime.database import conninfo

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
COLUMNS = """
SELECT table_schema, table_name, column_name, data_type, is_nullable FROM information_schema.columns
WHERE table_schema NOT IN ('pg_catalog', 'information_schema', 'baseline') ORDER BY 1, 2, ordinal_position"""
MESSAGING = Path(messaging.__file__).parent / "migrations"
NEXT = """
from alembic import op

revision = "{revision}"
down_revision = "{newest}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE messaging.message ADD COLUMN mood text")
"""


def _next(oldest: str | None = None) -> str:
    """Return a migration after the newest; programs from `oldest` on, or of today, can live with it."""
    newest = max(one.name[:4] for one in MESSAGING.glob("[0-9]*.py"))
    return NEXT.format(revision=f"messaging_9999_from_{oldest or newest}", newest=f"messaging_{newest}")


@pytest.fixture
def empty_database(database_url: str) -> Iterator[str]:
    """Give the URL of a database without a single table, beside the test's own."""
    name = database_url.partition("?")[0].rpartition("/")[2]
    with psycopg.connect(conninfo(database_url.replace(name, "postgres", 1)), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}_empty TEMPLATE template0 STRATEGY file_copy")
        yield database_url.replace(name, f"{name}_empty", 1)
        connection.execute(f"DROP DATABASE {name}_empty WITH (FORCE)")


def one(url: str, statement: str) -> int:
    with psycopg.connect(conninfo(url), autocommit=True) as connection:
        return int(connection.execute(statement).fetchone()[0])  # type: ignore[index, call-overload]


def columns(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(conninfo(url), autocommit=True) as connection:
        return connection.execute(COLUMNS).fetchall()


def killed_migration(url: str, *, tables: int) -> None:
    """Migrate, and kill the command as soon as there are so many tables."""
    command = [sys.executable, "-m", "beep", "migrate"]
    environment = {**plain_environment(), "BEEP_DATABASE_URL": url}
    running = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)  # noqa: S603 - our own
    until = time.monotonic() + PATIENCE_S
    while running.poll() is None and one(url, TABLES) < tables:
        assert time.monotonic() < until, "the migration stands still"
    running.send_signal(signal.SIGKILL)
    running.wait()


@pytest.mark.req("F-35")
async def test_a_migration_that_is_killed_anywhere_is_completed_by_the_next(
    lab: Lab, empty_database: str
) -> None:
    folders = serving.migration_folders()
    everything = one(lab.database_url, TABLES)
    for _ in range(lab.rounds(3)):
        wanted = lab.chance.randrange(one(empty_database, TABLES), everything)
        await anyio.to_thread.run_sync(lambda n=wanted: killed_migration(empty_database, tables=n))
    await anyio.to_thread.run_sync(migrate.migrate, empty_database, folders)
    assert revisions.missing(conninfo(empty_database), folders) == set()
    assert columns(empty_database) == columns(lab.database_url)


@pytest.mark.req("F-35")
async def test_this_version_works_on_while_and_after_the_next_one_has_migrated(
    lab: Lab, empty_database: str, tmp_path: Path
) -> None:
    await anyio.to_thread.run_sync(migrate.migrate, empty_database, serving.migration_folders())
    (tmp_path / "9999_mood.py").write_text(_next(), "utf-8")
    newer = [*serving.migration_folders(), tmp_path]
    node = await lab.node(database_url=empty_database)
    workload = await lab.workload(node.address)
    async with workload.running():
        await workload.acknowledged(50)
        await anyio.to_thread.run_sync(migrate.migrate, empty_database, newer)
        await workload.acknowledged(50)
        # A rollback: this version starts on what the next one left.
        assert await node.terminate() == 0
        await node.start()
        await workload.acknowledged(50)
    await workload.settle()
    assert revisions.missing(conninfo(empty_database), newer) == set()
    await lab.judge(workload)


async def refused(*, within_s: float = PATIENCE_S, **settings: str) -> tuple[int, list[str]]:
    """Start a Beep that cannot be, see that it never says it is ready, and return how it ended."""
    port = free_port()
    environment = {
        **plain_environment(),
        **CHEAP,
        "BEEP_PORT": str(port),
        "BEEP_LOG_LEVEL": "error",
        **settings,
    }
    starting = Watched([sys.executable, "-m", "beep", "serve"], environment)
    async with httpx2.AsyncClient(trust_env=False, timeout=within_s) as client:
        with pytest.raises(httpx2.TransportError):
            await client.get(f"http://127.0.0.1:{port}/health/ready")
    return await starting.ended(patience_s=within_s), starting.lines.all


@pytest.mark.req("F-36")
async def test_a_release_that_cannot_work_never_gets_ready_and_says_why_in_a_line(
    lab: Lab, empty_database: str, tmp_path: Path
) -> None:
    url = lab.database_url
    nobody = url.replace("/test", "/no_such_database", 1)
    home = str(tmp_path / "home")
    serves = await lab.node()
    cases: list[tuple[dict[str, str], int, str]] = [
        ({"BEEP_PROT": "80"}, 2, "there is no such setting"),
        ({"BEEP_MESSAGING__MAX_LENGTH": "many"}, 2, "max_length"),
        ({"BEEP_DATABASE_URL": empty_database}, 1, "run `beep migrate` first"),
        ({"BEEP_DATABASE_URL": nobody}, 1, "cannot be reached"),
        ({"BEEP_DATABASE_URL": url, "BEEP_PORT": str(serves.port)}, 1, "cannot listen on"),
    ]
    for settings, code, why in cases:
        ended, lines = await refused(BEEP_HOME=home, **settings)
        assert (ended, len(lines)) == (code, 1), lines
        assert why in lines[0]
    (tmp_path / "9999_gone.py").write_text(_next(oldest="9999"), "utf-8")
    newer = [*serving.migration_folders(), tmp_path]
    await anyio.to_thread.run_sync(migrate.migrate, empty_database, newer)
    ended, lines = await refused(BEEP_HOME=home, BEEP_DATABASE_URL=empty_database)
    assert (ended, len(lines)) == (1, 1), lines
    assert "update Beep" in lines[0]
    # Whoever served before goes on.
    await serves.ready()
