"""Files in messages: sent by reference and by multipart, changed, and gone with their message."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from tests.features.media.conftest import Room
from tests.worlds.communities import jobs_done, ok
from tests.worlds.files import local, multipart, png, upload

from beep.app.program import Program
from beep.kit.permissions import DEFAULT_ROLE, Permission

pytestmark = pytest.mark.anyio
WAITING = (
    "SELECT (SELECT count(*) FROM procrastinate_jobs) + (SELECT count(*) FROM outbox.fact WHERE pending)"
)


async def _post(room: Room, body: dict[str, Any]) -> dict[str, Any]:
    return dict(await ok(room.ana, "POST", f"/channels/{room.channel}/messages", body))


async def _status(room: Room, file: dict[str, Any]) -> int:
    return (await room.ana.api.get(local(file["url"]))).status_code


@pytest.mark.req("ENT-08", "FILE-01", "AMB-28")
async def test_a_message_carries_uploaded_files_in_the_order_named(room: Room) -> None:
    one, two = [await upload(room.ana, room.channel, f"{n}.png", png()) for n in (1, 2)]
    listed = [{"id": two["id"], "description": "un chat"}, {"id": one["id"], "is_spoiler": True}]
    sent = await _post(room, {"attachments": listed})

    assert sent["content"] == ""
    assert [file["id"] for file in sent["attachments"]] == [two["id"], one["id"]]
    assert sent["attachments"][0]["description"] == "un chat"
    assert sent["attachments"][1]["is_spoiler"] is True
    [seen] = await ok(room.bob, "GET", f"/channels/{room.channel}/messages")
    assert seen["attachments"] == sent["attachments"]
    assert await _status(room, seen["attachments"][0]) == 200


@pytest.mark.req("FILE-01")
@pytest.mark.parametrize("order", [0, 1], ids=["files first", "payload first"])
async def test_a_bot_sends_multipart_in_any_order(room: Room, order: int) -> None:
    listed = [{"id": 0, "description": "zéro"}, {"id": "1", "filename": "deux.txt"}]
    payload = ("payload_json", None, json.dumps({"content": "voici", "attachments": listed}).encode())
    files = [("files[0]", "a.png", png()), ("files[1]", "b.txt", b"x" * 3_000_000)]
    content, headers = multipart(*((*files, payload) if order == 0 else (payload, *reversed(files))))

    path = f"/channels/{room.channel}/messages"
    answer = await room.ana.call("POST", path, content=content, headers=headers)
    assert answer.status_code == 200, answer.text
    found = answer.json()["attachments"]
    assert [(one["filename"], one["size"]) for one in found] == [
        ("a.png", found[0]["size"]),
        ("deux.txt", 3_000_000),
    ]
    assert (found[0]["width"], found[0]["description"]) == (40, "zéro")


async def test_files_nobody_lists_are_sent_too(room: Room) -> None:
    content, headers = multipart(("file", "a.txt", b"x"))
    path = f"/channels/{room.channel}/messages"
    answer = await room.ana.call("POST", path, content=content, headers=headers)
    assert [one["filename"] for one in answer.json()["attachments"]] == ["a.txt"]


async def test_a_payload_may_come_urlencoded(room: Room) -> None:
    body = urlencode({"payload_json": json.dumps({"content": "voici"})}).encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    path = f"/channels/{room.channel}/messages"
    answer = await room.ana.call("POST", path, content=body, headers=headers)
    assert answer.json()["content"] == "voici"


@pytest.mark.req("FILE-02")
@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ([("files[0]", "a.bin", b"\x01" * (50 * (1 << 20) + 1))], 413),
        ([("payload_json", None, b'"' + b"x" * (1 << 20) + b'"')], 413),
        ([(f"files[{n}]", "a.txt", b"x") for n in range(11)], 400),
        ([("files[0]", "a.txt", b"x"), ("files[0]", "b.txt", b"y")], 400),
        ([("payload_json", None, b"{")], 400),
        ([("payload_json", None, b'{"attachments": [{"id": 3}]}')], 400),
    ],
    ids=["file", "payload", "eleven", "twice", "json", "no such part"],
)
async def test_what_is_wrong_with_multipart_is_said(shared_room: Room, parts: list[Any], status: int) -> None:
    content, headers = multipart(*parts)
    path = f"/channels/{shared_room.channel}/messages"
    answer = await shared_room.ana.call("POST", path, content=content, headers=headers)
    assert answer.status_code == status, answer.text
    assert await ok(shared_room.ana, "GET", path) == []


async def test_a_cut_or_odd_multipart_body_is_refused(shared_room: Room) -> None:
    content, headers = multipart(("files[0]", "a.txt", b"x" * 100))
    path = f"/channels/{shared_room.channel}/messages"
    for body, kind in ((content[:-30], headers["content-type"]), (b"rien", "multipart/form-data")):
        answer = await shared_room.ana.call("POST", path, content=body, headers={"content-type": kind})
        assert answer.status_code == 400, answer.text


@pytest.mark.req("FILE-01")
async def test_who_may_send_files_allowed_refused_hidden(room: Room) -> None:
    content, headers = multipart(("files[0]", "a.txt", b"x"))
    path = f"/channels/{room.channel}/messages"
    mine = await upload(room.bob, room.channel, "a.txt", b"x")
    await room.salon.everyone_may(DEFAULT_ROLE & ~Permission.ATTACH_FILES)
    assert (await room.bob.call("POST", path, content=content, headers=headers)).status_code == 403
    listed = {"content": "x", "attachments": [{"id": mine["id"]}]}
    assert (await room.bob.post(path, listed)).status_code == 403
    assert (await room.bob.post(path, {"content": "sans"})).status_code == 200
    assert (await room.eve.call("POST", path, content=content, headers=headers)).status_code == 404


@pytest.mark.req("MSG-15")
async def test_the_same_nonce_again_gives_the_first_message_with_its_files(room: Room) -> None:
    file = await upload(room.ana, room.channel, "a.txt", b"x")
    body = {"content": "x", "nonce": "n1", "attachments": [{"id": file["id"]}]}
    first, second = await _post(room, body), await _post(room, body)
    assert (second["id"], second["attachments"]) == (first["id"], first["attachments"])


@pytest.mark.req("FILE-03")
async def test_an_edit_names_what_stays_and_the_rest_goes(room: Room, program: Program) -> None:
    one, two, more = [await upload(room.ana, room.channel, f"{n}.txt", b"x") for n in (1, 2, 3)]
    sent = await _post(room, {"attachments": [{"id": one["id"]}, {"id": two["id"]}]})
    path = f"/channels/{room.channel}/messages/{sent['id']}"
    untouched = await ok(room.ana, "PATCH", path, {"content": "texte"})
    assert len(untouched["attachments"]) == 2

    edited = await ok(room.ana, "PATCH", path, {"attachments": [{"id": two["id"]}, {"id": more["id"]}]})
    assert [file["id"] for file in edited["attachments"]] == [two["id"], more["id"]]
    assert edited["content"] == "texte"
    await jobs_done(program, WAITING)
    assert [await _status(room, file) for file in (one, two, more)] == [404, 200, 200]
    content, headers = multipart(("files[0]", "quatre.txt", b"y"))
    added = (await room.ana.call("PATCH", path, content=content, headers=headers)).json()
    assert [file["filename"] for file in added["attachments"]] == ["2.txt", "3.txt", "quatre.txt"]


@pytest.mark.req("FILE-03")
async def test_files_go_with_their_message_and_with_their_channel(room: Room, program: Program) -> None:
    other = await room.salon.channel("ailleurs")
    gone = await upload(room.ana, room.channel, "a.txt", b"x")
    stays = await upload(room.ana, room.channel, "b.txt", b"x")
    there = await upload(room.ana, other, "c.txt", b"x")
    first = await _post(room, {"attachments": [{"id": gone["id"]}]})
    await _post(room, {"attachments": [{"id": stays["id"]}]})
    await ok(room.ana, "POST", f"/channels/{other}/messages", {"attachments": [{"id": there["id"]}]})

    await ok(room.ana, "DELETE", f"/channels/{room.channel}/messages/{first['id']}")
    await ok(room.ana, "DELETE", f"/channels/{other}")
    await jobs_done(program, WAITING)
    assert [await _status(room, file) for file in (gone, there, stays)] == [404, 404, 200]


@pytest.mark.req("FILE-03")
async def test_what_a_message_carries_is_never_swept(room: Room, program: Program, clock: Any) -> None:
    media = program.face("media")
    kept, lost = [await upload(room.ana, room.channel, f"{n}.txt", b"x") for n in (1, 2)]
    await _post(room, {"attachments": [{"id": kept["id"]}]})
    clock.move(days=1, minutes=5)
    await media.sweep()
    found = {one.id for one in await media.list_by_ids([int(kept["id"]), int(lost["id"])])}
    assert found == {int(kept["id"])}


async def _is_stored(program: Program, file: dict[str, Any]) -> bool:
    """Tell whether anything of a file lies in the store, whatever Beep says of it."""
    storage = program.face("media")._storage
    return any(f"/{file['id']}" in key for key in await storage.list_under("attachments"))


@pytest.mark.req("FILE-03", "MSG-07")
@pytest.mark.parametrize("way", ["bulk delete", "ban", "channel", "thread"])
async def test_nothing_is_left_in_the_store_of_messages_erased_together(
    room: Room, program: Program, way: str
) -> None:
    place = await room.salon.channel("ailleurs")
    if way == "thread":
        opened = await ok(room.ana, "POST", f"/channels/{place}/threads", {"name": "fil", "type": 11})
        place = int(opened["id"])
    kept = await upload(room.ana, room.channel, "reste.txt", b"x")
    await _post(room, {"attachments": [{"id": kept["id"]}]})
    files = [await upload(room.bob, place, f"{n}.png", png(200, 200)) for n in range(3)]
    path = f"/channels/{place}/messages"
    listed = [[{"id": files[0]["id"]}, {"id": files[1]["id"]}], [{"id": files[2]["id"]}]]
    sent = [(await ok(room.bob, "POST", path, {"attachments": some}))["id"] for some in listed]
    assert (await room.bob.api.get(f"{local(files[0]['url'])}&width=64")).status_code == 200
    assert [await _is_stored(program, file) for file in files] == [True] * 3

    if way == "bulk delete":
        await ok(room.ana, "POST", f"{path}/bulk-delete", {"messages": sent})
    elif way == "ban":
        body = {"delete_message_seconds": 3600}
        await ok(room.ana, "PUT", f"{room.salon.path}/bans/{room.bob.id}", body)
    else:
        await ok(room.ana, "DELETE", f"/channels/{place}")
    await jobs_done(program, WAITING)
    assert [await _is_stored(program, file) for file in files] == [False] * 3
    assert await _is_stored(program, kept)
