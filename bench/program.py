"""A server's program: started with a log of its own, waited for, stopped."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.peer import NotStarted

_READY_S = 90.0
_STOP_S = 30.0
_POLL_S = 0.05
_LOG_LINES = 30
# A bench that is killed takes its peers along.
NOT_WITHOUT_US = ("setpriv", "--pdeathsig", "TERM")


class Program:
    """One process in the foreground, its output in `log`; it ends with `stop`, or with the bench."""

    def __init__(self, name: str, log: Path) -> None:
        self._name = name
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self, command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - the peer's own program
                [*NOT_WITHOUT_US, *command],
                env={**os.environ, **(environment or {})},  # noqa: TID251 - for a child
                cwd=self._log.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_for_port(self, port: int) -> None:
        """Wait until it listens on 127.0.0.1; raises `NotStarted` when it ends instead, or takes too long."""
        deadline = time.monotonic() + _READY_S
        while not _is_open(port):
            if self._process is None or self._process.poll() is not None:
                raise NotStarted(f"{self._name} ended.\n{self.log_tail()}")
            if time.monotonic() > deadline:
                raise NotStarted(f"{self._name} was not ready after {_READY_S:g} s.\n{self.log_tail()}")
            time.sleep(_POLL_S)

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
        if not self._log.exists():
            return ""
        return "\n".join(self._log.read_text("utf-8", errors="replace").splitlines()[-_LOG_LINES:])


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
