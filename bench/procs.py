"""What processes cost, read from Linux: CPU by their clocks, memory by their shares of pages."""

import os
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.peer import Processes

_TICKS = 100.0
_CHILDREN_USER, _CHILDREN_SYSTEM = 13, 14  # counted from the state, which follows the name


@dataclass(frozen=True, slots=True)
class Cpu:
    """Seconds of CPU since each process started."""

    server: float
    database: float

    def __sub__(self, earlier: "Cpu") -> "Cpu":
        return Cpu(self.server - earlier.server, self.database - earlier.database)

    @property
    def all(self) -> float:
        return self.server + self.database


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes (10^6): PSS counts a page shared by n processes 1/n, RSS counts it n times."""

    server_pss: float
    server_rss: float
    tree_pss: float
    tree_rss: float
    processes: int


class Others:
    """How much of the machine went to processes that are not ours, since this was made."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._before = _foreign_s()

    @property
    def cores(self) -> float:
        return max(0.0, (_foreign_s() - self._before) / (time.monotonic() - self._started))


def raise_file_limit() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def cpu_of(pid: int) -> float:
    """Return seconds of CPU of a process with all its threads, to the nanosecond.

    The number is what `clock_getcpuclockid(3)` would give; `/proc/<pid>/stat` counts in ticks of 10 ms.
    """
    return time.clock_gettime((~pid << 3) | 2)


def cpu(of: Processes) -> Cpu:
    """Return what a server and its database have spent, processes that ended meanwhile included."""
    server, database = members(of)
    return Cpu(sum(map(_spent, server)), sum(map(_spent, database)))


def memory(of: Processes) -> Memory:
    server, database = members(of)
    own, others = [_memory_of(pid) for pid in server], [_memory_of(pid) for pid in database]
    server_pss, server_rss = sum(pss for pss, _ in own), sum(rss for _, rss in own)
    return Memory(
        server_pss,
        server_rss,
        server_pss + sum(pss for pss, _ in others),
        server_rss + sum(rss for _, rss in others),
        len(own) + len(others),
    )


def members(of: Processes) -> tuple[list[int], list[int]]:
    """Return every process of the server and every one of its database."""
    database = [one for pid in of.database for one in (pid, *descendants(pid))]
    server = [one for pid in of.server for one in (pid, *descendants(pid)) if one not in database]
    return server, database


def rss_bytes(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize()


def descendants(pid: int) -> Iterator[int]:
    """Yield every process below `pid`."""
    try:
        lists = [task.read_text("ascii") for task in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return
    for child in (int(number) for numbers in lists for number in numbers.split()):
        yield child
        yield from descendants(child)


def _spent(pid: int) -> float:
    try:
        return cpu_of(pid) + _reaped(pid)
    except OSError:
        return 0.0  # ended in between: its parent counts it from now on


def _below(pid: int) -> float:
    return sum(map(_spent, list(descendants(pid))))


def _foreign_s() -> float:
    """Return seconds of CPU the machine spent on anything but this process and all it started."""
    fields = [int(one) for one in Path("/proc/stat").read_text("ascii").split("\n", 1)[0].split()[1:9]]
    idle, waiting = fields[3], fields[4]
    own = os.getpid()
    return (sum(fields) - idle - waiting) / _TICKS - cpu_of(own) - _reaped(own) - _below(own)


def _reaped(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[_CHILDREN_USER]) + int(fields[_CHILDREN_SYSTEM])) / _TICKS


def _memory_of(pid: int) -> tuple[float, float]:
    """Return (PSS, RSS) in megabytes; nothing for a process that has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0.0, 0.0
    sizes = {line.split(":")[0]: int(line.split()[1]) * 1024 / 1e6 for line in lines[1:]}
    return sizes["Pss"], sizes["Rss"]
