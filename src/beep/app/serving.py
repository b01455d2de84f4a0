"""Runs a process from start to clean stop: database, migrations, program, port."""

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import msgspec

from beep import features, runtime
from beep.app.features import FEATURES
from beep.app.listening import StopRequest, bound, listen
from beep.app.program import Program
from beep.app.settings import Settings
from beep.runtime import revisions
from beep.runtime.clock import SystemClock
from beep.runtime.database import conninfo
from beep.runtime.postgres import EmbeddedPostgres, HomeInUse
from beep.runtime.tls import Certificate
from beep.runtime.watchdog import watched_loop

_log = logging.getLogger("beep.app.serving")
Progress = Callable[[str], None]
_FEATURE_FOLDER = Path(features.__file__).parent
_RUNTIME_FOLDER = Path(runtime.__file__).parent
# After clients and requests are gone, which takes seven seconds at most; ten is all there is (F-02).
_STOP_S = 2.5


class NotMigrated(Exception):  # noqa: N818 - its text is for the operator
    """The database is empty or older than this Beep: run `beep migrate` first."""


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


@asynccontextmanager
async def migrated_database(settings: Settings, tell: Progress) -> AsyncGenerator[str]:
    """Give the URL of a database a command may work on, beside a Beep that serves or alone.

    Raises `NotMigrated` when it is behind: only `beep migrate` and a start bring it forward.
    """
    async with database(settings, tell, beside=True) as url:
        if await asyncio.to_thread(revisions.missing, conninfo(url), migration_folders()):
            raise NotMigrated(NotMigrated.__doc__)
        yield url


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
    stop = StopRequest()
    certificate = _certificate(settings)

    def leaving() -> None:
        tell("Stopping: letting requests end, asking clients to reconnect")

    if settings.process.bus_url and not settings.process.public_url:
        _log.warning("several processes need the same public_url: each refuses tokens of another address")
    with bound(settings) as port:
        settings = replace(
            settings, process=msgspec.structs.replace(settings.process, port=port.getsockname()[1])
        )
        async with database(settings, tell) as url:
            await bring_up_to_date(settings, url, tell)
            program = await Program.start(settings, url, only=only)
            await _invite_administrator(program, only, tell)
            _settle_memory()
            try:
                async with watched_loop():
                    await listen(program, port, stop, certificate=certificate, ready=ready, leaving=leaving)
            finally:
                await _stop(program, is_urgent=stop.is_urgent.is_set())


async def _invite_administrator(program: Program, only: Sequence[str], tell: Progress) -> None:
    """Print, where nobody administers, the address that makes somebody; never into a log."""
    if only and "administration" not in only:
        return
    if link := await program.face("administration").make_link():
        tell(f"Nobody administers this Beep yet. Sign up, then open this address, once: {link}")
        _log.info("nobody administers this Beep yet: `beep admin link` prints an address that changes that")


async def _stop(program: Program, *, is_urgent: bool) -> None:
    """Stop the program; a database that does not answer any more must not keep the process."""
    try:
        async with asyncio.timeout(_STOP_S):
            await program.stop(is_urgent=is_urgent)
    except TimeoutError:
        _log.warning("not everything could be put down before the end")


def _certificate(settings: Settings) -> Certificate | None:
    file, key = settings.process.tls_certificate, settings.process.tls_key
    if not file and not key:
        return None
    if not file or not key:
        raise ValueError("tls_certificate and tls_key go together: one of them is not set")
    return Certificate(Path(file), Path(key), SystemClock())


def _settle_memory() -> None:
    """Spare the collector what lives as long as the process; what a request builds is freed by counting."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


async def project_permissions(settings: Settings, url: str, tell: Callable[[str], None]) -> int:
    """Tell Permify of every server afresh, beside whatever is running; return how many there are.

    Works whichever engine decides: what is projected may be compared or switched to.
    """

    def tell_done(done: int, total: int) -> None:
        tell(f"{done} of {total} servers projected")

    program = await Program.start(settings, url, only=["authorization"], works=False)
    try:
        return await program.face("authorization").project_all(tell_done)
    finally:
        await program.stop()


async def rotate_keys(settings: Settings, url: str) -> None:
    """Sign access tokens and addresses of files with new keys, beside whatever is running."""
    program = await Program.start(settings, url, only=["auth", "media"], works=False)
    try:
        await program.face("auth").rotate_keys()
        await program.face("media").rotate_keys()
    finally:
        await program.stop()
