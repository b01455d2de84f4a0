"""A program that sends to a real SMTP server. Further settings: parametrize `environment`, indirectly."""

from collections.abc import AsyncIterator

import pytest
from tests.worlds.letters import Sink, smtp_settings, smtp_sink


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    async with smtp_sink() as started:
        yield started


@pytest.fixture
def environment(sink: Sink, request: pytest.FixtureRequest) -> dict[str, str]:
    return {**smtp_settings(sink.port), **getattr(request, "param", {})}
