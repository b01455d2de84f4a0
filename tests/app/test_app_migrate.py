"""Migrations: from nothing to now, once, whoever comes at the same time."""

import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from alembic.script import ScriptDirectory

from beep.app import serving
from beep.app.features import FEATURES
from beep.runtime import migrate, revisions
from beep.runtime.database import conninfo

pytestmark = pytest.mark.usefixtures("anyio_backend")

ROOT = Path(__file__).parents[2]
COLUMNS = """
SELECT table_schema, table_name, column_name, data_type, is_nullable, column_default
FROM information_schema.columns
WHERE table_schema NOT IN ('pg_catalog', 'information_schema', 'baseline') ORDER BY 1, 2, ordinal_position"""

VERSIONS = "SELECT version_num FROM public.alembic_version"


def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(conninfo(url), autocommit=True) as connection:
        return connection.execute(statement).fetchall()  # type: ignore[call-overload]


def run(url: str, script: str) -> None:
    with psycopg.connect(conninfo(url), autocommit=True) as connection:
        connection.execute(script.encode())


def test_an_empty_database_is_brought_to_now_and_stays_there(empty_database: str) -> None:
    folders = serving.migration_folders()
    assert revisions.missing(conninfo(empty_database), folders) == revisions.heads(folders)
    migrate.migrate(empty_database, folders)
    once = rows(empty_database, COLUMNS)
    assert revisions.missing(conninfo(empty_database), folders) == set()
    migrate.migrate(empty_database, folders)
    assert rows(empty_database, COLUMNS) == once
    assert set(rows(empty_database, VERSIONS)) == {(one,) for one in revisions.heads(folders)}
    assert {schema for schema, *_ in once} >= {"outbox", "messaging", "servers"}


def test_the_newest_revisions_are_those_the_tool_writes_down() -> None:
    script = ScriptDirectory.from_config(migrate._config(serving.migration_folders()))
    assert revisions.heads(serving.migration_folders()) == set(script.revision_map._real_heads)


def test_the_printed_sql_makes_the_same_database(empty_database: str, database_url: str) -> None:
    run(empty_database, migrate.as_sql(serving.migration_folders()))
    assert rows(empty_database, COLUMNS) == rows(database_url, COLUMNS)
    assert revisions.missing(conninfo(empty_database), serving.migration_folders()) == set()


def test_a_migration_that_failed_leaves_the_door_open_for_the_next(empty_database: str) -> None:
    run(empty_database, "CREATE SCHEMA outbox")
    with pytest.raises(Exception, match="already exists"):
        migrate.migrate(empty_database, serving.migration_folders())
    locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
    assert rows(empty_database, locks) == [(0,)]
    run(empty_database, "DROP SCHEMA outbox")
    migrate.migrate(empty_database, serving.migration_folders())


def test_every_migration_passes_the_linter() -> None:
    squawk = shutil.which("squawk", path=str(Path(sys.executable).parent))
    assert squawk is not None
    sql = migrate.as_sql(serving.migration_folders())
    command = [squawk, "--config", str(ROOT / "tools" / "squawk.toml")]
    done = subprocess.run(command, input=sql, capture_output=True, text=True, check=False)  # noqa: S603 - our own linter
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_two_features_share_a_schema_or_reach_into_anothers() -> None:
    for name in FEATURES:
        for file in (ROOT / "src/beep/features" / name / "migrations").glob("*.py"):
            text = file.read_text("utf-8")
            for other in FEATURES:
                assert other == name or f"REFERENCES {other}." not in text


@pytest.mark.slow
def test_two_who_migrate_at_once_do_it_one_after_the_other(empty_database: str, tmp_path: Path) -> None:
    environment = {"BEEP_DATABASE_URL": empty_database, "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    command = [sys.executable, "-m", "beep", "migrate"]
    together = [
        subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE)  # noqa: S603 - ourselves
        for _ in range(3)
    ]
    for one in together:
        _, errors = one.communicate(timeout=60)
        assert one.returncode == 0, errors.decode()
    assert revisions.missing(conninfo(empty_database), serving.migration_folders()) == set()
