"""Databases for tests: made once from a migrated template, emptied and lent again.

Making and dropping one costs more than most tests; emptying the few tables a test filled costs nothing.
"""

import re
from collections.abc import Generator
from contextlib import contextmanager

import psycopg

from beep.runtime.database import conninfo
from tests import warm

# Notes what a migrated database holds before anybody used it, and writes the function that brings it back:
# one whose statements are planned once for a connection.
_PREPARE = """
CREATE SCHEMA baseline;
DO $$
DECLARE
    one record;
    is_used boolean;
    body text := '';
BEGIN
    FOR one IN SELECT format('%I.%I', schemaname, tablename) AS name, row_number() OVER () AS number
               FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'baseline')
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one.name) INTO is_used;
        IF is_used THEN
            EXECUTE format('CREATE TABLE baseline.copy_%s AS TABLE %s', one.number, one.name);
            body := body || format('DELETE FROM %s; INSERT INTO %s SELECT * FROM baseline.copy_%s;',
                                   one.name, one.name, one.number);
        ELSE
            body := body || format('IF EXISTS (SELECT FROM %s) THEN DELETE FROM %s; END IF;',
                                   one.name, one.name);
        END IF;
    END LOOP;
    EXECUTE format('CREATE FUNCTION baseline.restore() RETURNS void LANGUAGE plpgsql '
                   'SET session_replication_role = replica SET lock_timeout = ''2s'' '
                   'AS ''BEGIN %s END''', body);
END $$"""
_DATABASE = re.compile(r"/[^/?]*(?=\?|$)")
_RESTORE = "SELECT baseline.restore()"
_SHAPE = """
SELECT ROW((SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_attribute),
           (SELECT count(*) FROM pg_constraint))::text"""
# Counts who is connected, but for the connections that this module keeps.
CLIENTS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND application_name <> 'warm'"""


def at(url: str, database: str) -> str:
    """Return the URL of another database of the same server."""
    return _DATABASE.sub(f"/{database}", url, count=1)


def prepare(url: str) -> None:
    """Note in a template what its copies are brought back to."""
    with psycopg.connect(conninfo(url), autocommit=True) as connection:
        connection.execute(_PREPARE)


class _Lent:
    """One database, with what is kept open to it."""

    def __init__(self, server: str, name: str) -> None:
        self.name = name
        self.url = at(server, name)
        self.warmth = warm.keep(self.url)
        self._connection: psycopg.Connection | None = None

    def shape(self) -> object:
        return self._asked(_SHAPE)

    def is_restored(self, shape: object) -> bool:
        """Bring it back; false when somebody still uses it or its tables were changed."""
        if self.warmth.is_taken:
            return False
        try:
            if self._asked(CLIENTS) or self._asked(_SHAPE) != shape:
                return False
            self._asked(_RESTORE)
        except psycopg.Error:
            return False
        return True

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def _asked(self, statement: str) -> object:
        """Return the first value; what is kept open may have been cut by the test, so try anew."""
        for _ in range(2):
            if self._connection is None or self._connection.broken:
                named = f"{self.url}&application_name={warm.NAME}"
                self._connection = psycopg.connect(conninfo(named), autocommit=True)
            try:
                row = self._connection.execute(statement.encode()).fetchone()
            except psycopg.OperationalError:
                if not self._connection.broken:
                    raise
            else:
                return row and row[0]
        raise psycopg.OperationalError("the connection was cut twice")


class Databases:
    """Lends databases, one to each who asks; those given back clean are lent again."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._connection = psycopg.connect(conninfo(server), autocommit=True)
        self._all: list[_Lent] = []
        self._spare: list[_Lent] = []
        self._shape: object = None

    @contextmanager
    def lent(self) -> Generator[str]:
        one = self._spare.pop() if self._spare else self._made()
        yield one.url
        if one.is_restored(self._shape):
            self._spare.append(one)
        else:
            one.close()
            self._run(f"DROP DATABASE {one.name} WITH (FORCE)")

    async def close(self) -> None:
        for one in self._all:
            await one.warmth.end()
            one.close()
        self._connection.close()

    def _made(self) -> _Lent:
        name = f"test_{len(self._all)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE beep_template STRATEGY file_copy")
        made = _Lent(self._server, name)
        self._shape = self._shape or made.shape()
        self._all.append(made)
        return made

    def _run(self, statement: str) -> None:
        self._connection.execute(statement.encode())
