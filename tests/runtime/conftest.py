"""Servers the runtime is tested against."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faults.machines import Valkey


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    """Give a running Valkey of the test's own, for tests that kill it."""
    server = Valkey(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def shared_valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    """Give a running Valkey that nobody kills; each test uses a namespace of its own."""
    server = Valkey(tmp_path_factory.mktemp("valkey"))
    server.start()
    yield server
    server.kill()
