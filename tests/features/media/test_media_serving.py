"""Files are given back: to whom, for how long, in which parts, and how a browser must take them."""

import io
import os
import re
import tracemalloc

import pytest
from PIL import Image
from tests.conftest import running
from tests.fakes.clock import FakeClock
from tests.features.media.conftest import Room
from tests.worlds.communities import ok
from tests.worlds.files import image, local, opened, png, upload

from beep.app.program import Program
from beep.features.media import FileId, ListedAttachment
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, UserId
from beep.runtime.http import Snowflake

pytestmark = pytest.mark.anyio


async def _status(room: Room, url: str, who: object = None) -> int:
    headers = getattr(who, "headers", {})
    return (await room.ana.api.get(local(url), headers=headers)).status_code


@pytest.mark.req("FILE-06")
async def test_a_signed_address_expires(room: Room, clock: FakeClock) -> None:
    url = (await upload(room.ana, room.channel, "a.txt", b"x"))["url"]
    clock.move(hours=6)
    assert await _status(room, url) == 200
    clock.move(hours=6, seconds=1)
    assert await _status(room, url) == 404


@pytest.mark.req("FILE-06", "S-04")
async def test_no_part_of_an_address_can_be_changed(shared_room: Room) -> None:
    one = (await upload(shared_room.ana, shared_room.channel, "a.txt", b"x"))["url"]
    other = await upload(shared_room.ana, shared_room.channel, "b.txt", b"y")
    ex = re.search(r"ex=([0-9a-f]+)", one)
    assert ex
    wrong = [
        one.split("?")[0],
        one.replace(f"ex={ex[1]}", f"ex={int(ex[1], 16) + 1:x}"),
        one[:-1] + ("0" if one[-1] != "0" else "1"),
        re.sub(r"/attachments/(\d+)/\d+/", rf"/attachments/\1/{other['id']}/", one),
        re.sub(r"hm=.*", "hm=", one),
        re.sub(r"hm=.*", "hm=%C3%A9", one),
    ]
    assert [await _status(shared_room, url) for url in wrong] == [404] * len(wrong)


@pytest.mark.req("FILE-06", "S-04")
async def test_with_a_session_the_channel_is_asked_every_time(room: Room, program: Program) -> None:
    made = await upload(room.ana, room.channel, "a.txt", b"x")
    bare = made["url"].split("?")[0]
    actor, listed = Actor(UserId(room.ana.id)), [ListedAttachment(id=Snowflake(made["id"]))]
    await program.face("media").attach(actor, ChannelId(room.channel), listed)
    assert await _status(room, bare, room.bob) == 200
    assert await _status(room, bare, room.eve) == 404

    await ok(room.bob, "DELETE", f"/users/@me/guilds/{room.salon.id}")
    assert await _status(room, bare, room.bob) == 404
    # A good signature is no way around: who asks as somebody is answered as that somebody.
    assert await _status(room, made["url"], room.bob) == 404


@pytest.mark.req("S-04")
async def test_a_file_that_waits_is_its_owners_alone(room: Room) -> None:
    bare = (await upload(room.ana, room.channel, "a.txt", b"x"))["url"].split("?")[0]
    assert await _status(room, bare, room.ana) == 200
    assert await _status(room, bare, room.bob) == 404


@pytest.mark.req("FILE-06")
async def test_addresses_live_to_their_end_however_often_their_key_is_replaced(
    room: Room, program: Program, clock: FakeClock
) -> None:
    media = program.face("media")
    url = (await upload(room.ana, room.channel, "a.txt", b"x"))["url"]
    for _ in range(3):
        await media.rotate_keys()
        clock.move(minutes=1)
    again = (await upload(room.ana, room.channel, "b.txt", b"x"))["url"]
    assert media._links._keys[0].secret != media._links._keys[-1].secret
    assert [await _status(room, one) for one in (url, again)] == [200, 200]


@pytest.mark.req("FILE-06")
async def test_what_a_replaced_key_signs_is_refused_once_its_addresses_have_ended(
    room: Room, program: Program, clock: FakeClock
) -> None:
    links = program.face("media")._links
    made = await upload(room.ana, room.channel, "a.txt", b"x")
    stolen = links._keys[0].secret
    expires, issued = int(clock.now().timestamp()) + 86_400 * 30, int(clock.now().timestamp())
    signature = links._sign(stolen, ChannelId(room.channel), FileId(int(made["id"])), expires, issued)
    forged = f"{made['url'].split('?')[0]}?ex={expires:x}&is={issued:x}&hm={signature}"
    await program.face("media").rotate_keys()
    assert await _status(room, forged) == 200
    clock.move(hours=12, minutes=1)
    assert await _status(room, forged) == 404
    # A key of another home, or the salt alone, signs nothing.
    async with program.database.read() as connection:
        salt = (await connection.exec_driver_sql("SELECT salt FROM media.address_key")).scalar_one()
    signature = links._sign(bytes(salt), ChannelId(room.channel), FileId(int(made["id"])), expires, issued)
    assert await _status(room, f"{forged.split('&hm=', maxsplit=1)[0]}&hm={signature}") == 404


@pytest.mark.req("FILE-06", "CRYP-03")
async def test_processes_sign_with_a_new_key_once_all_may_know_it(
    room: Room, program: Program, database_url: str, clock: FakeClock
) -> None:
    made = await upload(room.ana, room.channel, "a.txt", b"x")
    [view] = await program.face("media").list_by_ids([FileId(int(made["id"]))])
    async with running(program.settings, database_url, clock) as other:
        here, there = program.face("media")._links, other.face("media")._links
        await other.face("media").rotate_keys()
        # Who has not looked yet is never given an address they do not know.
        assert here.url(view) == there.url(view)
        await here.look()
        before = here.url(view)
        clock.move(seconds=31)
        assert here.url(view) == there.url(view) != before
        assert await _status(room, there.url(view)) == await _status(room, before) == 200


@pytest.mark.req("FILE-01")
@pytest.mark.parametrize(
    ("asked", "status", "content"),
    [
        ("bytes=0-3", 206, b"0123"),
        ("bytes=8-", 206, b"89"),
        ("bytes=-3", 206, b"789"),
        ("bytes=4-4", 206, b"4"),
        ("bytes=0-99", 206, b"0123456789"),
        ("bytes=10-", 416, b""),
        ("bytes=-0", 416, b""),
        ("bytes=0-1,4-5", 200, b"0123456789"),
        ("bytes=5-2", 200, b"0123456789"),
        ("lines=1-2", 200, b"0123456789"),
    ],
)
async def test_parts_of_a_file(shared_room: Room, asked: str, status: int, content: bytes) -> None:
    url = local((await upload(shared_room.ana, shared_room.channel, "a.bin", b"0123456789"))["url"])
    found = await shared_room.ana.api.get(url, headers={"range": asked})
    if asked == "bytes=0-99":
        status = 200
    assert (found.status_code, found.content) == (status, content)
    if status == 206:
        assert found.headers["content-range"].endswith("/10")
        assert int(found.headers["content-length"]) == len(content)
    if status == 416:
        assert found.headers["content-range"] == "bytes */10"


@pytest.mark.req("FILE-01")
async def test_conditions_and_head(shared_room: Room) -> None:
    api, url = (
        shared_room.ana.api,
        local((await upload(shared_room.ana, shared_room.channel, "a.bin", b"0123456789"))["url"]),
    )
    whole = await api.head(url)
    etag = whole.headers["etag"]
    assert (whole.status_code, whole.content, whole.headers["content-length"]) == (200, b"", "10")
    assert (await api.get(url, headers={"if-none-match": f'"x", {etag}'})).status_code == 304
    same = await api.get(url, headers={"range": "bytes=0-1", "if-range": etag})
    assert (same.status_code, same.content) == (206, b"01")
    changed = await api.get(url, headers={"range": "bytes=0-1", "if-range": '"other"'})
    assert (changed.status_code, changed.content) == (200, b"0123456789")


@pytest.mark.req("FILE-07", "S-20", "S-22")
@pytest.mark.parametrize(
    ("name", "content", "shown"),
    [
        ("page.html", b"<html><script>alert(1)</script>", False),
        ("dessin.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", False),
        ("a.xml", b"<?xml version='1.0'?><a/>", False),
        ("a.js", b"alert(1)", False),
        ("a.pdf", b"%PDF-1.7", False),
        ("chat.png", png(), True),
        ("chat.html", png() + b"<script>alert(1)</script>", True),
        ("son.ogg", b"OggS\0\x02", True),
    ],
)
async def test_nothing_that_could_run_is_shown_in_place(
    shared_room: Room, name: str, content: bytes, shown: bool
) -> None:
    found = await shared_room.ana.api.get(
        local((await upload(shared_room.ana, shared_room.channel, name, content))["url"])
    )

    assert found.headers["content-disposition"].startswith("inline;" if shown else "attachment;")
    assert found.headers["content-type"].split(";")[0] not in {
        "text/html",
        "image/svg+xml",
        "text/xml",
        "application/xml",
        "text/javascript",
    }
    assert found.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in found.headers["content-security-policy"]
    assert found.headers["cross-origin-resource-policy"] == "same-origin"
    assert "public" not in found.headers["cache-control"]
    assert b"<script>" not in found.content or not shown


@pytest.mark.req("S-20", "S-21")
async def test_a_name_cannot_break_out_of_its_header(shared_room: Room) -> None:
    made = await upload(shared_room.ana, shared_room.channel, 'a";x=y\r\nSet-Cookie: b=c; é.txt', b"x")
    found = await shared_room.ana.api.get(local(made["url"]))
    assert "set-cookie" not in found.headers
    assert re.fullmatch(
        r"attachment; filename=\"[A-Za-z0-9 ._()+-]*\"; filename\*=UTF-8''[A-Za-z0-9%._~-]*",
        found.headers["content-disposition"],
    )


@pytest.mark.req("FILE-07")
async def test_an_image_is_made_to_fit(room: Room) -> None:
    url = local((await upload(room.ana, room.channel, "grand.jpg", image("JPEG", 1200, 600)))["url"])
    for _ in range(2):  # made, then found
        small = await room.ana.api.get(f"{url}&width=250&height=125")
        assert small.headers["content-type"] == "image/webp"
        assert opened(small.content).size == (256, 128)
    as_it_is = await room.ana.api.get(f"{url}&width=16000")
    assert opened(as_it_is.content).size == (1200, 600)
    assert (await room.ana.api.get(f"{url}&width=0")).status_code == 400


async def test_an_image_is_made_smaller_without_being_held_in_memory(room: Room) -> None:
    noise = io.BytesIO()
    Image.frombytes("RGB", (2000, 1600), os.urandom(2000 * 1600 * 3)).save(noise, "PNG", compress_level=0)
    made = await upload(room.ana, room.channel, "bruit.png", noise.getvalue())
    assert made["size"] > 9 << 20
    tracemalloc.start()
    try:
        small = await room.ana.api.get(f"{local(made['url'])}&width=64")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert opened(small.content).size == (64, 51)
    assert peak < 5 << 20


async def test_what_is_no_image_has_no_thumbnail(shared_room: Room) -> None:
    url = local((await upload(shared_room.ana, shared_room.channel, "a.txt", b"texte"))["url"])
    assert (await shared_room.ana.api.get(f"{url}&width=64")).content == b"texte"


@pytest.mark.parametrize("number", range(6))
async def test_who_has_no_picture_has_one_of_ours(shared_room: Room, number: int) -> None:
    found = await shared_room.ana.api.get(f"http://beep.test/cdn/embed/avatars/{number}.png")
    assert opened(found.content).size == (256, 256)
    missing = await shared_room.ana.api.get("http://beep.test/cdn/embed/avatars/6.png")
    assert missing.status_code == 404
