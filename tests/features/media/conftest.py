"""Every test of files runs against a directory and against an S3-speaking server."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx2
import pytest
from tests.worlds import s3
from tests.worlds.communities import Community, server
from tests.worlds.people import Person, sign_up


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    with s3.s3_server() as endpoint:
        yield endpoint


@pytest.fixture(params=["file", "s3"])
def environment(request: pytest.FixtureRequest) -> dict[str, str]:
    if request.param == "file":
        return {}
    return s3.settings_for(request.getfixturevalue("s3_endpoint"))


@pytest.fixture(params=["file", "s3"], scope="module")
def shared_environment(request: pytest.FixtureRequest) -> dict[str, str]:
    if request.param == "file":
        return {}
    return s3.settings_for(request.getfixturevalue("s3_endpoint"))


@dataclass(frozen=True, slots=True)
class Room:
    """A server of Ana's with Bob in it, and Eve, who belongs to nothing."""

    salon: Community
    ana: Person
    bob: Person
    eve: Person

    @property
    def channel(self) -> int:
        return self.salon.first_channel


@pytest.fixture
async def room(api: httpx2.AsyncClient) -> Room:
    return await _room(api)


@pytest.fixture(scope="module")
async def shared_room(shared_api: httpx2.AsyncClient) -> Room:
    """Give a room for tests that are refused or only upload: nobody there sent a message or has a picture."""
    return await _room(shared_api)


async def _room(api: httpx2.AsyncClient) -> Room:
    ana, bob, eve = [await sign_up(api, name) for name in ("ana", "bob", "eve")]
    salon = await server(ana)
    await salon.member(bob)
    return Room(salon, ana, bob, eve)
