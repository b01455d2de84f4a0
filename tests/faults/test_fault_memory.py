"""A node that takes more memory than it may have is killed by the kernel, in the middle of its work (F-14).

That slow readers cannot bring this about is proved with F-18.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.faults.failpoints import Failpoint, What
from tests.faults.lab import Lab
from tests.faults.test_fault_kills import COMMITTED, FLUSH, SEND

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

_MORE_BYTES = 64 << 20
# Where control groups are, of version 1 and 2: the group above, its limit, its count of kills.
_GROUPS = [
    (Path("/sys/fs/cgroup/memory"), "memory.limit_in_bytes", "memory.oom_control"),
    (Path("/sys/fs/cgroup"), "memory.max", "memory.events"),
]


@pytest.mark.req("F-14", "MSG-13", "MSG-15", "REL-02")
async def test_a_node_killed_for_its_memory_loses_and_doubles_nothing(lab: Lab) -> None:
    """By the kernel where a test may limit memory (root, control groups), elsewhere by the same signal."""
    places = [SEND, COMMITTED, FLUSH]
    node = await lab.node(targets=places)
    workload = await lab.workload(node.address)
    rounds = lab.rounds(1)
    for _ in range(rounds):
        async with workload.running():
            await workload.acknowledged(lab.chance.randrange(20, 60))
            with _limited_memory(node.pid) as kills:
                what: What = "hog" if kills else "kill"
                nth = lab.chance.randrange(1, 20)
                node.arm(Failpoint(target=lab.chance.choice(places), what=what, nth=nth))
                assert await node.died() == -9
                assert not kills or "oom_kill 1\n" in kills.read_text("ascii")
            await node.start()
            await workload.connected()
        await workload.settle()
    await lab.judge(workload, rounds=rounds)


@contextmanager
def _limited_memory(pid: int) -> Iterator[Path | None]:
    """Let a process have little more memory; give the file that counts kills, or `None` if not possible."""
    group: Path | None = None
    counted: Path | None = None
    for above, limit, kills in _GROUPS:
        try:
            group = above / f"beep-{pid}"
            group.mkdir()
            (group / limit).write_text(str(_MORE_BYTES), "ascii")
            (group / "cgroup.procs").write_text(str(pid), "ascii")
        except OSError:
            if group is not None and group.is_dir():
                group.rmdir()
            group = None
        else:
            counted = group / kills
            break
    try:
        yield counted
    finally:
        if group is not None:
            group.rmdir()
