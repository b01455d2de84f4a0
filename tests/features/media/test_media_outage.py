"""The store goes away: nothing is acknowledged, nothing is half done, and it all comes back."""

import os
from pathlib import Path

import pytest
from tests.features.media.conftest import Room
from tests.worlds import s3
from tests.worlds.files import local, png, send, upload

pytestmark = pytest.mark.anyio
_PORT = s3.free_port()


@pytest.fixture
def environment() -> dict[str, str]:
    # Nobody listens there until a test starts a server.
    return s3.settings_for(f"http://127.0.0.1:{_PORT}")


@pytest.mark.req("FILE-04")
async def test_without_the_store_nothing_is_stored_and_it_is_said_so(room: Room) -> None:
    refused = await send(room.ana, room.channel, "a.png", png())
    assert (refused.status_code, refused.json()["key"]) == (503, "storage_away")
    assert "retry-after" in refused.headers

    with s3.s3_server(_PORT):
        made = await upload(room.ana, room.channel, "a.png", png())
        assert (await room.ana.api.get(local(made["url"]))).status_code == 200
    away = await room.ana.api.get(local(made["url"]))
    assert away.status_code == 503


def test_the_spool_leaves_nothing_behind(home: Path) -> None:
    folder = home / "incoming"
    assert not folder.exists() or os.listdir(folder) == []  # noqa: PTH208 - names are enough
