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

    def listen(self) -> int:
        """Return a port on 127.0.0.1 that leads to the socket, for drivers that know TCP only.

        What the way through this process costs is on nobody's account.
        """
        listening = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._relay, "127.0.0.1", 0), self._loop
        ).result()
        return int(listening.sockets[0].getsockname()[1])

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        socket = f"{self.sockets}/.s.PGSQL.5432"
        inner_reader, inner_writer = await asyncio.open_unix_connection(socket)
        await asyncio.gather(_copy(reader, inner_writer), _copy(inner_reader, writer))

    def create_database(self, name: str, *, locale: str = "") -> str:
        """Make an empty database and return its URL; Synapse wants the locale C."""
        options = sql.SQL("")
        if locale:
            options = sql.SQL(" TEMPLATE template0 LOCALE {}").format(sql.Literal(locale))
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)) + options)
        return self.url.replace("/beep?", f"/{name}?", 1)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass  # one side is gone; the other learns it from the close
    finally:
        writer.close()
