"""A TCP proxy on loopback that fails as networks do; between any two programs that talk over TCP.

Chunks are never looked into, so HTTP, WebSockets, PostgreSQL and Redis pass alike. `up` is the way
from the client to the target, `down` the way back.
"""

import asyncio
import socket
from dataclasses import dataclass, field
from typing import Literal, Self
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import make_url

Direction = Literal["up", "down"]
BOTH: tuple[Direction, Direction] = ("up", "down")
# Little is kept here, so that who is slow is felt by who is fast.
_BUFFER_BYTES = 16 * 1024
# How soon a pause notices that it is over.
_STEP_S = 0.1


@dataclass(slots=True)
class _Way:
    """How one direction of all connections behaves."""

    delay_s: float = 0.0
    is_swallowed: bool = False
    bytes_per_s: float | None = None
    is_open: asyncio.Event = field(default_factory=asyncio.Event)


class _Link:
    """One connection and its counterpart."""

    def __init__(self, client: asyncio.StreamWriter, target: asyncio.StreamWriter) -> None:
        self.client = client
        self.target = target
        # The target is not told that the client is gone.
        self.is_half_open = False

    def reset(self) -> None:
        self.client.transport.abort()
        self.target.transport.abort()


class FaultProxy:
    """Forwards every connection to `target`.

    A target is `http://host:port`, `redis://…`, `postgresql://…` or the path of a UNIX socket. Without a
    fault it is transparent; a fault holds for connections there are and new ones until `mend`.
    """

    def __init__(self, target: str) -> None:
        self._target = target
        self._place = _place(target)
        self._server: asyncio.Server | None = None
        self._links: set[_Link] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_cut = False
        self._replies_to_lose = 0
        self._ways: dict[Direction, _Way] = {"up": _Way(), "down": _Way()}
        self.port = 0
        # Connections accepted in all, and those turned away since a cut.
        self.accepted = 0
        self.turned_away = 0
        # Replies that were lost on demand.
        self.lost_replies = 0
        # What targets said to clients that were taken away.
        self.unheard = b""
        self.mend()

    @property
    def address(self) -> str:
        """The proxy as a web address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The target's URL, by way of this proxy."""
        if self._target.startswith("postgresql"):
            url = make_url(self._target).set(host="127.0.0.1", port=self.port)
            kept = {name: value for name, value in url.query.items() if name != "host"}
            return url.set(query={**kept, "sslmode": "disable"}).render_as_string(hide_password=False)
        parts = urlsplit(self._target)
        return parts._replace(netloc=f"127.0.0.1:{self.port}").geturl()

    @property
    def connections(self) -> int:
        return len(self._links)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_BUFFER_BYTES)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.mend()
        self.cut()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
        # Not cancelled: asyncio's streams complain of that. What was reset ends by itself.
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # -- faults -------------------------------------------------------------------------------

    def mend(self) -> None:
        """Be transparent again; what was swallowed stays lost, connections that were reset stay so."""
        self._is_cut = False
        self._replies_to_lose = 0
        for way in self._ways.values():
            way.delay_s, way.is_swallowed, way.bytes_per_s = 0.0, False, None
            way.is_open.set()

    def cut(self) -> None:
        """Reset every connection, and from now on each new one."""
        self._is_cut = True
        self.reset()

    def reset(self) -> None:
        """Reset every connection there is; new ones are taken."""
        for link in list(self._links):
            link.reset()

    def delay(self, seconds: float, *directions: Direction) -> None:
        """Hold every chunk back that long."""
        for one in directions or BOTH:
            self._ways[one].delay_s = seconds

    def drop(self, *directions: Direction) -> None:
        """Swallow what is sent, without a sign: a one-way partition, or with both a dead cable."""
        for one in directions or BOTH:
            self._ways[one].is_swallowed = True

    def stall(self, *directions: Direction) -> None:
        """Read nothing more, so that senders feel it; after `mend` everything arrives."""
        for one in directions or BOTH:
            self._ways[one].is_open.clear()

    def trickle(self, bytes_per_s: float, *directions: Direction) -> None:
        """Let so many bytes pass in a second on each connection."""
        for one in directions or BOTH:
            self._ways[one].bytes_per_s = bytes_per_s

    def lose_clients(self) -> None:
        """Take the clients away without telling the target, which keeps half-open connections."""
        self.unheard = b""
        for link in list(self._links):
            link.is_half_open = True
            link.client.transport.abort()

    async def heard_by_nobody(self, words: bytes, *, patience_s: float = 30) -> None:
        """Wait until a target has said something to a client that was taken away."""
        async with asyncio.timeout(patience_s):
            while words not in self.unheard:  # noqa: ASYNC110 - what it says comes in pieces
                await asyncio.sleep(0.02)

    def lose_replies(self, count: int) -> None:
        """Let the next requests through and reset each connection at the first byte of its answer."""
        self._replies_to_lose = count

    # -- forwarding ---------------------------------------------------------------------------

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        if self._is_cut:
            self.turned_away += 1
            writer.transport.abort()
            return
        try:
            target_reader, target_writer = await self._connect()
        except OSError:
            writer.transport.abort()
            return
        link = _Link(writer, target_writer)
        self._links.add(link)
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            await asyncio.gather(
                self._pump("up", reader, target_writer, link), self._pump("down", target_reader, writer, link)
            )
        finally:
            link.reset()
            self._links.discard(link)

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self._place, str):
            return await asyncio.open_unix_connection(self._place, limit=_BUFFER_BYTES)
        small = socket.socket()
        small.setblocking(False)
        small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_BYTES)
        small.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            await asyncio.get_running_loop().sock_connect(small, self._place)
        except BaseException:
            small.close()
            raise
        return await asyncio.open_connection(sock=small, limit=_BUFFER_BYTES)

    async def _pump(
        self, direction: Direction, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, link: _Link
    ) -> None:
        try:
            while chunk := await self._next(direction, reader, link):
                writer.write(chunk)
                await writer.drain()
        except OSError:
            if not link.is_half_open:
                link.reset()
        if link.is_half_open and direction == "up":
            # Whoever is left hears nothing until they give up or the link is reset.
            await self._until_reset(link)
        elif not writer.transport.is_closing():
            writer.close()

    async def _next(self, direction: Direction, reader: asyncio.StreamReader, link: _Link) -> bytes:
        """Return what may pass next; empty at the end."""
        way = self._ways[direction]
        while True:
            await way.is_open.wait()
            size = _BUFFER_BYTES if way.bytes_per_s is None else max(1, int(way.bytes_per_s))
            chunk = await reader.read(size)
            await self._trickled(way, link, len(chunk))
            if way.delay_s:
                await asyncio.sleep(way.delay_s)
            await way.is_open.wait()
            if chunk and direction == "down" and self._replies_to_lose:
                self._replies_to_lose -= 1
                self.lost_replies += 1
                link.reset()
                return b""
            if link.is_half_open and direction == "down" and chunk:
                self.unheard += chunk
            elif not chunk or not way.is_swallowed:
                return chunk

    @staticmethod
    async def _trickled(way: _Way, link: _Link, size: int) -> None:
        """Wait as long as so many bytes take, or until that is over: by a mend, or with the connection."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        while way.bytes_per_s is not None and not link.target.transport.is_closing():
            left = started + size / way.bytes_per_s - loop.time()
            if left <= 0:
                return
            await asyncio.sleep(min(left, _STEP_S))

    @staticmethod
    async def _until_reset(link: _Link) -> None:
        while not link.target.transport.is_closing():  # noqa: ASYNC110 - no event tells of an abort
            await asyncio.sleep(0.05)


def _place(target: str) -> tuple[str, int] | str:
    """Return where to connect: an address and a port, or a UNIX socket."""
    if target.startswith("/"):
        return target
    if target.startswith("postgresql"):
        url = make_url(target)
        folder = url.host or parse_qs(urlsplit(target).query).get("host", [""])[0]
        port = url.port or 5432
        return f"{folder}/.s.PGSQL.{port}" if folder.startswith("/") else (folder, port)
    parts = urlsplit(target)
    return str(parts.hostname), int(parts.port or 80)
