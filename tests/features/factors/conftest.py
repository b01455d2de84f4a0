"""Ana, who sets up second factors on an installation with a name."""

import httpx2
import pytest
from tests.worlds.people import Person, sign_up


@pytest.fixture
def environment() -> dict[str, str]:
    return {"BEEP_PUBLIC_URL": "https://beep.test"}


@pytest.fixture
async def ana(api: httpx2.AsyncClient) -> Person:
    return await sign_up(api, "ana")
