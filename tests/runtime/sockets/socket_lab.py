"""A real server, WebSockets beside a trivial REST app, a recording handler, and a client made of bytes."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import anyio
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from beep.runtime.sockets import (
    Connection,
    Handler,
    Rejection,
    SocketOptions,
    UpgradeRequest,
    http_protocol,
    websocket_protocol,
)

PATIENCE_S = 10
CONT, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


class Recorder:
    """A handler that keeps what it is told, in order, and can be asked to misbehave in one callback."""

    def __init__(self, *, echo: bool = False, raises_in: str = "") -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.connection: Connection
        self.on_message: Callable[[str | bytes], None] = lambda _data: None
        self._echo = echo
        self._raises_in = raises_in
        self._changed = asyncio.Event()

    def _note(self, *call: Any) -> None:
        self.calls.append(call)
        self._changed.set()
        if call[0] == self._raises_in:
            raise RuntimeError("the handler broke")

    def opened(self, connection: Connection) -> None:
        self.connection = connection
        self._note("opened")

    def received(self, data: str | bytes) -> None:
        if self._echo:
            if isinstance(data, str):
                self.connection.send_text(data.encode())
            else:
                self.connection.send_binary(data)
        else:
            self.on_message(data)
        self._note("received", data)

    def drained(self) -> None:
        self._note("drained")

    def overflowed(self) -> None:
        self._note("overflowed")

    def closed(self, code: int, reason: str) -> None:
        self._note("closed", code, reason)

    @property
    def messages(self) -> list[str | bytes]:
        return [call[1] for call in self.calls if call[0] == "received"]

    @property
    def endings(self) -> list[tuple[int, str]]:
        return [(call[1], call[2]) for call in self.calls if call[0] == "closed"]

    def count(self, name: str) -> int:
        return sum(call[0] == name for call in self.calls)

    async def until(self, is_true: Callable[[], bool]) -> None:
        """Wait until something recorded makes the condition true."""
        with anyio.fail_after(PATIENCE_S):
            while not is_true():
                self._changed.clear()
                await self._changed.wait()

    async def ending(self) -> tuple[int, str]:
        await self.until(lambda: bool(self.endings))
        return self.endings[0]


@dataclass
class Lab:
    """The running server and every handler it has made; also its acceptor."""

    port: int = 0
    echo: bool = False
    raises_in: str = ""
    recorders: list[Recorder] = field(default_factory=list)
    requests: list[UpgradeRequest] = field(default_factory=list)
    server: uvicorn.Server | None = None
    was_asked: asyncio.Event = field(default_factory=asyncio.Event)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    def accept(self, request: UpgradeRequest) -> Handler | Rejection:
        self.requests.append(request)
        if self.raises_in == "accept":
            raise RuntimeError("the acceptor broke")
        if request.path != "/gateway":
            return Rejection(404, b'{"code":0}', headers=(("Retry-After", "7"),))
        recorder = Recorder(echo=self.echo, raises_in=self.raises_in)
        self.recorders.append(recorder)
        return recorder

    @property
    def last(self) -> Recorder:
        return self.recorders[-1]

    @asynccontextmanager
    async def client(self, *, receive_buffer_bytes: int = 0) -> AsyncIterator["Client"]:
        """Yield a connected client that has shaken hands."""
        async with Client.connected(self.port, receive_buffer_bytes=receive_buffer_bytes) as client:
            head = await client.shake_hands()
            assert head.startswith(b"HTTP/1.1 101 ")
            yield client


@asynccontextmanager
async def serve(
    options: SocketOptions | None = None,
    *,
    listener: socket.socket | None = None,
    config_changes: dict[str, Any] | None = None,
    **lab: Any,
) -> AsyncIterator[Lab]:
    """Run uvicorn in this loop, REST and WebSockets on one port."""
    running = Lab(**lab)

    async def hello(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("hello")

    async def large(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("x" * 8_000_000)

    async def slow(_request: Request) -> PlainTextResponse:
        running.was_asked.set()
        await running.may_answer.wait()
        return PlainTextResponse("slow")

    async def never(request: Request) -> PlainTextResponse:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        return PlainTextResponse("")

    settings: dict[str, Any] = {
        "http": http_protocol(5),
        "ws": websocket_protocol(running, options),
        "lifespan": "off",
        "log_config": None,
        "access_log": False,
        **(config_changes or {}),
    }
    handlers = {"/hello": hello, "/large": large, "/slow": slow, "/never": never}
    config = uvicorn.Config(Starlette(routes=[Route(*one) for one in handlers.items()]), **settings)
    config.load()
    if listener is None:
        listener = socket.create_server(("127.0.0.1", 0))
        running.port = listener.getsockname()[1]
    server = running.server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listener])
    try:
        yield running
    finally:
        await server.shutdown(sockets=[listener])


HANDSHAKE_HEADERS = {
    "Host": "beep.example",
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}


def handshake(path: str = "/gateway", method: str = "GET", **changes: str | None) -> bytes:
    """Return a handshake; a change of None removes a header (underscores stand for hyphens)."""
    headers: dict[str, str | None] = {
        **HANDSHAKE_HEADERS,
        **{name.replace("_", "-"): value for name, value in changes.items()},
    }
    lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode()


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True, rsv: int = 0, width: int = 0) -> bytes:
    """Return a masked client frame, its length in `width` bits (7, 16 or 64) or the shortest form."""
    mask = b"\x5a\x00\xff\x13"
    size = len(payload)
    width = width or (7 if size < 126 else 16 if size < 65536 else 64)
    first = (0x80 if fin else 0) | rsv << 4 | opcode
    if width == 7:
        head = struct.pack("!BB", first, 0x80 | size)
    elif width == 16:
        head = struct.pack("!BBH", first, 0x80 | 126, size)
    else:
        head = struct.pack("!BBQ", first, 0x80 | 127, size)
    return head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


def closing(code: int | None = 1000, reason: bytes = b"") -> bytes:
    return frame(CLOSE, b"" if code is None else struct.pack("!H", code) + reason)


class Client:
    """A client of bytes: nothing is read, answered or masked unless the test says so."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._loop = asyncio.get_running_loop()
        self._read = b""

    @classmethod
    @asynccontextmanager
    async def connected(cls, port: int, *, receive_buffer_bytes: int = 0) -> AsyncIterator[Self]:
        with socket.socket() as sock:
            if receive_buffer_bytes:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer_bytes)
            sock.setblocking(False)
            client = cls(sock)
            await client._loop.sock_connect(sock, ("127.0.0.1", port))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            yield client

    async def shake_hands(self, request: bytes = b"") -> bytes:
        """Send a handshake and return the head of the answer."""
        await self.send(request or handshake())
        return await self.read_until(b"\r\n\r\n")

    async def send(self, data: bytes) -> None:
        with anyio.fail_after(PATIENCE_S):
            await self._loop.sock_sendall(self.sock, data)

    async def _more(self) -> bytes:
        with anyio.fail_after(PATIENCE_S):
            return await self._loop.sock_recv(self.sock, 65536)

    async def read_until(self, end: bytes) -> bytes:
        while end not in self._read:
            data = await self._more()
            assert data, self._read
            self._read += data
        found, _, self._read = self._read.partition(end)
        return found + end

    async def read(self, size: int) -> bytes:
        parts = [self._read]
        missing = size - len(self._read)
        while missing > 0:
            data = await self._more()
            assert data, "the server closed"
            parts.append(data)
            missing -= len(data)
        whole = b"".join(parts)
        self._read = whole[size:]
        return whole[:size]

    async def read_frame(self) -> tuple[int, bytes]:
        """Return the opcode and payload of one unfragmented, unmasked frame."""
        first, second = await self.read(2)
        assert first & 0xF0 == 0x80
        assert second < 128
        length = second
        if second == 126:
            (length,) = struct.unpack("!H", await self.read(2))
        elif second == 127:
            (length,) = struct.unpack("!Q", await self.read(8))
        return first & 0x0F, await self.read(length)

    async def read_close(self) -> int | None:
        """Return the code of the close frame that must come next (None when it carries none)."""
        opcode, payload = await self.read_frame()
        assert opcode == CLOSE
        return struct.unpack("!H", payload[:2])[0] if payload else None

    async def read_to_end(self) -> bytes:
        """Return all that comes until the server ends the connection, by FIN or by reset."""
        rest = self._read
        self._read = b""
        try:
            while data := await self._more():
                rest += data
        except ConnectionResetError:
            pass
        return rest

    def reset(self) -> None:
        """Close with a reset instead of a FIN."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()
