"""The disk under Beep and its own database is full: reads go on, writes are refused clearly, and it heals."""

import asyncio
import contextlib
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import psycopg
import pytest
from tests.faults.lab import Lab
from tests.faults.nodes import Node
from tests.faults.workload import Workload

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.slow,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk"),
]

DISK_MIB = 112
HEALED_WITHIN_S = 60
CHUNK = bytes(1 << 16)


@contextmanager
def _small_disk(place: Path) -> Iterator[None]:
    place.mkdir(parents=True, exist_ok=True)
    made = subprocess.run(  # noqa: S603 - a disk of the test's own
        ["/bin/mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m,mode=755", "beep", str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        pytest.skip(f"no disk can be mounted here: {made.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["/bin/umount", "--lazy", str(place)], check=True)  # noqa: S603 - the same


@pytest.mark.req("F-11")
async def test_a_full_disk_refuses_writes_clearly_and_heals_when_there_is_room(lab: Lab) -> None:
    node = lab.new_node(database_url="")
    with _small_disk(node.home):
        await node.start()
        workload = await lab.workload(node.address)
        rounds = lab.rounds(1)
        for _ in range(rounds):
            async with workload.running():
                await workload.acknowledged(lab.chance.randrange(20, 60))
                # First tables cannot grow; then there is no room for the database's own log, and it dies.
                for fill in (_fill_tables, _fill_log):
                    await asyncio.to_thread(_fill, node.home)
                    before = dict(workload.refusals)
                    await _until(lambda fill=fill, before=before: _is_refused(node, workload, fill, before))
                    if fill is _fill_tables:
                        await _check_reading(workload, node)
                    (node.home / "ballast").unlink()
                    await workload.acknowledged(20, within_s=HEALED_WITHIN_S)
            await workload.settle()
        assert set(workload.refusals) <= {503, 507}
        assert 507 in workload.refusals
        await lab.judge(workload, rounds=rounds * 2)
        await workload.stop()
        await node.kill()


def _fill(home: Path) -> None:
    with (home / "ballast").open("ab", buffering=0) as ballast, contextlib.suppress(OSError):
        while True:
            ballast.write(CHUNK)


def _fill_tables(home: Path) -> None:
    """Take what little is left, and let messages need more."""
    _fill(home)


def _fill_log(home: Path) -> None:
    """Use up the pieces of the log there are."""
    _fill(home)
    url = f"postgresql://beep@/beep?host={home}/postgres/run"
    with contextlib.suppress(psycopg.Error), psycopg.connect(url, autocommit=True) as connection:
        for number in range(8):
            connection.execute(f"CREATE TABLE IF NOT EXISTS public.filler{number} (id int)")
            connection.execute("SELECT pg_switch_wal()")


def _is_refused(node: Node, workload: Workload, fill: Callable[[Path], None], before: dict[int, int]) -> bool:
    fill(node.home)
    wanted = 507 if fill is _fill_tables else 503
    return workload.refusals.get(wanted, 0) > before.get(wanted, 0)


async def _check_reading(workload: Workload, node: Node) -> None:
    person, channel = workload.crowd.people[0], workload.crowd.channels[0]
    async with httpx2.AsyncClient(base_url=f"{node.address}/api/v10", timeout=30, trust_env=False) as api:
        answer = await api.get(f"/channels/{channel}/messages", headers=person.headers)
        assert answer.status_code == 200, answer.text


async def _until(is_true: Callable[[], bool]) -> None:
    async with asyncio.timeout(HEALED_WITHIN_S):
        while not await asyncio.to_thread(is_true):  # noqa: ASYNC110 - what others do with the disk
            await asyncio.sleep(0.05)
