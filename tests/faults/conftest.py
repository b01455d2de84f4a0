"""Fixtures of the faults, and what `make faults` prints and keeps.

`BEEP_FAULT_ROUNDS=20` makes tests long, `BEEP_FAULT_SEED=…` repeats a run's random points,
`BEEP_FAULT_RESULTS=file` keeps the table. The seed is printed when a test fails.
"""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests import homes
from tests.databases import Databases
from tests.faults.lab import RESULTS, ROUNDS, SEED, TABLE, Lab
from tests.faults.machines import OwnPostgres, Valkey
from tests.faults.nodes import Node

_LONG_TIMEOUT_S = 3600
_FOLDER = Path(__file__).parent


@pytest.fixture
async def lab(request: pytest.FixtureRequest, tmp_path: Path, database_url: str) -> AsyncIterator[Lab]:
    """Give a place to try a fault, with a database of its own."""
    rows = [row for marker in request.node.iter_markers("req") for row in marker.args]
    found = Lab(tmp_path, database_url, rows, seed=f"{SEED} {request.node.name}")
    try:
        yield found
    finally:
        await found.clean_up()


@pytest.fixture(scope="session")
async def shared_node(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Node]:
    """Give a running node for faults that leave it whole; it is quick to notice who is gone."""
    settings = {"BEEP_GATEWAY__HEARTBEAT_INTERVAL_MS": "2000", "BEEP_GATEWAY__RESUME_S": "6"}
    with databases.lent() as url:
        node = Node(tmp_path_factory.mktemp("shared") / "node", database_url=url, **settings)
        try:
            await node.start()
            yield node
        finally:
            if node.running is not None:
                await node.kill()


@pytest.fixture
async def own_postgres(
    tmp_path_factory: pytest.TempPathFactory, migrated_home: Path
) -> AsyncIterator[OwnPostgres]:
    """Give a PostgreSQL of the test's own, migrated, that the test may treat as it likes."""
    home = homes.copy(migrated_home, tmp_path_factory.mktemp("own") / "home")
    async with OwnPostgres(home) as server:
        yield server


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    """Give a running Valkey of the test's own."""
    server = Valkey(tmp_path)
    server.start()
    yield server
    server.thaw()
    server.kill()


# -- pytest's own hooks -----------------------------------------------------------------------


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if ROUNDS and _FOLDER in item.path.parents:
            item.add_marker(pytest.mark.timeout(_LONG_TIMEOUT_S))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    if report.failed and _FOLDER in item.path.parents:
        report.sections.append(("how to repeat it", f"BEEP_FAULT_SEED={SEED} BEEP_FAULT_ROUNDS={ROUNDS}"))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what was lost, made up, doubled, turned round, row by row."""
    if not TABLE:
        return
    columns = list(next(iter(TABLE.values())))
    terminalreporter.section(f"faults (BEEP_FAULT_SEED={SEED})")
    terminalreporter.write_line("row    " + "  ".join(f"{name:>15}" for name in columns))
    for row in sorted(TABLE):
        cells = "  ".join(f"{TABLE[row][name]:>15}" for name in columns)
        terminalreporter.write_line(f"{row:<7}{cells}")
    if RESULTS:
        found = {"seed": SEED, "rounds": ROUNDS, "rows": dict(sorted(TABLE.items()))}
        Path(RESULTS).write_text(json.dumps(found, indent=2) + "\n", "utf-8")
