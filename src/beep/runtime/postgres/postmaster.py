"""One run of the server: its command line, its log lines, whether it is ready, and how it is stopped."""

import asyncio
import logging
import os
import re
import signal
from asyncio.subprocess import Process
from collections import deque
from collections.abc import Callable

from beep.runtime.postgres.binaries import PostgresBinaries
from beep.runtime.postgres.errors import PostgresUnavailable
from beep.runtime.postgres.identity import Identity
from beep.runtime.postgres.workspace import Workspace

_log = logging.getLogger("beep.runtime.postgres")
_POLL_S = 0.01
_FAST_STOP_S = 60.0
_IMMEDIATE_STOP_S = 10.0
_LEVELS = {"WARNING": logging.WARNING, "FATAL": logging.WARNING, "PANIC": logging.ERROR}
_LINE = re.compile(r"(?P<pid>\d+) (?P<severity>[A-Z]+\d?):\s+(?P<text>.*)")
_ROUTINE = re.compile(
    r"the database system is|terminating connection due to admin|database .* does not exist"
)
_PROGRESS = re.compile(r"redo |recovery |syncing data directory|resetting unlogged|not properly shut down")

_SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    # Four processes at their ease: docs/guides/running.md counts them.
    "max_connections": "100",
    # Small when idle: a Raspberry Pi runs all of Beep beside it.
    "shared_buffers": "32MB",
    "work_mem": "4MB",
    "maintenance_work_mem": "32MB",
    "effective_cache_size": "256MB",
    "max_worker_processes": "4",
    "max_parallel_workers": "2",
    "max_parallel_workers_per_gather": "1",
    "max_parallel_maintenance_workers": "1",
    "autovacuum_max_workers": "2",
    "max_logical_replication_workers": "0",
    "max_wal_senders": "3",
    "jit": "off",
    "huge_pages": "off",
    # Taken from our own memory first: containers have a small /dev/shm, and systemd may empty it at log-out.
    "min_dynamic_shared_memory": "4MB",
    # What is acknowledged is on disk.
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "wal_compression": "pglz",
    "max_wal_size": "512MB",
    "random_page_cost": "1.1",
    "autovacuum": "on",
    "timezone": "UTC",
    "cluster_name": "beep",
    # Log lines become Beep's: without the values of rows and statements, which belong to people.
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_line_prefix": "%p ",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_checkpoints": "off",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_startup_progress_interval": "2s",
}
_SETTINGS_SINCE = {
    17: {"summarize_wal": "off"},
    18: {"io_method": "sync", "autovacuum_worker_slots": "4"},  # no reading processes that sit idle
}


class Postmaster:
    """A started server; not reusable."""

    def __init__(self, process: Process, workspace: Workspace, lines: "_LogLines") -> None:
        self._process = process
        self._workspace = workspace
        self._lines = lines

    @classmethod
    async def launch(
        cls,
        workspace: Workspace,
        binaries: PostgresBinaries,
        identity: Identity,
        on_progress: Callable[[str], None],
    ) -> "Postmaster":
        """Start the server in the foreground; it stops cleanly by itself should Beep be killed."""
        loop = asyncio.get_running_loop()
        lines = _LogLines(on_progress)
        # A pipe of our own: asyncio's would keep `wait` from returning while orphaned backends hold it open.
        read_end, write_end = os.pipe()
        await loop.connect_read_pipe(lambda: lines, os.fdopen(read_end, "rb", buffering=0))
        try:
            process = await identity.spawn(
                _command(workspace, binaries), workspace.root, death_signal=signal.SIGINT, output=write_end
            )
        except BaseException:
            lines.close()
            raise
        finally:
            os.close(write_end)
        return cls(process, workspace, lines)

    @property
    def pid(self) -> int:
        return self._process.pid

    async def wait(self) -> int:
        """Wait for its end, however that comes; its exit code, negative for a signal."""
        code = await self._process.wait()
        self._lines.close()
        return code

    async def wait_until_ready(self, limit_s: float | None) -> None:
        """Wait while it starts or recovers, as long as it takes, or up to `limit_s`.

        Raises `PostgresUnavailable` with its last words when it ends instead.
        """
        try:
            async with asyncio.timeout(limit_s):
                while self.status() != "ready":
                    if self._process.returncode is not None:
                        raise PostgresUnavailable(
                            f"PostgreSQL ended with code {self._process.returncode} while starting on "
                            f"{self._workspace.data}. Its last words: {self._lines.last_words()}"
                        )
                    await asyncio.sleep(_POLL_S)
        except TimeoutError:
            raise PostgresUnavailable(
                f"PostgreSQL was not ready after {limit_s} s ({self.status() or 'no status'}) on "
                f"{self._workspace.data}. Its last words: {self._lines.last_words()}"
            ) from None

    def status(self) -> str:
        """Read what the server says of itself: empty, `starting`, `stopping` or `ready`."""
        try:
            lines = (self._workspace.data / "postmaster.pid").read_text(errors="replace").split("\n")
        except FileNotFoundError:
            return ""
        return lines[7].strip() if len(lines) > 7 and lines[0] == str(self.pid) else ""

    async def shut_down(self) -> None:
        """Stop it: roll back what is open, write everything, or after a minute leave the rest to recovery."""
        for sign, limit_s in ((signal.SIGINT, _FAST_STOP_S), (signal.SIGQUIT, _IMMEDIATE_STOP_S)):
            self.signal(sign)
            try:
                async with asyncio.timeout(limit_s):
                    await self._process.wait()
                break
            except TimeoutError:
                _log.warning("PostgreSQL does not stop", extra={"pid": self.pid, "signal": sign.name})
        else:
            self.signal(signal.SIGKILL)
            await self._process.wait()
        self._lines.close()

    def signal(self, sign: signal.Signals) -> None:
        if self._process.returncode is None:
            self._process.send_signal(sign)


def _command(workspace: Workspace, binaries: PostgresBinaries) -> list[str]:
    settings = dict(_SETTINGS)
    for since, more in _SETTINGS_SINCE.items():
        settings |= more if binaries.major >= since else {}
    quoted = str(workspace.sockets).replace('"', '""')
    settings["unix_socket_directories"] = f'"{quoted}"'
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [binaries.program("postgres"), "-D", str(workspace.data), *options]


class _LogLines(asyncio.Protocol):
    """Turns the server's stderr into log records and remembers its last words."""

    def __init__(self, on_progress: Callable[[str], None]) -> None:
        self._on_progress = on_progress
        self._transport: asyncio.BaseTransport | None = None
        self._rest = b""
        self._last: deque[str] = deque(maxlen=12)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._rest = self._rest[-65536:]
        for line in lines:
            self._forward(line.decode(errors="replace").rstrip())

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._transport = None

    def close(self) -> None:
        """Stop listening; what the server says from now on is lost."""
        if self._transport is not None:
            self._transport.close()

    def last_words(self) -> str:
        return " | ".join(self._last) or "none"

    def _forward(self, line: str) -> None:
        if not line:
            return
        self._last.append(line)
        parts = _LINE.match(line)
        text = parts["text"] if parts else line
        severity = parts["severity"] if parts else "LOG"
        level = logging.DEBUG if _ROUTINE.match(text) else _LEVELS.get(severity, logging.DEBUG)
        _log.log(level, "postgres says", extra={"text": text, "severity": severity})
        if _PROGRESS.search(text):
            self._on_progress(f"PostgreSQL: {text}")
