"""Bots' side of Beep, judged by the published schemas and by what client libraries need."""

from collections.abc import AsyncIterator

import pytest
from tests.compat import documented as published
from tests.compat.documented import Documented
from tests.worlds.conversations import Served, serve

from beep.app.program import Program


@pytest.fixture(scope="session")
def documented() -> Documented:
    """Give the published schemas; without their file the test is skipped, with the way to get it."""
    found = published.load()
    if found is None:
        pytest.skip(published.HOW)
    return found


@pytest.fixture
async def served(program: Program) -> AsyncIterator[Served]:
    """Give the program of `api` on a port of its own."""
    async with serve(program) as running:
        yield running
