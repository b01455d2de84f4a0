"""With a virus scanner: what it finds is refused, and so is everything while it does not answer."""

import pytest
from tests.fakes.clamav import EICAR, clamav
from tests.features.media.conftest import Room
from tests.worlds import s3
from tests.worlds.files import send

pytestmark = pytest.mark.anyio
_PORT = s3.free_port()


@pytest.fixture(params=["required", "optional"])
def environment(request: pytest.FixtureRequest) -> dict[str, str]:
    required = "true" if request.param == "required" else "false"
    return {"BEEP_MEDIA__CLAMAV": f"127.0.0.1:{_PORT}", "BEEP_MEDIA__CLAMAV_REQUIRED": required}


@pytest.mark.req("FILE-07")
async def test_what_the_scanner_finds_is_refused_and_the_rest_passes(room: Room) -> None:
    async with clamav(_PORT):
        clean = await send(room.ana, room.channel, "a.bin", b"\x01" * 400_000)
        assert clean.status_code == 201
        infected = await send(room.ana, room.channel, "b.bin", b"\x01" * 300_000 + EICAR)
    assert (infected.status_code, infected.json()["key"]) == (403, "media.file_infected")
    assert "Eicar-Signature" in infected.json()["message"]


@pytest.mark.req("FILE-07")
async def test_without_the_scanner_the_setting_decides(room: Room, environment: dict[str, str]) -> None:
    answer = await send(room.ana, room.channel, "a.bin", b"x")
    if environment["BEEP_MEDIA__CLAMAV_REQUIRED"] == "true":
        assert (answer.status_code, answer.json()["key"]) == (503, "media.scanner_away")
    else:
        assert answer.status_code == 201
