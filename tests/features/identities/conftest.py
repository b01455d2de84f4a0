"""A provider on loopback that Beep believes."""

from collections.abc import AsyncIterator

import pytest
from tests.fakes.clock import FakeClock
from tests.fakes.openid import OpenIdFake, openid
from tests.worlds.identities import configured


@pytest.fixture
async def school(clock: FakeClock) -> AsyncIterator[OpenIdFake]:
    async with openid(clock.now) as fake:
        fake.is_("lea", name="Léa Martin")
        yield fake


@pytest.fixture
def environment(school: OpenIdFake) -> dict[str, str]:
    return configured(school)
