"""What the tests of Beep's PostgreSQL share: homes, Beeps to kill, and questions to the server."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import psycopg
import pytest

from beep.runtime.postgres import find_binaries

REPOSITORY = Path(__file__).parents[3]
DEADLINE_S = 60.0
_SCRIPT = Path(__file__).with_name("keep_running.py")
_WITHOUT_NAMESPACES = Path(__file__).with_name("without_namespaces.py")

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@contextmanager
def open_home() -> Iterator[Path]:
    """Make a home whose parents other users may enter, unlike those of `tmp_path`."""
    top = Path(tempfile.mkdtemp(prefix="beep-pg-"))
    top.chmod(0o755)
    try:
        yield top / "home"
    finally:
        shutil.rmtree(top, ignore_errors=True)


@dataclass
class Running:
    """A Beep in a process of its own, whose server is up."""

    process: subprocess.Popen[str]
    news: dict[str, Any]

    @property
    def postmaster(self) -> int:
        return self.news["postmaster"]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@dataclass
class Beeps:
    """Starts Beeps and kills what is left of them."""

    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for process in self.started:
            process.kill()
            process.communicate()

    def launch(
        self,
        home: Path,
        *options: str,
        python: str = sys.executable,
        path: str = "",
        users: str = "",
        **more: Any,
    ) -> subprocess.Popen[str]:
        """Start one and do not wait; `path` comes before our sources on its PYTHONPATH.

        With `users`, it is where no user namespace can be made and only so many user ids exist.
        """
        wrapper = [sys.executable, str(_WITHOUT_NAMESPACES), users] if users else []
        process = subprocess.Popen(  # noqa: S603 - our own script
            [*wrapper, python, str(_SCRIPT), str(home), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": f"{path}:{REPOSITORY / 'src'}", "PATH": "/usr/bin:/bin"},
            **more,
        )
        self.started.append(process)
        return process

    def run(self, home: Path, *options: str, **more: Any) -> Running:
        """Start one and wait until its server has rows."""
        process = self.launch(home, *options, **more)
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            pytest.fail(process.communicate()[1])
        return Running(process, json.loads(line))


async def until(true: Callable[[], object], what: str) -> None:
    end = time.monotonic() + DEADLINE_S
    while not true():
        if time.monotonic() > end:
            pytest.fail(f"never happened: {what}")
        await asyncio.sleep(0.01)


def is_running(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


def state_of(home: Path, binaries: Path | None = None) -> str:
    """Ask the data itself whether it was left cleanly."""
    program = find_binaries(binaries).program("pg_controldata")
    command = [program, "-D", str(home / "postgres" / "data")]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, env={"LC_ALL": "C"})  # noqa: S603
    return next(line.split(":")[1].strip() for line in answer.stdout.splitlines() if "cluster state" in line)


async def ask(url: str, query: str) -> Any:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        row = await (await connection.execute(query)).fetchone()
    assert row is not None
    return row[0]


async def write(url: str, *statements: str) -> None:
    async with await psycopg.AsyncConnection.connect(url) as connection:
        for statement in statements:
            await connection.execute(statement)
