"""Answers on the port from the first request to the last: started, drained, closed."""

import asyncio
import contextlib
import signal
import socket
import ssl
from collections.abc import Callable, Generator
from functools import partial
from typing import Any

import uvicorn

from beep.app.program import Program, public_url
from beep.app.settings import Settings
from beep.runtime.descriptors import connections_limit
from beep.runtime.health import Health
from beep.runtime.sockets import SocketOptions, http_protocol, websocket_protocol
from beep.runtime.tasks import BackgroundTasks
from beep.runtime.tls import Certificate

# Requests under way get this long to end once the port is closed.
_REQUESTS_S = 4
SOCKETS = SocketOptions(
    max_message_bytes=4096, too_large_code=4002, shutdown_code=1012, close_timeout_s=_REQUESTS_S - 1
)
_HEAD_TIMEOUT_S = 15.0
_BACKLOG = 4096
_NEARLY_FULL = 0.9
_WATCH_S = 1.0


class StopRequest:
    """SIGINT and SIGTERM: the first asks to leave in good order, another one to hurry."""

    def __init__(self) -> None:
        self.is_made = asyncio.Event()
        self.is_urgent = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self.make)

    def make(self) -> None:
        (self.is_urgent if self.is_made.is_set() else self.is_made).set()


def bound(settings: Settings) -> socket.socket:
    """Return the listening socket; raises `OSError` that says what to do about it."""
    host, port = settings.process.host, settings.process.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        reason = f"cannot listen on {host}:{port} ({error.strerror}); choose another with BEEP_PORT"
        raise OSError(reason) from None


async def listen(
    program: Program,
    port: socket.socket,
    stop: StopRequest,
    *,
    certificate: Certificate | None,
    ready: Callable[[str], None],
    leaving: Callable[[], None],
) -> None:
    """Answer until asked to stop, then drain: see docs/decisions/0013-leaving-without-a-trace.md."""
    limit = connections_limit()
    server = _Server(_configured(program, certificate, limit))
    tasks = BackgroundTasks()
    tasks.spawn(server.watch_connections(program.health, limit), name="listen.watch")
    if certificate is not None:
        tasks.spawn(certificate.watch(program.health), name="tls.watch")
    listening = tasks.spawn(server.serve(sockets=[port]), name="listen")
    stopping = tasks.spawn(stop.is_made.wait(), name="stop")
    while not server.started and not listening.done():
        await asyncio.wait([listening], timeout=0.01)
    if server.started:
        ready(public_url(program.settings))
    await asyncio.wait([listening, stopping], return_when=asyncio.FIRST_COMPLETED)
    leaving()
    draining = tasks.spawn(_drain(program, server), name="drain")
    hurry = tasks.spawn(stop.is_urgent.wait(), name="hurry")
    await asyncio.wait([draining, hurry], return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    await asyncio.wait([listening, hurry], return_when=asyncio.FIRST_COMPLETED)
    server.force_exit = True
    await listening
    for request in server.server_state.tasks:
        request.cancel()
    await tasks.close()


async def _drain(program: Program, server: "_Server") -> None:
    """Send clients away while requests are still answered, each on a connection that ends with it."""
    server.part_with_clients()
    await program.leave()


def _configured(program: Program, certificate: Certificate | None, limit: int) -> uvicorn.Config:
    acceptor = program.acceptor
    return uvicorn.Config(
        program.asgi,
        http=http_protocol(_HEAD_TIMEOUT_S, max_connections=limit),
        ws=websocket_protocol(acceptor, SOCKETS) if acceptor else "none",
        loop="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_REQUESTS_S,
        backlog=_BACKLOG,
        ssl_context_factory=partial(_context, certificate) if certificate else None,
    )


def _context(certificate: Certificate, *_uvicorns: object) -> ssl.SSLContext:
    return certificate.context


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: ours stop the whole process, not only the port."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield

    async def watch_connections(self, health: Health, limit: int) -> None:
        """Say that descriptors run out before they have (F-13)."""
        while True:
            count = len(self.server_state.connections)
            if count > limit * _NEARLY_FULL:
                health.warn("connections", f"{count} of {limit} connections are taken")
            else:
                health.clear("connections")
            await asyncio.sleep(_WATCH_S)

    def part_with_clients(self) -> None:
        """Close each connection after its next answer, so that its client opens the next one elsewhere."""
        last: Any = (b"connection", b"close")
        self.config.encoded_headers.append(last)
        self.server_state.default_headers = [*self.server_state.default_headers, last]
