"""Runs a process from start to clean stop: database, migrations, program, port."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn

from beep.app.features import FEATURES
from beep.app.program import Program
from beep.app.settings import Settings
from beep.runtime import migrate
from beep.runtime.database import conninfo
from beep.runtime.postgres import EmbeddedPostgres, HomeInUse
from beep.runtime.sockets import SocketOptions, http_protocol, websocket_protocol

_log = logging.getLogger("beep.app.serving")
Progress = Callable[[str], None]
_FEATURE_FOLDER = Path(__file__).parent.parent / "features"
_RUNTIME_FOLDER = Path(migrate.__file__).parent
# Sockets get this long to leave, requests to end.
_DRAIN_S = 8
_SOCKETS = SocketOptions(max_message_bytes=4096, too_large_code=4002, shutdown_code=1012)
_HEAD_TIMEOUT_S = 15.0


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
    behind = await asyncio.to_thread(migrate.missing, conninfo(url), migration_folders())
    if not behind:
        return
    if settings.process.database_url:
        raise NotMigrated(NotMigrated.__doc__)
    tell("Updating the database")
    await asyncio.to_thread(migrate.migrate, url, migration_folders())


async def serve(settings: Settings, only: Sequence[str], tell: Progress, ready: Progress) -> None:
    """Serve until SIGINT or SIGTERM; `ready` is called with the address once requests are answered."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with database(settings, tell) as url:
        await bring_up_to_date(settings, url, tell)
        program = await Program.start(settings, url, only=only)
        try:
            await _listen(program, settings, stop, ready)
            tell("Stopping: letting requests end, asking clients to reconnect")
        finally:
            await program.stop()


async def _listen(program: Program, settings: Settings, stop: asyncio.Event, ready: Progress) -> None:
    server = _Server(_configured(program, settings))
    listening = asyncio.ensure_future(server.serve())  # noqa: TID251 - awaited below, whatever happens
    stopping = asyncio.ensure_future(stop.wait())  # noqa: TID251 - likewise
    while not server.started and not listening.done():
        await asyncio.wait([listening], timeout=0.01)
    if server.started:
        host, port = server.servers[0].sockets[0].getsockname()[:2]
        ready(f"http://{host}:{port}")
    await asyncio.wait([listening, stopping], return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stopping.cancel()
    await listening


def _configured(program: Program, settings: Settings) -> uvicorn.Config:
    acceptor = program.acceptor
    return uvicorn.Config(
        program.asgi,
        host=settings.process.host,
        port=settings.process.port,
        http=http_protocol(_HEAD_TIMEOUT_S),
        ws=websocket_protocol(acceptor, _SOCKETS) if acceptor else "none",
        loop="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_DRAIN_S,
        backlog=4096,
    )


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: ours stop the whole process, not only the port."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield
