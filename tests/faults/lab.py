"""Where faults are tried: nodes, a crowd on them, random points, and a verdict that is written down."""

import os
import random
import secrets
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.faults.checker import Verdict, check
from tests.faults.ledger import Ledger
from tests.faults.nodes import Node
from tests.faults.workload import Crowd, Manner, Workload

_GIVEN: Mapping[str, str] = os.environ  # noqa: TID251 - how often and where to fail is no setting of Beep's
ROUNDS = int(_GIVEN.get("BEEP_FAULT_ROUNDS", "0"))
SEED = _GIVEN.get("BEEP_FAULT_SEED") or secrets.token_hex(4)
RESULTS = _GIVEN.get("BEEP_FAULT_RESULTS", "")
# Row -> how many rounds it had and what was found in them.
TABLE: dict[str, dict[str, int]] = {}
_SHORT = Manner()
_LONG = Manner(senders=20, receivers=200, pause_s=0.25)
_PEOPLE = 20


class Lab:
    """One test's nodes, crowd and randomness; whatever it started is ended by `clean_up`."""

    def __init__(self, folder: Path, database_url: str, rows: Sequence[str], seed: str) -> None:
        self.folder = folder
        # A migrated database of the test's own, on a PostgreSQL that is never hurt.
        self.database_url = database_url
        self.chance = random.Random(seed)  # noqa: S311 - where to fail
        self.ledger = Ledger(folder / "ledger.jsonl")
        self._rows = rows
        self._settled = 0
        self._nodes: list[Node] = []
        self._workloads: list[Workload] = []

    @property
    def is_long(self) -> bool:
        return ROUNDS > 0

    @property
    def manner(self) -> Manner:
        """The crowd: 8 senders and 12 receivers, 20 and 200 in the long version."""
        return _LONG if self.is_long else _SHORT

    def rounds(self, few: int) -> int:
        """Return at how many random points to fail: `few`, or the long version's number if that is more."""
        return max(few, ROUNDS)

    def new_node(
        self,
        *,
        database_url: str | None = None,
        bus_url: str = "",
        targets: Sequence[str] = (),
        **settings: str,
    ) -> Node:
        """Return a node that is not started; on this test's database, or its own with `database_url=""`."""
        url = self.database_url if database_url is None else database_url
        home = self.folder / f"node{len(self._nodes)}"
        node = Node(home, database_url=url, bus_url=bus_url, targets=targets, **settings)
        self._nodes.append(node)
        return node

    async def node(
        self,
        *,
        database_url: str | None = None,
        bus_url: str = "",
        targets: Sequence[str] = (),
        **settings: str,
    ) -> Node:
        """Return such a node, running."""
        node = self.new_node(database_url=database_url, bus_url=bus_url, targets=targets, **settings)
        await node.start()
        return node

    async def workload(
        self,
        *addresses: str,
        gateways: Sequence[str] = (),
        manner: Manner | None = None,
        channels: int = 2,
    ) -> Workload:
        """Gather a crowd on a running node, the first address, and let it use all of them.

        `gateways` are where receivers connect, when that is elsewhere than where senders send.
        """
        manner = manner or self.manner
        people = min(max(manner.senders, manner.receivers, 1), _PEOPLE)
        crowd = await Crowd.gather(addresses[0], people, channels=channels)
        seed = self.chance.randrange(1 << 30)
        workload = Workload(addresses, crowd, self.ledger, manner=manner, gateways=gateways, seed=seed)
        workload.on_settled = self._tell_progress
        self._workloads.append(workload)
        return workload

    def _tell_progress(self) -> None:
        """Say how far the long version is; `make faults` shows what tests print."""
        self._settled += 1
        if self.is_long:
            rows = ", ".join(row for row in self._rows if row.startswith("F-"))
            messages = len(self.ledger.acknowledged)
            print(f"{rows}: settled {self._settled} times, {messages} messages", flush=True)  # noqa: T201

    async def judge(
        self,
        workload: Workload,
        *,
        rounds: int = 1,
        receivers: Sequence[str] | None = None,
        recovery_s: float = 0,
    ) -> Verdict:
        """Check a workload, write the verdict into the table, and fail unless all is well.

        `recovery_s` is how long the slowest recovery took, for the table only.
        """
        verdict = await check(workload, receivers=receivers)
        for row in self._rows:
            line = TABLE.setdefault(row, {"rounds": 0, **dict.fromkeys(verdict.counts, 0), "recovery_ms": 0})
            line["rounds"] += rounds
            line["recovery_ms"] = max(line["recovery_ms"], round(recovery_s * 1000))
            for kind, count in verdict.counts.items():
                line[kind] += count
        verdict.assert_clean()
        return verdict

    async def clean_up(self) -> None:
        for workload in self._workloads:
            await workload.stop()
        for node in self._nodes:
            if node.running is not None:
                await node.kill()
        self.ledger.close()


async def start_two(lab: Lab, *buses: str, targets: Sequence[str] = (), **settings: str) -> list[Node]:
    """Start a node on each bus address; both share a public address and the key file."""
    settings["BEEP_PUBLIC_URL"] = "https://beep.test"
    first, second = (lab.new_node(bus_url=bus, targets=targets, **settings) for bus in buses)
    await first.start()
    shutil.copy(first.home / "auth.key", second.home)
    await second.start()
    return [first, second]
