"""The PostgreSQL every peer gets: Beep's own binaries and settings, fsync and synchronous_commit on.

It listens on a UNIX socket in a private directory only. Root may enter; so may the user who started it.
"""

import asyncio
import threading
from pathlib import Path

import psycopg
from psycopg import sql

from beep.runtime.postgres.embedded import EmbeddedPostgres


class Postgres:
    """One server in one folder; `start` and `stop` from ordinary code."""

    def __init__(self, folder: Path) -> None:
        self._server = EmbeddedPostgres(folder)
        self._loop = asyncio.new_event_loop()
        # The server lives as long as the thread that started it.
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def url(self) -> str:
        """The libpq URL of the database `beep`: `postgresql://beep@/beep?host=/a/directory`."""
        return self._server.url

    @property
    def sockets(self) -> str:
        """The directory of the socket, which libpq takes for a host; the user is `beep`, without password."""
        return self.url.partition("host=")[2]

    @property
    def pid(self) -> int:
        pid = self._server.pid
        assert pid is not None
        return pid

    def start(self) -> None:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._server.start(), self._loop).result()

    def stop(self) -> None:
        if not self._thread.is_alive():
            return
        asyncio.run_coroutine_threadsafe(self._server.stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def create_database(self, name: str, *, locale: str = "") -> str:
        """Make an empty database and return its URL; Synapse wants the locale C."""
        options = sql.SQL("")
        if locale:
            options = sql.SQL(" TEMPLATE template0 LOCALE {}").format(sql.Literal(locale))
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)) + options)
        return self.url.replace("/beep?", f"/{name}?", 1)
