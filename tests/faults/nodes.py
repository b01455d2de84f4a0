"""Nodes: `beep serve` as a process of its own, with failpoints; killed, frozen, started again."""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import anyio
import httpx2
import msgspec
from tests.faults.failpoints import VARIABLE, Failpoint, Plan
from tests.journeys.server_process import PATIENCE_S, BeepProcess

REPOSITORY = Path(__file__).parents[2]


class Node(BeepProcess):
    """One Beep on a home and a port that stay the same; several on one `database_url` are one Beep.

    `settings` are environment variables (`BEEP_GATEWAY__RESUME_S="2"`). `targets` are the functions that
    may fail (see `Failpoint.target`); `arm` decides which do, before or while the node runs.
    """

    def __init__(
        self,
        home: Path,
        *,
        database_url: str = "",
        bus_url: str = "",
        targets: Sequence[str] = (),
        **settings: str,
    ) -> None:
        places = {"BEEP_DATABASE_URL": database_url, "BEEP_BUS_URL": bus_url}
        given = {name: value for name, value in places.items() if value}
        super().__init__(home, **given, **settings)
        self._plan = Plan(targets=list(targets))
        self._plan_file = home / "failpoints.json"
        home.mkdir(parents=True, exist_ok=True)
        if targets:
            self.command = [sys.executable, "-m", "tests.faults.failpoints", "serve"]
            self.settings |= {VARIABLE: str(self._plan_file), "PYTHONPATH": str(REPOSITORY)}
            self._write_plan()

    @property
    def pid(self) -> int:
        assert self.running is not None, "the node is not running"
        return self.running.process.pid

    def arm(self, *points: Failpoint) -> None:
        """Let these points fail from now on, and no others; calls are counted from here."""
        unknown = {one.target for one in points} - set(self._plan.targets)
        assert not unknown, f"not among the node's targets: {unknown}"
        self._plan.armed = list(points)
        self._plan.edition += 1
        self._write_plan()

    def _write_plan(self) -> None:
        new = self._plan_file.with_suffix(".new")
        new.write_bytes(msgspec.json.encode(self._plan))
        new.replace(self._plan_file)

    async def failed(self, *, patience_s: float = PATIENCE_S) -> None:
        """Wait until an armed point was reached."""
        assert self.running is not None, "the node is not running"
        await self.running.says('"event": "failpoint"', patience_s=patience_s)

    async def died(self, *, patience_s: float = PATIENCE_S) -> int:
        """Wait until the process has ended by itself and return its exit code; nothing stays armed."""
        running = self._taken()
        code = await running.ended(patience_s=patience_s)
        self.logged += running.lines.all
        self.arm()
        return code

    async def terminate(self) -> int:
        """Ask it to stop as a deployment does (SIGTERM) and return its exit code."""
        running = self._taken()
        running.signal(signal.SIGTERM)
        code = await running.ended()
        self.logged += running.lines.all
        return code

    def freeze(self) -> None:
        """Stop it where it is, as a stalled machine does."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    async def ready(self, *, patience_s: float = PATIENCE_S) -> None:
        """Wait until the node says that it can work."""
        with anyio.fail_after(patience_s):
            async with httpx2.AsyncClient(timeout=5, trust_env=False) as client:
                while True:
                    try:
                        answer = await client.get(f"{self.address}/health/ready")
                    except httpx2.TransportError:
                        answer = None
                    if answer is not None and answer.is_success:
                        return
                    await anyio.sleep(0.02)

    async def reports(self, metric: str, value: float, *, patience_s: float = PATIENCE_S) -> None:
        """Wait until a metric has a value."""
        wanted = f"\n{metric} {value:.1f}\n"
        with anyio.fail_after(patience_s):
            async with httpx2.AsyncClient(timeout=5, trust_env=False) as client:
                while wanted not in (await client.get(f"{self.address}/metrics")).text:  # noqa: ASYNC110
                    await anyio.sleep(0.05)
