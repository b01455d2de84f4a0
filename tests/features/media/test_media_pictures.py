"""Pictures of people: what is accepted, what becomes of it, and at which addresses."""

import base64
import zlib

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.features.media.conftest import Room
from tests.worlds.communities import Caller, ok, refused
from tests.worlds.files import chunks, image, moving, opened, pixel_flood, png

from beep.app.program import Program

pytestmark = pytest.mark.anyio


def uri(content: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


async def _set(who: Caller, content: bytes) -> str:
    return str((await ok(who, "PATCH", "/users/@me", {"avatar": uri(content)}))["avatar"])


async def _picture(room: Room, path: str) -> httpx2.Response:
    return await room.ana.api.get(f"http://beep.test/cdn/{path}")


@pytest.mark.req("USER-01", "USER-06", "FILE-07")
async def test_a_persons_picture_is_encoded_anew_and_shown_to_others(room: Room) -> None:
    exif = opened(image("JPEG")).getexif()
    exif[0x010F] = "Appareil"
    name = await _set(room.ana, image("JPEG", 900, 600, exif=exif))

    shown = await ok(room.bob, "GET", f"/users/{room.ana.id}")
    assert shown["avatar"] == name
    found = await _picture(room, f"avatars/{room.ana.id}/{name}.png?size=64")
    assert (found.headers["content-type"], opened(found.content).size) == ("image/png", (64, 64))
    assert "immutable" in found.headers["cache-control"]
    webp = await _picture(room, f"avatars/{room.ana.id}/{name}.webp?size=1024")
    assert opened(webp.content).size == (512, 512)
    assert b"Appareil" not in webp.content
    assert (await _picture(room, f"avatars/{room.ana.id}/{name}.gif")).status_code == 404
    assert (await _picture(room, f"avatars/{room.bob.id}/{name}.png")).status_code == 404


@pytest.mark.req("USER-01")
async def test_a_moving_picture_moves_where_it_may(room: Room) -> None:
    name = await _set(room.ana, moving())
    assert name.startswith("a_")
    gif = opened((await _picture(room, f"avatars/{room.ana.id}/{name}.gif?size=16")).content)
    assert (gif.format, getattr(gif, "n_frames", 1) > 1) == ("GIF", True)
    still = opened((await _picture(room, f"avatars/{room.ana.id}/{name}.png")).content)
    assert still.format == "PNG"


@pytest.mark.req("USER-01")
async def test_a_picture_is_removed_and_the_old_one_goes_a_day_later(
    room: Room, program: Program, clock: FakeClock
) -> None:
    media = program.face("media")
    first = await _set(room.ana, png(colour="red"))
    second = await _set(room.ana, png(colour="blue"))
    bobs = await _set(room.bob, png(colour="blue"))
    assert first != second
    assert (await ok(room.ana, "PATCH", "/users/@me", {"avatar": None}))["avatar"] is None

    paths = [f"avatars/{room.ana.id}/{first}.png", f"avatars/{room.ana.id}/{second}.png"]
    await media.sweep()
    assert [(await _picture(room, path)).status_code for path in paths] == [200, 200]
    clock.move(days=1, minutes=1)
    await media.sweep()
    assert [(await _picture(room, path)).status_code for path in paths] == [404, 404]
    assert (await _picture(room, f"avatars/{room.bob.id}/{bobs}.png")).status_code == 200


async def test_other_changes_leave_the_picture(room: Room) -> None:
    name = await _set(room.ana, png())
    body = await ok(room.ana, "PATCH", "/users/@me", {"global_name": "Ana"})
    assert body["avatar"] == name


@pytest.mark.req("S-17", "FILE-07")
@pytest.mark.parametrize(
    "given",
    [
        "chat.png",
        "data:image/svg+xml;base64,PHN2Zy8+",
        "data:text/html;base64,PHA+",
        uri(b"GIF89a"),
        uri(png()[:50]),
        uri(pixel_flood()),
        uri(chunks((b"IHDR", b"\0" * 13), (b"IDAT", zlib.compress(b"\0")))),
        "data:image/png;base64,%%%",
        uri(moving(frames=450, side=8), "gif"),
        uri(b"\x89PNG\r\n\x1a\n" + b"\0" * (701 << 10)),
    ],
    ids=["name", "svg", "html", "cut gif", "cut png", "flood", "odd", "base64", "frames", "large"],
)
async def test_what_is_no_picture_is_refused_with_a_reason(shared_room: Room, given: str) -> None:
    error = await refused(shared_room.ana, "PATCH", "/users/@me", {"avatar": given}, status=400, code=50035)
    assert len(error["errors"]["avatar"]["_errors"][0]["message"]) > 20
    assert (await ok(shared_room.ana, "GET", "/users/@me"))["avatar"] is None
