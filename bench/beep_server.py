"""The Beep under test: `python -m beep serve` on a home of its own, loopback only."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from bench.peer import NotStarted
from bench.program import NOT_WITHOUT_US

_READY_S = 90.0
_STOP_S = 40.0
_POLL_S = 0.005
_LOG_LINES = 30


class BeepServer:
    """Starts and stops Beep on one temporary home; whoever made the folder removes it.

    `program` is the module run in Beep's place, for variants of it.
    """

    def __init__(self, settings: Mapping[str, str], folder: Path, *, program: str = "beep") -> None:
        self._program = program
        self.folder = folder
        # Beep run by root gives PostgreSQL to another user, who must be able to reach its files.
        self.folder.chmod(0o711)
        self.home = self.folder / "home"
        self.port = free_port()
        self.log = self.folder / f"beep-{self.port}.log"
        self._settings = dict(settings)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> float:
        """Start Beep; return the seconds from its creation until it says it is ready."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("BEEP_")}  # noqa: TID251 - for a child
        own = {
            "BEEP_HOME": str(self.home),
            "BEEP_PORT": str(self.port),
            **self._settings,
        }
        started = time.monotonic()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - this very interpreter
                [*NOT_WITHOUT_US, sys.executable, "-m", self._program, "serve"],
                env=inherited | own,
                cwd=self.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        while not self._is_ready():
            if self._process.poll() is not None:
                raise NotStarted(f"Beep ended with code {self._process.returncode}.\n{self.log_tail()}")
            if time.monotonic() - started > _READY_S:
                raise NotStarted(f"Beep was not ready after {_READY_S:g} s.\n{self.log_tail()}")
            time.sleep(_POLL_S)
        return time.monotonic() - started

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def log_tail(self) -> str:
        """Return the last lines, without those of requests that went well."""
        lines = self.log.read_text("utf-8", errors="replace").splitlines()
        return "\n".join(
            [one for one in lines if '"event":"request","level":"info"' not in one][-_LOG_LINES:]
        )

    def problems(self) -> list[str]:
        """Return what Beep logged as a warning or worse, each kind once."""
        lines = self.log.read_text("utf-8", errors="replace").splitlines()
        bad = [line for line in lines if '"level":"error"' in line or '"level":"warning"' in line]
        return list(dict.fromkeys(line[:200] for line in bad))[:10]

    def _is_ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
        finally:
            connection.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
