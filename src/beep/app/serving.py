"""Runs a process from start to clean stop: database, migrations, program, port."""

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import sys
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
import uvicorn

from beep import features, runtime
from beep.app.features import FEATURES
from beep.app.program import Program
from beep.app.settings import Settings
from beep.runtime import revisions
from beep.runtime.database import conninfo
from beep.runtime.postgres import EmbeddedPostgres, HomeInUse
from beep.runtime.sockets import SocketOptions, http_protocol, websocket_protocol
from beep.runtime.tasks import BackgroundTasks

_log = logging.getLogger("beep.app.serving")
Progress = Callable[[str], None]
_FEATURE_FOLDER = Path(features.__file__).parent
_RUNTIME_FOLDER = Path(runtime.__file__).parent
# Sockets get this long to leave, requests to end.
_DRAIN_S = 8
_SOCKETS = SocketOptions(max_message_bytes=4096, too_large_code=4002, shutdown_code=1012)
_HEAD_TIMEOUT_S = 15.0
_BACKLOG = 4096


class NotMigrated(Exception):  # noqa: N818 - its text is for the operator
    """The database is older than this Beep: run `beep migrate` first."""


def migration_folders() -> list[Path]:
    """Return where migrations are: the runtime's, then each feature's."""
    own = [_FEATURE_FOLDER / name / "migrations" for name, one in FEATURES.items() if one.has_migrations]
    return [_RUNTIME_FOLDER / "migrations", *own]


@asynccontextmanager
async def database(settings: Settings, tell: Progress, *, beside: bool = False) -> AsyncGenerator[str]:
    """Give the URL of a running database: the one that is set, or Beep's own under its home.

    `beside` lets a command use the database of a Beep that is already serving from the same home.
    """
    if settings.process.database_url:
        yield settings.process.database_url
        return
    bindir = settings.process.pg_bindir
    embedded = EmbeddedPostgres(settings.home, binaries=Path(bindir) if bindir else None, on_progress=tell)
    try:
        url = await embedded.start()
    except HomeInUse:
        if not beside:
            raise
        yield embedded.url
        return
    try:
        yield url
    finally:
        tell("Stopping the database")
        await embedded.stop()


async def bring_up_to_date(settings: Settings, url: str, tell: Progress) -> None:
    """Migrate Beep's own database; refuse to start on somebody else's that is behind."""
    behind = await asyncio.to_thread(revisions.missing, conninfo(url), migration_folders())
    if not behind:
        return
    if settings.process.database_url:
        raise NotMigrated(NotMigrated.__doc__)
    tell("Updating the database")
    # In a process of its own: what it takes to migrate is not kept in memory ever after.
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", "beep", "migrate")
    if await child.wait():
        raise NotMigrated("The database could not be updated; the lines above say why.")


async def serve(settings: Settings, only: Sequence[str], tell: Progress, ready: Progress) -> None:
    """Serve until SIGINT or SIGTERM; `ready` is called with the address once requests are answered.

    Raises `OSError` before anything is started when the port is taken.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    with _bound(settings) as port:
        settings = replace(
            settings, process=msgspec.structs.replace(settings.process, port=port.getsockname()[1])
        )
        async with database(settings, tell) as url:
            await bring_up_to_date(settings, url, tell)
            program = await Program.start(settings, url, only=only)
            _settle_memory()
            try:
                await _listen(program, settings, port, stop, ready)
                tell("Stopping: letting requests end, asking clients to reconnect")
            finally:
                await program.stop()


def _settle_memory() -> None:
    """Spare the collector what lives as long as the process; what a request builds is freed by counting."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _bound(settings: Settings) -> socket.socket:
    host, port = settings.process.host, settings.process.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        reason = f"cannot listen on {host}:{port} ({error.strerror}); choose another with BEEP_PORT"
        raise OSError(reason) from None


async def _listen(
    program: Program, settings: Settings, port: socket.socket, stop: asyncio.Event, ready: Progress
) -> None:
    server = _Server(_configured(program))
    tasks = BackgroundTasks()
    listening = tasks.spawn(server.serve(sockets=[port]), name="listen")
    stopping = tasks.spawn(stop.wait(), name="stop")
    while not server.started and not listening.done():
        await asyncio.wait([listening], timeout=0.01)
    if server.started:
        ready(f"http://{settings.process.host}:{settings.process.port}")
    await asyncio.wait([listening, stopping], return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stopping.cancel()
    await listening


def _configured(program: Program) -> uvicorn.Config:
    acceptor = program.acceptor
    return uvicorn.Config(
        program.asgi,
        http=http_protocol(_HEAD_TIMEOUT_S),
        ws=websocket_protocol(acceptor, _SOCKETS) if acceptor else "none",
        loop="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_DRAIN_S,
        backlog=_BACKLOG,
    )


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: ours stop the whole process, not only the port."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield
