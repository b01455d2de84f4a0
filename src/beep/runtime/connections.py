"""Whether a connection is dead, and what becomes of one that hangs: told without asking the server."""

import asyncio
import contextlib
import logging
import os
import select
import socket
import time
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool

from beep.runtime.outbox import Connection

_log = logging.getLogger("beep.runtime.connections")
_LOOKS = 8


def is_dead(connection: Connection) -> bool:
    """Tell whether the other end of an idle connection hung up; costs one system call, no round trip.

    An idle connection has nothing to say: what can be read is its end, or news to be swallowed first.
    """
    try:
        for _ in range(2):
            if not _has_something(connection):
                return False
            connection.pgconn.consume_input()
        return _has_something(connection)
    except psycopg.Error:
        return True


def _has_something(connection: Connection) -> bool:
    poll = select.poll()
    poll.register(connection.pgconn.socket, select.POLLIN)
    return bool(poll.poll(0))


class Watch:
    """Hangs up on connections that are in use for longer than `limit_s`.

    The server's own time-outs do not help when it is frozen or cut off. Whoever waits then fails as if the
    server had gone, and a pool replaces the connection. One look at all of them costs a statement nothing.
    """

    def __init__(self, limit_s: float) -> None:
        self.limit_s = limit_s
        self._in_use: dict[object, tuple[Connection, float]] = {}

    def __len__(self) -> int:
        return len(self._in_use)

    def begin(self, key: object, connection: Connection) -> None:
        self._in_use[key] = (connection, time.monotonic())

    def end(self, key: object) -> None:
        self._in_use.pop(key, None)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(self.limit_s / _LOOKS)
            self.hang_up()

    def hang_up(self) -> None:
        """Cut what has been in use for too long."""
        now = time.monotonic()
        for key, (connection, since) in list(self._in_use.items()):
            if now - since > self.limit_s:
                _log.warning("the database does not answer: its connection is given up")
                self.end(key)
                if not connection.closed:
                    _cut(connection)


def _cut(connection: Connection) -> None:
    """End a connection under whoever waits on it: a driver may not be closed then, its socket may."""
    own = socket.socket(fileno=os.dup(connection.fileno()))
    with own, contextlib.suppress(OSError):
        own.shutdown(socket.SHUT_RDWR)


class WatchedPool(AsyncConnectionPool[Connection]):
    """psycopg's pool, which gives no dead connection and loses patience with those that hang.

    `options` are psycopg's for each connection.
    """

    def __init__(self, conninfo: str, *, watch: Watch, size: int, options: dict[str, Any]) -> None:
        super().__init__(
            conninfo,
            kwargs=options,
            min_size=1,
            max_size=size,
            timeout=5,
            # Then begin anew with whoever asks next: the pause between attempts doubles.
            reconnect_timeout=2,
            open=False,
            check=self._take,
        )
        self._watch = watch

    async def _take(self, connection: Connection) -> None:
        if is_dead(connection):
            await connection.close()
            raise psycopg.OperationalError("the connection was closed while it was idle")
        self._watch.begin(connection, connection)

    async def putconn(self, conn: Connection) -> None:
        self._watch.end(conn)
        await super().putconn(conn)
