"""A real SMTP server for what accounts are written."""

from collections.abc import AsyncIterator

import pytest
from tests.worlds.letters import Sink, smtp_sink


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    async with smtp_sink() as started:
        yield started
