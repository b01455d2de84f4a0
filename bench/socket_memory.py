"""The WebSocket layer alone: what one idle connection costs a process, and one frame to all of them.

`python -m bench.socket_memory [connections] [--json]`; the clients live in a second process.
"""

import asyncio
import gc
import json
import os
import socket
import subprocess
import sys
import time
from typing import Any

import uvicorn
import uvloop
from starlette.applications import Starlette

from beep.runtime.sockets import (
    Connection,
    Handler,
    Rejection,
    UpgradeRequest,
    http_protocol,
    text_frame,
    websocket_protocol,
)
from bench import procs

HANDSHAKE = (
    b"GET /?v=10&encoding=json HTTP/1.1\r\nHost: b.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nOrigin: https://b.example\r\n"
    b"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0\r\n"
    b"Cookie: session=0123456789abcdef0123456789abcdef0123456789abcdef\r\n\r\n"
)
FRAMES_PER_RUN = 20
RUNS = 7


class Idle:
    """Does nothing; its own size is part of the figure, as a gateway's handler would be."""

    __slots__ = ("connection",)
    connection: Connection

    def opened(self, connection: Connection) -> None:
        self.connection = connection

    def received(self, data: str | bytes) -> None: ...
    def drained(self) -> None: ...
    def overflowed(self) -> None: ...
    def closed(self, code: int, reason: str) -> None: ...


class Everyone:
    """Accepts all, and can be waited for."""

    def __init__(self) -> None:
        self.handlers: list[Idle] = []
        self._arrived = asyncio.Event()

    def accept(self, request: UpgradeRequest) -> Handler | Rejection:
        del request
        handler = Idle()
        self.handlers.append(handler)
        self._arrived.set()
        return handler

    async def reach(self, count: int) -> None:
        while len(self.handlers) < count:
            self._arrived.clear()
            await self._arrived.wait()


def rss_bytes() -> int:
    gc.collect()
    return procs.rss_bytes(os.getpid())


def be_the_clients(port: int, count: int) -> None:
    """Open the connections, then read and forget whatever comes until standard input ends."""

    async def run() -> None:
        loop = asyncio.get_running_loop()
        for _ in range(count):
            sock = socket.create_connection(("127.0.0.1", port))
            sock.sendall(HANDSHAKE)
            head = b""
            while b"\r\n\r\n" not in head:
                head += sock.recv(4096)
            sock.setblocking(False)
            loop.add_reader(sock, sock.recv, 1 << 16)
        await loop.run_in_executor(None, sys.stdin.read)

    procs.raise_file_limit()
    uvloop.run(run())


async def fan_out(everyone: Everyone, *, raw: bool = False) -> float:
    """Return the best CPU microseconds of one 400-byte frame to one socket; `raw` is the bare system call."""
    frame = text_frame(b"x" * 400)
    connections = [handler.connection for handler in everyone.handlers]
    # What lies below the public face is what the bare system call needs.
    transports: list[Any] = [getattr(connection, "_transport") for connection in connections]  # noqa: B009
    sockets: list[int] = [one.get_extra_info("socket").fileno() for one in transports]
    results: list[float] = []
    for _ in range(RUNS):
        started = time.process_time()
        for _ in range(FRAMES_PER_RUN):
            if raw:
                for number in sockets:
                    os.write(number, frame)
            else:
                for connection in connections:
                    connection.send_prepared(frame)
            await asyncio.sleep(0)
        results.append((time.process_time() - started) * 1e6 / FRAMES_PER_RUN / len(connections))
        await asyncio.sleep(0.2)
    return min(results)


async def measure(count: int) -> dict[str, float]:
    everyone = Everyone()
    server, listener = await serve(everyone)
    port = listener.getsockname()[1]
    # The first hundred warm allocator, caches and code up.
    with clients(port, 100) as first:
        await everyone.reach(100)
        before, cpu = rss_bytes(), time.process_time()
        with clients(port, count) as second:
            await everyone.reach(count + 100)
            cpu = time.process_time() - cpu
            await asyncio.sleep(0.5)
            idle = rss_bytes() - before
            spent, floor = await fan_out(everyone), await fan_out(everyone, raw=True)
            end(second)
        end(first)
    await server.shutdown(sockets=[listener])
    return {
        "connections": count,
        "kib_per_connection": idle / count / 1024,
        "accept_us": cpu / count * 1e6,
        "frame_us": spent,
        "frame_ratio": spent / floor,
    }


async def serve(everyone: Everyone) -> tuple[uvicorn.Server, socket.socket]:
    config = uvicorn.Config(
        Starlette(),
        ws=websocket_protocol(everyone),
        http=http_protocol(10),
        lifespan="off",
        log_config=None,
        access_log=False,
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    await server.startup(sockets=[listener])
    return server, listener


def clients(port: int, count: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - this very file
        [sys.executable, "-m", "bench.socket_memory", "--clients", str(port), str(count)],
        stdin=subprocess.PIPE,
    )


def end(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    process.stdin.close()


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--clients"]:
        be_the_clients(int(arguments[1]), int(arguments[2]))
        return
    procs.raise_file_limit()
    counts = [int(one) for one in arguments if one.isdigit()]
    found = uvloop.run(measure(counts[0] if counts else 1000))
    if "--json" in arguments:
        print(json.dumps(found))
        return
    print(f"{found['kib_per_connection']:.2f} KiB per idle connection ({found['connections']:.0f} of them)")
    print(f"{found['accept_us']:.0f} us CPU per accepted connection, handshake included")
    print(f"{found['frame_us']:.1f} us CPU per frame and socket ({found['frame_ratio']:.2f} x os.write)")


if __name__ == "__main__":
    main(sys.argv[1:])
