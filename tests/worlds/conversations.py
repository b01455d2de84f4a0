"""Conversations for tests: Beep on a real port, clients on real sockets, messages in one line.

`client = await served.person(ana)`, `await say(ana, channel, "Salut")`,
`await client.event("MESSAGE_CREATE", content="Salut")`. Nothing sleeps: waiting ends with what is
waited for, or fails at a deadline.
"""

import asyncio
import json
import socket
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import uvicorn
import websockets
from websockets.asyncio.client import ClientConnection

from beep.app import listening
from beep.app.program import Program
from beep.features import messaging
from beep.runtime.sockets import websocket_protocol
from tests.worlds.communities import Bot, Caller, ok
from tests.worlds.people import Person

PATIENCE_S = 10
# GUILDS, GUILD_MEMBERS, GUILD_INVITES, GUILD_MESSAGES, GUILD_MESSAGE_TYPING, MESSAGE_CONTENT
BOT_INTENTS = 1 << 0 | 1 << 1 | 1 << 6 | 1 << 9 | 1 << 11 | 1 << 15
Frame = dict[str, Any]


async def say(who: Caller, channel: int, content: str = "Salut", **more: Any) -> dict[str, Any]:
    """Post a message and return it."""
    return dict(await ok(who, "POST", f"/channels/{channel}/messages", {"content": content, **more}))


async def eventually(is_true: Callable[[], bool]) -> None:
    """Let the event loop turn until something is true that nobody announces."""
    async with asyncio.timeout(PATIENCE_S):
        while not is_true():  # noqa: ASYNC110 - there is no event for it
            await asyncio.sleep(0)


async def history(who: Caller, channel: int, **window: Any) -> list[dict[str, Any]]:
    """Return part of a channel's history, newest first."""
    query = "&".join(f"{name}={value}" for name, value in window.items())
    return list(await ok(who, "GET", f"/channels/{channel}/messages?{query}"))


def _fits(found: Any, wanted: Any) -> bool:
    """Tell whether an object is the one wanted: by its id, as shapes show more or less of it."""
    if isinstance(found, dict) and isinstance(wanted, dict) and "id" in wanted:
        return found.get("id") == wanted["id"]
    return bool(found == wanted)


class Client:
    """One gateway connection that keeps every frame it receives, in order."""

    def __init__(self, socket: ClientConnection, *, inflates: bool = False) -> None:
        self.socket = socket
        self.frames: list[Frame] = []
        self.session_id = ""
        # How many raw messages arrived, and whether each ended as zlib-stream asks.
        self.raw: list[bytes | str] = []
        self._inflate = zlib.decompressobj() if inflates else None
        self._seen = 0
        self._news = asyncio.Event()
        self._reading = asyncio.ensure_future(self._read())  # noqa: TID251 - ended by `close`

    async def _read(self) -> None:
        try:
            async for raw in self.socket:
                self.raw.append(raw)
                text = raw if self._inflate is None else self._inflate.decompress(bytes(raw))  # type: ignore[arg-type]
                self.frames.append(json.loads(text))
                self._news.set()
        except websockets.ConnectionClosedError:
            pass
        finally:
            self._news.set()

    # -- speaking -----------------------------------------------------------------------------

    async def send(self, op: int, data: Any = None) -> None:
        await self.socket.send(json.dumps({"op": op, "d": data}))

    async def send_raw(self, text: str | bytes) -> None:
        await self.socket.send(text)

    async def identify(self, token: str, **more: Any) -> Frame:
        """Identify and return READY's data."""
        await self.send(2, {"token": token, "properties": {}, **more})
        ready = await self.event("READY")
        self.session_id = ready["session_id"]
        for _ in ready["guilds"]:
            await self.event("GUILD_CREATE")
        return ready

    async def resume(self, token: str, session_id: str, seq: int) -> None:
        await self.send(6, {"token": token, "session_id": session_id, "seq": seq})

    # -- hearing ------------------------------------------------------------------------------

    @property
    def seq(self) -> int:
        """The sequence of the last event received."""
        return max((frame["s"] for frame in self.frames if frame["s"] is not None), default=0)

    def events(self, *names: str) -> list[Frame]:
        """Return what events of these names carried, of all names when none is given."""
        return [one["d"] for one in self.frames if one["op"] == 0 and (not names or one["t"] in names)]

    @property
    def names(self) -> list[str]:
        return [one["t"] for one in self.frames if one["op"] == 0]

    async def until(self, is_it: Callable[[Frame], bool], *, patience_s: float = PATIENCE_S) -> Frame:
        """Return the next frame that is wanted, among those not yet passed by."""
        async with asyncio.timeout(patience_s):
            while True:
                while self._seen < len(self.frames):
                    frame = self.frames[self._seen]
                    self._seen += 1
                    if is_it(frame):
                        return frame
                if self._reading.done():
                    raise AssertionError(f"closed ({self.socket.close_code}) before it came: {self.names}")
                self._news.clear()
                await self._news.wait()

    async def event(self, name: str, *, patience_s: float = PATIENCE_S, **expected: Any) -> Frame:
        """Return the data of the next such event, skipping others."""

        def is_it(frame: Frame) -> bool:
            data = frame["d"]
            return frame["t"] == name and all(_fits(data.get(key), value) for key, value in expected.items())

        found = await self.until(is_it, patience_s=patience_s)
        return dict(found["d"])

    async def op(self, number: int, *, patience_s: float = PATIENCE_S) -> Frame:
        return await self.until(lambda frame: frame["op"] == number, patience_s=patience_s)

    async def close_code(self, *, patience_s: float = PATIENCE_S) -> int | None:
        """Wait until the server has closed and return with which code; 1006 when it was cut."""
        async with asyncio.timeout(patience_s):
            await self.socket.wait_closed()
            await self._reading
        return self.socket.close_code

    async def reached(self) -> None:
        """Wait until the server has read all that was sent and we all it had written by then."""
        await self.send(1, self.seq)
        await self.op(11)

    async def reached_without_sending(self, acknowledged: int) -> None:
        """Wait until so many heartbeats in all have been answered."""
        async with asyncio.timeout(PATIENCE_S):
            while sum(frame["op"] == 11 for frame in self.frames) < acknowledged:
                await self.op(11)

    # -- leaving ------------------------------------------------------------------------------

    def cut(self) -> None:
        """Drop the TCP connection without a word, as a lost network does."""
        self.socket.transport.abort()

    def stop_reading(self) -> None:
        """Leave everything in the kernel, as a frozen client does."""
        self.socket.transport.pause_reading()  # type: ignore[attr-defined]

    def read_again(self) -> None:
        self.socket.transport.resume_reading()  # type: ignore[attr-defined]

    async def close(self) -> None:
        self.read_again()
        self.socket.transport.abort()
        await self.socket.wait_closed()
        await asyncio.gather(self._reading, return_exceptions=True)


@dataclass
class Served:
    """Beep on a port of its own, and all who connected to it."""

    program: Program
    port: int
    clients: list[Client] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    async def connect(self, query: str = "v=10&encoding=json", **options: Any) -> Client:
        """Open a connection and wait for Hello; zlib-stream is inflated if the query asks for it."""
        inflates = "compress=zlib-stream" in query
        client = Client(await self.socket(f"/gateway?{query}", **options), inflates=inflates)
        self.clients.append(client)
        return client

    async def socket(self, path: str = "/gateway", **options: Any) -> ClientConnection:
        """Open a bare connection; what the server refuses raises `websockets.InvalidStatus`."""
        plain: dict[str, Any] = {
            "compression": None,
            "proxy": None,
            "max_size": None,
            "ping_interval": None,
            "max_queue": None,
        }
        return await websockets.connect(self.url + path, **{**plain, "close_timeout": 1, **options})

    async def person(self, who: Person, **options: Any) -> Client:
        """Return a client of a person that has received READY and all servers."""
        client = await self.connect(**options)
        await client.identify(who.token)
        return client

    async def slow_person(self, who: Person) -> Client:
        """Return a client whose kernel keeps next to nothing for it, so that not reading is soon felt."""
        small = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        small.connect(("127.0.0.1", self.port))
        small.setblocking(False)
        return await self.person(who, sock=small)

    async def bot(self, who: Bot, intents: int = BOT_INTENTS, **more: Any) -> Client:
        client = await self.connect()
        await client.identify(who.token, intents=intents, **more)
        return client

    async def resumed(self, lost: Client, token: str, seq: int | None = None) -> Client:
        """Return a new client that asked to go on where `lost` stopped."""
        client = await self.connect()
        client.session_id = lost.session_id
        await client.resume(token, lost.session_id, lost.seq if seq is None else seq)
        return client

    async def forgotten(self, client: Client) -> None:
        """Wait until the server has noticed that a connection is gone."""
        lobby = self.program.face("gateway")._lobby
        await eventually(
            lambda: all(h.session is None or h.session.id != client.session_id for h in lobby.handlers)
        )

    async def pushed(self) -> None:
        """Wait until every push this process knows of is made."""
        [pushes] = [one for one in self.program.relay._told.live[messaging.MessageSent] if _orders(one)]
        await eventually(lambda: pushes.__self__._order.is_idle)  # type: ignore[attr-defined]

    async def settled(self) -> None:
        """Wait until every push is made and every client has received it."""
        await self.pushed()
        # What is merged with its followers waits for them a moment longer than the answer to a heartbeat.
        self.program.face("gateway")._hub.flush()
        for client in self.clients:
            if client.socket.close_code is None:
                await client.reached()

    async def one_left(self, remaining: int) -> None:
        """Wait until the server holds so many connections."""
        handlers = self.program.face("gateway")._lobby.handlers
        await eventually(lambda: len(handlers) <= remaining)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(client.close() for client in self.clients))


def _orders(listener: Any) -> bool:
    return hasattr(getattr(listener, "__self__", None), "_order")


@asynccontextmanager
async def serve(program: Program) -> AsyncIterator[Served]:
    """Serve a program in this process on a free loopback port, with the sockets of `beep serve`."""
    config = uvicorn.Config(
        program.asgi,
        host="127.0.0.1",
        port=0,
        ws=websocket_protocol(program.acceptor, listening.SOCKETS) if program.acceptor else "none",
        loop="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    [listener] = server.servers
    try:
        async with Served(program, listener.sockets[0].getsockname()[1]) as served:
            yield served
    finally:
        listener.close()
        await listener.wait_closed()


async def marker(who: Person, client: Client, number: str) -> None:
    """Make something happen that only `who` hears of, and wait for it: all before it has arrived."""
    await ok(who, "PATCH", "/users/@me", {"global_name": f"Marque {number}"})
    await client.event("USER_UPDATE", global_name=f"Marque {number}")
