"""Databases for tests: made once from a migrated template, emptied and lent again.

Making and dropping one costs more than most tests; emptying thirty small tables costs nothing.
"""

import re
from collections.abc import Generator
from contextlib import contextmanager
from itertools import count

import psycopg

from beep.runtime.database import conninfo

# What a migrated database holds before anybody used it, to be put back after each test.
_KEEP = """
CREATE SCHEMA baseline;
DO $$
DECLARE
    one record;
    is_used boolean;
BEGIN
    CREATE TABLE baseline.relation (name text PRIMARY KEY, copy text);
    FOR one IN SELECT format('%I.%I', schemaname, tablename) AS name, row_number() OVER () AS number
               FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'baseline')
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one.name) INTO is_used;
        INSERT INTO baseline.relation
        VALUES (one.name, CASE WHEN is_used THEN format('baseline.copy_%s', one.number) END);
        IF is_used THEN
            EXECUTE format('CREATE TABLE baseline.copy_%s AS TABLE %s', one.number, one.name);
        END IF;
    END LOOP;
END $$"""
_RESTORE = """
DO $$
DECLARE one record;
BEGIN
    SET LOCAL session_replication_role = replica;
    SET LOCAL lock_timeout = '2s';
    FOR one IN SELECT name, copy FROM baseline.relation
    LOOP
        EXECUTE format('DELETE FROM %s', one.name);
        IF one.copy IS NOT NULL THEN
            EXECUTE format('INSERT INTO %s SELECT * FROM %s', one.name, one.copy);
        END IF;
    END LOOP;
END $$"""
_SHAPE = """
SELECT count(*), (SELECT count(*) FROM pg_attribute), (SELECT count(*) FROM pg_constraint) FROM pg_class"""
_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"


def at(url: str, database: str) -> str:
    """Return the URL of another database of the same server."""
    return re.sub(r"/[^/?]*(?=\?|$)", f"/{database}", url, count=1)


def prepare(url: str) -> None:
    """Note in a template what its copies are brought back to."""
    with psycopg.connect(conninfo(url), autocommit=True) as connection:
        connection.execute(_KEEP)


class Databases:
    """Lends databases, one to each who asks; those given back clean are lent again."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._numbers = count(1)
        self._spare: list[str] = []
        self._shape: object = None

    @contextmanager
    def lent(self) -> Generator[str]:
        name = self._spare.pop() if self._spare else self._made()
        yield at(self._server, name)
        if self._is_restored(name):
            self._spare.append(name)
        else:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _made(self) -> str:
        name = f"test_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE beep_template STRATEGY file_copy")
        return name

    def _run(self, statement: str) -> None:
        with psycopg.connect(conninfo(self._server), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _is_restored(self, name: str) -> bool:
        """Bring a database back; false when somebody still uses it or its tables were changed."""
        with psycopg.connect(conninfo(self._server)) as connection:
            if connection.execute(_OTHERS, (name,)).fetchone() != (0,):
                return False
        try:
            with psycopg.connect(conninfo(at(self._server, name)), autocommit=True) as connection:
                shape = connection.execute(_SHAPE).fetchone()
                self._shape = self._shape or shape
                if shape != self._shape:
                    return False
                connection.execute(_RESTORE)
        except psycopg.Error:
            return False
        return True
