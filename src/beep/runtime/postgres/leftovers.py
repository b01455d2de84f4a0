"""What a killed Beep or a killed server leaves behind: processes in the data directory, and stale files.

`postmaster.pid` is not believed. Its number may belong to a zombie or to another program by now, and then
PostgreSQL itself would refuse to start. A process of ours runs `postgres` *in* the data directory.
"""

import asyncio
import contextlib
import logging
import os
import signal
import subprocess
from pathlib import Path

from beep.runtime.postgres.errors import PostgresUnavailable
from beep.runtime.postgres.workspace import Workspace

_log = logging.getLogger("beep.runtime.postgres")
_PROC = Path("/proc")
_POLL_S = 0.03


async def clear_leftovers(workspace: Workspace, *, patience_s: float) -> None:
    """Stop every server process of an earlier run, then remove its stale files.

    An orphaned server gets `patience_s` for a clean stop, as it may be writing its last checkpoint.
    """
    data = workspace.data
    if alive := living(data):
        _log.warning("stopping an orphaned PostgreSQL", extra={"data": str(data), "pids": sorted(alive)})
        head = written_pid(data)
        if head in alive:
            send(head, signal.SIGINT)
            await _wait_gone(data, patience_s)
        # Without their head, processes only hold memory that recovery discards: nothing is lost by haste.
        for sign, wait_s in ((signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0)):
            for pid in living(data):
                send(pid, sign)
            await _wait_gone(data, wait_s)
    if alive := living(data):
        raise PostgresUnavailable(f"Processes {sorted(alive)} still use {data} and cannot be stopped.")
    (data / "postmaster.pid").unlink(missing_ok=True)
    workspace.clear_sockets()


async def _wait_gone(data: Path, limit_s: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(limit_s):
            while living(data):  # noqa: ASYNC110 - they are not our children, nothing tells
                await asyncio.sleep(_POLL_S)


def send(pid: int, sign: signal.Signals) -> None:
    """Signal a process that may be gone by now."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, sign)


def written_pid(data: Path) -> int | None:
    """Read what `postmaster.pid` claims; None when there is nothing legible."""
    try:
        return int((data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def living(data: Path) -> set[int]:
    """Find the processes that serve this data directory, zombies excepted."""
    try:
        place = data.stat()
    except FileNotFoundError:
        return set()
    if not (_PROC / "self").exists():
        return _living_without_proc(data)
    identity = place.st_dev, place.st_ino
    processes = (entry for entry in _PROC.iterdir() if entry.name.isdecimal())
    return {int(entry.name) for entry in processes if _serves(entry, identity)}


def _serves(process: Path, identity: tuple[int, int]) -> bool:
    """Tell if this is `postgres` working in the data directory, as each of its processes does."""
    try:
        place = (process / "cwd").stat()  # a zombie has none
        program = (process / "exe").readlink().name  # with " (deleted)" after an upgrade
        return (place.st_dev, place.st_ino) == identity and program.startswith("postgres")
    except OSError:
        return False


def _living_without_proc(data: Path) -> set[int]:
    """Ask `ps` about the written pid, on systems without /proc (macOS)."""
    if (pid := written_pid(data)) is None:
        return set()
    command = ["/bin/ps", "-o", "command=", "-p", str(pid)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10).stdout  # noqa: S603
    return {pid} if "postgres" in answer and str(data) in answer else set()
