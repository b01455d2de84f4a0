"""`EmbeddedPostgres`: one server under one home, started, kept alive and stopped with Beep."""

import asyncio
import contextlib
import logging
import signal
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from beep.runtime.postgres.binaries import PostgresBinaries, find_binaries
from beep.runtime.postgres.cluster import check_major, ensure_cluster
from beep.runtime.postgres.errors import PostgresUnavailable
from beep.runtime.postgres.identity import Identity, choose_identity
from beep.runtime.postgres.leftovers import clear_leftovers
from beep.runtime.postgres.postmaster import Postmaster
from beep.runtime.postgres.workspace import Workspace
from beep.runtime.tasks import BackgroundTasks

_log = logging.getLogger("beep.runtime.postgres")
_POLL_S = 0.05
_FIRST_DELAY_S = 0.2
_LONGEST_DELAY_S = 30.0
_STABLE_S = 60.0  # a server that lived this long failed for a new reason
_PATIENCE_WITH_ORPHANS_S = 60.0


def _silent(_progress: str) -> None:
    """Report to nobody."""


class EmbeddedPostgres:
    """Beep's own PostgreSQL; its data lies in `home`/postgres/data.

    The server lives as long as the thread that called `start`: the kernel stops it cleanly when that thread
    ends, even by kill -9. It listens on a socket in a 0700 directory only. Should it die, it is restarted,
    with a growing delay. `run_as` names the system user to drop to when Beep is root (default: a user
    namespace, else one of beep, postgres, nobody).
    """

    def __init__(
        self,
        home: Path,
        *,
        binaries: Path | None = None,
        start_timeout_s: float = 300,
        on_progress: Callable[[str], None] = _silent,
        run_as: str | None = None,
    ) -> None:
        self._workspace = Workspace(home)
        self._explicit = binaries
        self._start_timeout_s = start_timeout_s
        self._on_progress = on_progress
        self._run_as = run_as
        self._binaries: PostgresBinaries | None = None
        self._identity: Identity | None = None
        self._postmaster: Postmaster | None = None
        self._ready = asyncio.Event()
        self._tasks = BackgroundTasks()
        self._started = False

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """The libpq URL of the database `beep`; the same before, while and after it runs."""
        return self._workspace.url

    @property
    def binaries(self) -> PostgresBinaries:
        """Which binaries run; raises `PostgresUnavailable` before `start`."""
        if self._binaries is None:
            raise PostgresUnavailable("PostgreSQL has not been started.")
        return self._binaries

    @property
    def pid(self) -> int | None:
        """The server's process, None while there is none."""
        return self._postmaster.pid if self._postmaster else None

    async def start(self) -> str:
        """Start the server, creating it first on a new home, and return its libpq URL once it answers.

        Raises `PostgresUnavailable`, `HomeInUse` when another Beep runs on this home, or `WrongMajor`; then
        nothing is left running.
        """
        if self._started:
            return self.url
        self._workspace.acquire()
        self._started = True
        try:
            await self._prepare()
            await self._launch(self._start_timeout_s)
        except BaseException:
            await self.stop()
            raise
        self._tasks.spawn(self._keep_alive(), name="postgres supervisor")
        return self.url

    async def stop(self) -> None:
        """Stop the server cleanly and free the home; does nothing when it is not running. Bounded by 70 s."""
        self._started = False
        self._ready.clear()
        if self._postmaster is not None:
            self._postmaster.signal(signal.SIGINT)  # before any await, so that a cancelled stop stops it too
        try:
            await self._tasks.close()
            if self._postmaster is not None:
                await self._postmaster.shut_down()
                self._postmaster = None
        finally:
            self._workspace.release()

    async def wait_until_ready(self) -> None:
        """Wait until a connection succeeds, for instance after a crash.

        Raises `PostgresUnavailable` when it is not running, or after `start_timeout_s`.
        """
        try:
            async with asyncio.timeout(self._start_timeout_s):
                while self._started:
                    if self._ready.is_set() and await self._answers():
                        return
                    await asyncio.sleep(_POLL_S)
        except TimeoutError:
            raise PostgresUnavailable(f"PostgreSQL is not ready after {self._start_timeout_s:g} s.") from None
        raise PostgresUnavailable("PostgreSQL is not running.")

    async def _prepare(self) -> None:
        """Everything before the server: binaries, identity, directories, data."""
        workspace = self._workspace
        found = await asyncio.to_thread(find_binaries, self._explicit)
        if (workspace.data / "PG_VERSION").exists():
            await asyncio.to_thread(check_major, workspace.data, found)
        identity, found = await choose_identity(found, workspace, self._run_as)
        self._binaries, self._identity = found, identity
        taken = {
            "version": found.version,
            "origin": found.origin,
            "path": str(found.path),
            "as": identity.name,
        }
        _log.info("taking PostgreSQL's binaries", extra=taken)
        self._on_progress(f"{found}, run as {identity.name}")
        await asyncio.to_thread(workspace.give_to, identity.owner)
        await ensure_cluster(workspace, found, identity, self._on_progress)

    async def _answers(self) -> bool:
        try:
            connection = await psycopg.AsyncConnection.connect(self.url)
        except psycopg.OperationalError:
            return False
        await connection.close()
        return True

    async def _launch(self, limit_s: float | None) -> None:
        """Start the server once, wait until it answers, and make sure the database `beep` exists."""
        if self._identity is None:
            raise PostgresUnavailable("PostgreSQL has not been prepared.")
        await clear_leftovers(self._workspace, patience_s=_PATIENCE_WITH_ORPHANS_S)
        self._workspace.prepare_sockets(self._identity.owner)
        started = time.monotonic()
        self._postmaster = await Postmaster.launch(
            self._workspace, self.binaries, self._identity, self._on_progress
        )
        await self._postmaster.wait_until_ready(limit_s)
        await self._ensure_database()
        self._ready.set()
        _log.info("PostgreSQL is ready", extra={"pid": self.pid, "took_s": time.monotonic() - started})

    async def _ensure_database(self) -> None:
        if await self._answers():
            return
        maintenance = self.url.replace("/beep?", "/postgres?", 1)
        try:
            async with await psycopg.AsyncConnection.connect(maintenance, autocommit=True) as connection:
                with contextlib.suppress(psycopg.errors.DuplicateDatabase):
                    await connection.execute("CREATE DATABASE beep")
        except psycopg.Error as error:
            raise PostgresUnavailable(f"The database beep cannot be created or entered: {error}") from error

    async def _keep_alive(self) -> None:
        """Restart the server whenever it dies, sooner or later depending on how often it did."""
        delay_s = 0.0
        while self._postmaster is not None:
            since = time.monotonic()
            code = await self._postmaster.wait()
            self._ready.clear()
            _log.error("PostgreSQL died", extra={"code": code, "pid": self._postmaster.pid})
            self._on_progress(f"PostgreSQL died (code {code}), restarting it")
            if time.monotonic() - since > _STABLE_S:
                delay_s = 0.0
            while not self._ready.is_set():
                await asyncio.sleep(delay_s)
                delay_s = min(max(delay_s * 2, _FIRST_DELAY_S), _LONGEST_DELAY_S)
                await self._try_again()

    async def _try_again(self) -> None:
        try:
            await self._launch(limit_s=None)  # a recovery takes what it takes, and nobody else can do it
        except (PostgresUnavailable, psycopg.Error, OSError) as error:
            _log.exception("PostgreSQL could not be restarted", extra={"reason": str(error)})
            if self._postmaster is not None:
                await self._postmaster.shut_down()
