"""Tests of previews that also listen over real sockets."""

from collections.abc import AsyncIterator

import pytest
from tests.worlds.conversations import Served, serve

from beep.app.program import Program


@pytest.fixture
async def served(program: Program) -> AsyncIterator[Served]:
    """Give the program of `api` on a port of its own."""
    async with serve(program) as running:
        yield running
