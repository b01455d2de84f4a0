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
    # Accounts write no letters of their own into what these tests count.
    quiet = {"BEEP_AUTH__EMAIL_VERIFICATION": "off"}
    return {**smtp_settings(sink.port), **quiet, **getattr(request, "param", {})}
