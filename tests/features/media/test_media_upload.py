"""Files come in: how large, how many, whose, and what they are called."""

import asyncio
import gzip
import io
import struct
import zipfile
import zlib

import pytest
from tests.features.media.conftest import Room
from tests.worlds.communities import ok, refused
from tests.worlds.files import MIB, image, local, opened, pieces, pixel_flood, png, send, upload

from beep.app.program import Program
from beep.kit.permissions import DEFAULT_ROLE, Permission

pytestmark = pytest.mark.anyio
LIMIT = 50 * MIB


@pytest.mark.req("ENT-08", "FILE-01", "FILE-04")
async def test_an_uploaded_file_is_described_and_read_back(shared_room: Room) -> None:
    made = await upload(shared_room.ana, shared_room.channel, "bilan.pdf", b"%PDF-1.7 chiffres")

    assert made["filename"] == "bilan.pdf"
    assert (made["size"], made["content_type"]) == (17, "application/pdf")
    assert (made["width"], made["height"], made["placeholder"]) == (None, None, None)
    found = await shared_room.ana.api.get(local(made["url"]))
    assert (found.status_code, found.content) == (200, b"%PDF-1.7 chiffres")


@pytest.mark.req("FILE-02", "AMB-28")
@pytest.mark.parametrize("announces", [True, False], ids=["content-length", "chunked"])
async def test_fifty_mebibytes_pass_and_one_byte_more_does_not(shared_room: Room, announces: bool) -> None:
    content = b"\x01" * LIMIT if announces else pieces(LIMIT)
    passed = await send(shared_room.ana, shared_room.channel, "plein.bin", content)
    assert (passed.status_code, passed.json()["size"]) == (201, LIMIT)

    one_more = b"\x01" * (LIMIT + 1) if announces else pieces(LIMIT + 1)
    refusal = await send(shared_room.ana, shared_room.channel, "trop.bin", one_more)
    assert (refusal.status_code, refusal.json()["code"]) == (413, 40005)


@pytest.mark.req("FILE-02")
async def test_what_is_too_large_is_refused_before_all_of_it_is_read(shared_room: Room) -> None:
    read = 0

    async def endless():  # noqa: ANN202 - a stream
        nonlocal read
        while True:
            read += MIB
            yield b"\x01" * MIB

    refusal = await send(shared_room.ana, shared_room.channel, "sans-fin.bin", endless())
    assert refusal.status_code == 413
    assert read <= LIMIT + 2 * MIB


@pytest.mark.req("FILE-02")
async def test_the_limit_of_other_bodies_stays(shared_room: Room) -> None:
    body = {"content": "x", "nonce": "n" * (2 * MIB)}
    await refused(shared_room.ana, "POST", f"/channels/{shared_room.channel}/messages", body, status=413)


@pytest.mark.req("FILE-01")
async def test_who_may_upload_allowed_refused_hidden(room: Room) -> None:
    await upload(room.bob, room.channel, "a.txt", b"oui")

    await room.salon.everyone_may(DEFAULT_ROLE & ~Permission.ATTACH_FILES)
    refusal = await send(room.bob, room.channel, "a.txt", b"non")
    assert (refusal.status_code, refusal.json()["code"]) == (403, 50013)
    hidden = await send(room.eve, room.channel, "a.txt", b"non")
    assert (hidden.status_code, hidden.json()["code"]) == (404, 10003)


@pytest.mark.req("S-21", "S-20")
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\rapport.txt", "rapport.txt"),
        ("/absolu.txt", "absolu.txt"),
        ("nul.txt", "_nul.txt"),
        ("CON", "_CON"),
        ("..", "file"),
        ("a\u202egpj.exe", "agpj.exe"),
        ('x"<script>.html', "x__script_.html"),
        ("point. ", "point"),
        ("été 🌻.txt", "été 🌻.txt"),
    ],
)
async def test_names_are_made_harmless(shared_room: Room, given: str, kept: str) -> None:
    made = await upload(shared_room.ana, shared_room.channel, given, b"texte")
    assert made["filename"] == kept


@pytest.mark.req("S-21")
async def test_a_long_name_keeps_its_ending(shared_room: Room) -> None:
    made = await upload(shared_room.ana, shared_room.channel, "é" * 400 + ".tar", b"texte")
    assert made["filename"].endswith("é.tar")
    assert len(made["filename"].encode()) <= 200


async def test_a_name_is_asked_for(shared_room: Room) -> None:
    path = f"/channels/{shared_room.channel}/attachments"
    answer = await shared_room.ana.call("POST", path, content=b"x", headers={"content-type": "text/plain"})
    assert answer.status_code == 400
    assert "filename" in answer.json()["errors"]


@pytest.mark.req("FILE-07")
async def test_an_image_has_its_size_and_a_placeholder_and_no_secrets(room: Room) -> None:
    exif = opened(image("JPEG")).getexif()
    exif[0x0112], exif[0x010F] = 6, "Appareil de Bob"
    photo = image("JPEG", 60, 40, exif=exif, comment=b"chez moi") + b"<script>alert(1)</script>"

    made = await upload(room.ana, room.channel, "photo.jpg", photo)

    assert (made["content_type"], made["width"], made["height"]) == ("image/jpeg", 40, 60)
    assert made["placeholder"]
    assert made["placeholder_version"] == 1
    kept = (await room.ana.api.get(local(made["url"]))).content
    assert len(kept) == made["size"]
    assert opened(kept).getexif()[0x0112] == 6
    assert b"Appareil" not in kept
    assert b"chez moi" not in kept
    assert kept.endswith(b"\xff\xd9")


@pytest.mark.req("FILE-07", "S-17")
@pytest.mark.parametrize("broken", [pixel_flood(), png()[:40]], ids=["flood", "truncated"])
async def test_an_image_that_cannot_be_opened_is_a_plain_file(shared_room: Room, broken: bytes) -> None:
    made = await upload(shared_room.ana, shared_room.channel, "image.png", broken)

    assert (made["content_type"], made["width"]) == ("application/octet-stream", None)
    found = await shared_room.ana.api.get(local(made["url"]))
    assert found.headers["content-disposition"].startswith("attachment;")
    assert found.content == broken


@pytest.mark.req("FILE-07", "S-22")
async def test_a_type_is_what_the_bytes_say(shared_room: Room) -> None:
    page = await upload(
        shared_room.ana, shared_room.channel, "photo.png", b"<html><script>alert(1)</script></html>"
    )
    assert page["content_type"] == "text/plain"
    drawing = await upload(shared_room.ana, shared_room.channel, "logo.svg", b"<svg onload='alert(1)'/>")
    assert drawing["content_type"] == "text/plain"


def _zipped(content: bytes, name: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.req("S-18")
async def test_nothing_is_ever_unpacked(room: Room, program: Program) -> None:
    """Archives, documents and fonts are bytes: nobody looks inside, whatever they would become."""
    bomb = _zipped(_zipped(b"\0" * (64 << 20), "a"), "b.zip")
    for name, content in (
        ("bombe.zip", bomb),
        ("bombe.docx", bomb),
        ("bombe.pdf", b"%PDF-1.7\n" + bomb),
        ("bombe.woff2", b"wOF2" + bomb),
        ("bombe.gz", gzip.compress(b"\0" * (64 << 20))),
    ):
        made = await upload(room.ana, room.channel, name, content)
        assert (made["size"], made["width"], made["placeholder"]) == (len(content), None, None)
        answer = await room.ana.api.get(f"{local(made['url'])}&width=64")
        assert answer.content == content
        assert answer.headers["content-disposition"].startswith("attachment")
        assert "content-encoding" not in answer.headers
        beside = f"attachments/{int(made['id']) >> 22 & 0xFF:02x}/{made['id']}.thumbnails"
        assert await program.face("media")._storage.list_under(beside) == []


@pytest.mark.req("S-18", "S-17")
async def test_what_unpacks_inside_a_picture_is_cut_off_or_not_opened(room: Room) -> None:
    bomb = zlib.compress(b"a" * (256 << 20), 9)
    plain = png()
    for kind, head in ((b"zTXt", b"note\0\0"), (b"iTXt", b"note\0\1\0\0\0"), (b"iCCP", b"profil\0\0")):
        ending = plain.index(b"IDAT") - 4
        text = head + bomb
        chunk = struct.pack(">I", len(text)) + kind + text + struct.pack(">I", zlib.crc32(kind + text))
        made = await upload(room.ana, room.channel, "photo.png", plain[:ending] + chunk + plain[ending:])
        if made["content_type"] == "image/png":
            assert made["size"] <= len(plain)
        else:
            assert (made["content_type"], made["width"]) == ("application/octet-stream", None)


@pytest.mark.req("FILE-07")
async def test_too_much_that_waits_is_too_much(room: Room, program: Program) -> None:
    media = program.face("media")
    for number in range(100):
        await upload(room.ana, room.channel, f"{number}.txt", b"x")
    refusal = await send(room.ana, room.channel, "encore.txt", b"x")
    assert (refusal.status_code, refusal.json()["key"]) == (429, "media.too_much_waiting")
    await upload(room.bob, room.channel, "autre.txt", b"x")
    assert media is not None


async def test_one_discards_only_ones_own_waiting_file(shared_room: Room) -> None:
    made = await upload(shared_room.ana, shared_room.channel, "a.txt", b"x")
    path = f"/channels/{shared_room.channel}/attachments/{made['id']}"
    await refused(shared_room.bob, "DELETE", path, status=404)
    await ok(shared_room.ana, "DELETE", path)
    assert (await shared_room.ana.api.get(local(made["url"]))).status_code == 404


async def test_many_uploads_at_once_are_all_there(shared_room: Room) -> None:
    made = await asyncio.gather(
        *(upload(shared_room.ana, shared_room.channel, f"{n}.txt", b"%d" % n) for n in range(12))
    )
    assert len({one["id"] for one in made}) == 12
    for number, one in enumerate(made):
        assert (await shared_room.ana.api.get(local(one["url"]))).content == b"%d" % number
