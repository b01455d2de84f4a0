"""What processes cost, read from Linux: CPU by their clocks, memory by their shares of pages."""

import os
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_TICKS = 100.0
_CHILDREN_USER, _CHILDREN_SYSTEM = 13, 14  # counted from the state, which follows the name


@dataclass(frozen=True, slots=True)
class Cpu:
    """Seconds of CPU since each process started."""

    beep: float
    postgres: float

    def __sub__(self, earlier: "Cpu") -> "Cpu":
        return Cpu(self.beep - earlier.beep, self.postgres - earlier.postgres)


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes (10^6): PSS counts a page shared by n processes 1/n, RSS counts it n times."""

    beep_pss: float
    beep_rss: float
    tree_pss: float
    tree_rss: float


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


def cpu(pid: int) -> Cpu:
    """Return what Beep and its PostgreSQL have spent, servers that ended meanwhile included."""
    return Cpu(cpu_of(pid), _below(pid))


def memory(pid: int) -> Memory:
    own = _memory_of(pid)
    others = [_memory_of(child) for child in descendants(pid)]
    return Memory(
        own[0], own[1], own[0] + sum(pss for pss, _ in others), own[1] + sum(rss for _, rss in others)
    )


def rss_bytes(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize()


def descendants(pid: int) -> Iterator[int]:
    """Yield every process below `pid`; below Beep that is PostgreSQL and nothing else."""
    try:
        lists = [task.read_text("ascii") for task in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return
    for child in (int(number) for numbers in lists for number in numbers.split()):
        yield child
        yield from descendants(child)


def _below(pid: int) -> float:
    spent = 0.0
    for child in list(descendants(pid)):
        try:
            spent += cpu_of(child) + _reaped(child)
        except OSError:
            continue  # ended in between: its parent counts it from now on
    return spent


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
