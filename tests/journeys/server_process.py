"""Beep as a process of its own: started, watched, stopped as an operator does, or killed.

Waiting ends with a line that was written or a process that ended, or fails at a deadline.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import anyio.to_thread
from tests.conftest import CHEAP

# Starting takes seconds on a desk, and half a minute where everything else runs at the same time.
PATIENCE_S = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Lines:
    """Every line a process writes, kept, and waited for."""

    def __init__(self, stream: IO[str]) -> None:
        self.all: list[str] = []
        self._changed = threading.Condition()
        self._is_over = False
        self._thread = threading.Thread(target=self._pump, args=(stream,), daemon=True)
        self._thread.start()

    def _pump(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                with self._changed:
                    self.all.append(line.rstrip("\n"))
                    self._changed.notify_all()
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    def wait_for(self, is_it: Callable[[str], bool], *, after: int, patience_s: float) -> int:
        """Return the number of the first such line from number `after` on."""
        with self._changed:
            seen = after

            def found() -> bool:
                nonlocal seen
                while seen < len(self.all) and not is_it(self.all[seen]):
                    seen += 1
                return seen < len(self.all) or self._is_over

            if not self._changed.wait_for(found, patience_s) or seen >= len(self.all):
                raise AssertionError("it was not written:\n" + "\n".join(self.all[-40:]))
            return seen

    def finish(self) -> None:
        self._thread.join(PATIENCE_S)


class Watched:
    """A running program whose lines are kept; `seen` is where the next wait begins."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], *, merges_output: bool = False
    ) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own programs
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if merges_output else subprocess.DEVNULL,
            stderr=subprocess.STDOUT if merges_output else subprocess.PIPE,
            text=True,
            bufsize=1,
            # A Ctrl-C at the tests' terminal is for the tests.
            start_new_session=True,
        )
        stream = self.process.stdout if merges_output else self.process.stderr
        assert stream is not None
        self.lines = Lines(stream)
        self.seen = 0

    async def until(self, is_it: Callable[[str], bool], *, patience_s: float = PATIENCE_S) -> str:
        """Return the next line that is wanted, past those already waited for."""
        number = await anyio.to_thread.run_sync(
            lambda: self.lines.wait_for(is_it, after=self.seen, patience_s=patience_s)
        )
        self.seen = number + 1
        return self.lines.all[number]

    async def says(self, text: str, *, patience_s: float = PATIENCE_S) -> str:
        return await self.until(lambda line: text in line, patience_s=patience_s)

    async def ended(self, *, patience_s: float = PATIENCE_S) -> int:
        """Wait for the process to end and return its exit code."""
        code = await anyio.to_thread.run_sync(lambda: self.process.wait(patience_s))
        await anyio.to_thread.run_sync(self.lines.finish)
        return code

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    async def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        await self.ended()


class BeepProcess:
    """`beep serve` on a home and a port that stay the same from one start to the next."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home = home
        self.port = free_port()
        self.running: Watched | None = None
        # What every start so far has logged.
        self.logged: list[str] = []
        self.settings = settings
        self.command = [sys.executable, "-m", "beep", "serve"]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def gateway(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway?v=10&encoding=json"

    async def start(self) -> None:
        """Start and return when requests are answered."""
        environment = {
            **plain_environment(),
            **CHEAP,
            "BEEP_HOME": str(self.home),
            "BEEP_PORT": str(self.port),
            **self.settings,
        }
        self.running = Watched(self.command, environment)
        await self.running.until(_is_ready)

    async def stop(self) -> None:
        """Stop as Ctrl-C does; anything but a clean end fails the test."""
        running = self._taken()
        running.signal(signal.SIGINT)
        code = await running.ended()
        self.logged += running.lines.all
        assert code == 0, f"beep ended with {code}:\n" + "\n".join(running.lines.all[-40:])

    async def kill(self) -> None:
        """End the process at once, wherever it is in its work."""
        running = self._taken()
        await running.kill()
        self.logged += running.lines.all

    async def clean_up(self) -> None:
        if self.running is not None:
            await self.stop()

    def _taken(self) -> Watched:
        assert self.running is not None, "beep is not running"
        running, self.running = self.running, None
        return running


def plain_environment() -> dict[str, str]:
    """Return this process's environment without what would change Beep or a bot."""
    given = os.environ  # noqa: TID251 - handed to programs of our own
    return {
        name: value
        for name, value in given.items()
        if not name.startswith("BEEP_") and "proxy" not in name.lower() and name != "PYTHONPATH"
    }


def _is_ready(line: str) -> bool:
    return as_event(line).get("event") == "ready"


def as_event(line: str) -> dict[str, Any]:
    """Return a log line's fields, none when it is not JSON."""
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
