"""Sending, editing, deleting, answering and calling people."""

import unicodedata

import httpx2
import pytest
from tests.worlds.communities import ok, refused, server
from tests.worlds.conversations import history, say
from tests.worlds.people import sign_up

from beep.kit.permissions import DEFAULT_ROLE, Permission

pytestmark = pytest.mark.anyio


@pytest.mark.req("MSG-01", "MSG-14")
async def test_a_message_is_sent_by_who_may_and_read_by_all_who_see_the_channel(
    api: httpx2.AsyncClient,
) -> None:
    ana, bob, eve = [await sign_up(api, name) for name in ("ana", "bob", "eve")]
    salon = await server(ana)
    await salon.member(bob)
    channel = salon.first_channel

    sent = await say(bob, channel, "  Salut à toutes  ")

    assert (sent["content"], sent["author"]["id"]) == ("Salut à toutes", str(bob.id))
    assert (sent["channel_id"], sent["type"], sent["edited_timestamp"]) == (str(channel), 0, None)
    for key in ("mentions", "mention_roles", "attachments", "embeds"):
        assert sent[key] == []
    assert [one["id"] for one in await history(ana, channel)] == [sent["id"]]
    path = f"/channels/{channel}/messages"
    for method, where, body in (
        ("POST", path, {"content": "non"}),
        ("GET", path, None),
        ("GET", f"{path}/{sent['id']}", None),
        ("PATCH", f"{path}/{sent['id']}", {"content": "non"}),
        ("DELETE", f"{path}/{sent['id']}", None),
        ("POST", f"{path}/{sent['id']}/ack", None),
        ("POST", f"/channels/{channel}/typing", None),
    ):
        await refused(eve, method, where, body, status=404, code=10003)
        assert (await api.request(method, where, json=body)).status_code == 401
    await salon.everyone_may(Permission.VIEW_CHANNEL)
    await refused(bob, "POST", path, {"content": "non"}, status=403)
    assert await history(bob, channel) == []
    await refused(bob, "GET", f"{path}/{sent['id']}", status=404, code=10008)


@pytest.mark.req("MSG-02")
async def test_the_contract_of_the_source_document_holds_to_the_letter(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    root = f"http://beep.test/channels/{salon.first_channel}/messages"
    body = {"authorId": str(ana.id), "content": "Bonjour", "attachments": []}

    answer = await ana.post(root, body)

    assert answer.status_code == 201
    made = answer.json()
    assert made["status"] == "created"
    assert made["timestamp"].startswith("2026-03-01T12:00:00")
    assert (await ok(ana, "GET", f"/channels/{salon.first_channel}/messages/{made['id']}"))["id"] == made[
        "id"
    ]
    assert (await ana.post(root, {**body, "authorId": ana.id})).status_code == 201
    assert (await ana.post(root, {**body, "authorId": None})).status_code == 201

    await refused(ana, "POST", root, {**body, "authorId": "42"}, status=403)
    error = await refused(ana, "POST", root, {**body, "attachments": [{"id": 0}]}, status=400, code=50035)
    assert "attachments" in error["errors"]
    assert (await ana.post(f"/channels/{salon.first_channel}/messages", body)).status_code == 200


@pytest.mark.req("MSG-10")
async def test_two_thousand_code_points_fit_and_one_more_does_not(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    path = f"/channels/{salon.first_channel}/messages"
    sent = await say(ana, salon.first_channel)
    edited = f"{path}/{sent['id']}"

    # Counted as stored: composed (NFC) and trimmed.
    for text in ("x" * 2000, "\U0001f600" * 2000, "e\u0301" * 2000, " \n" + "y" * 2000 + "\t "):
        stored = unicodedata.normalize("NFC", text).strip()
        assert (await ok(ana, "POST", path, {"content": text}))["content"] == stored
        assert (await ok(ana, "PATCH", edited, {"content": text}))["content"] == stored
    for text in ("x" * 2001, "\U0001f600" * 2001, "e\u0301" * 2001, "x\u0301" * 1001, "", "   \n\u2003"):
        for method, where in (("POST", path), ("PATCH", edited)):
            error = await refused(ana, method, where, {"content": text}, status=400, code=50035)
            assert error["errors"]["content"]["_errors"][0]["message"]
    for body in ({}, {"content": None}):
        await refused(ana, "POST", path, body, status=400, code=50035)
    assert (await ok(ana, "PATCH", edited, {}))["content"] == "y" * 2000


@pytest.mark.req("MSG-03")
async def test_only_its_author_edits_a_message(api: httpx2.AsyncClient) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    channel = salon.first_channel
    sent = await say(bob, channel, "avnt")
    path = f"/channels/{channel}/messages/{sent['id']}"

    edited = await ok(bob, "PATCH", path, {"content": "avant"})

    assert edited["content"] == "avant"
    assert edited["edited_timestamp"] is not None
    assert (edited["timestamp"], edited["seq"], edited["id"]) == (sent["timestamp"], sent["seq"], sent["id"])
    assert await ok(ana, "GET", path) == edited
    # Not even the owner, who may delete it.
    await refused(ana, "PATCH", path, {"content": "autre"}, status=403, code=50005)
    other = await salon.channel()
    gone = f"/channels/{channel}/messages/42"
    for where in (gone, f"/channels/{other}/messages/{sent['id']}"):
        await refused(bob, "PATCH", where, {"content": "x"}, status=404, code=10008)
        await refused(bob, "DELETE", where, status=404, code=10008)
    await salon.everyone_may(DEFAULT_ROLE & ~Permission.VIEW_CHANNEL)
    await refused(bob, "PATCH", path, {"content": "caché"}, status=404, code=10003)
    await refused(bob, "DELETE", path, status=404, code=10003)


@pytest.mark.req("MSG-05", "MSG-06")
async def test_a_message_is_deleted_by_its_author_or_a_moderator(api: httpx2.AsyncClient) -> None:
    ana, bob, cleo = [await sign_up(api, name) for name in ("ana", "bob", "cleo")]
    salon = await server(ana)
    await salon.member(bob, cleo)
    channel = salon.first_channel
    sent = [await say(bob, channel, f"message {number}") for number in range(3)]
    paths = [f"/channels/{channel}/messages/{one['id']}" for one in sent]

    await ok(bob, "DELETE", paths[0])
    error = await refused(cleo, "DELETE", paths[1], status=403, code=50013)
    assert "MANAGE_MESSAGES" in error["message"]
    await salon.role("modération", Permission.MANAGE_MESSAGES, cleo)
    await ok(cleo, "DELETE", paths[1])
    await ok(ana, "DELETE", paths[2])

    assert await history(bob, channel) == []
    for path in paths:
        await refused(bob, "DELETE", path, status=404, code=10008)
        await refused(bob, "GET", path, status=404, code=10008)


async def test_an_answer_shows_what_it_answers_even_when_that_is_gone(api: httpx2.AsyncClient) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    channel = salon.first_channel
    first = await say(bob, channel, "une question")

    answer = await say(ana, channel, "oui", message_reference={"message_id": first["id"]})

    assert answer["type"] == 19
    assert answer["referenced_message"]["content"] == "une question"
    assert answer["message_reference"]["message_id"] == first["id"]
    assert [one["id"] for one in answer["mentions"]] == [str(bob.id)]
    await ok(bob, "DELETE", f"/channels/{channel}/messages/{first['id']}")
    shown = (await history(ana, channel))[0]
    assert (shown["type"], shown["referenced_message"]) == (19, None)


async def test_answering_what_is_not_there_is_refused_unless_one_says_otherwise(
    api: httpx2.AsyncClient,
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    path = f"/channels/{salon.first_channel}/messages"
    elsewhere = await say(ana, await salon.channel(), "ailleurs")
    for message_id in ("42", elsewhere["id"]):
        reference = {"message_id": message_id}
        error = await refused(
            ana, "POST", path, {"content": "oui", "message_reference": reference}, status=400, code=50035
        )
        assert "message_reference" in error["errors"]
        plain = await say(
            ana, salon.first_channel, "oui", message_reference={**reference, "fail_if_not_exists": False}
        )
        assert (plain["type"], "message_reference" in plain) == (0, False)


async def test_whom_a_message_calls_is_what_its_text_says_and_its_sender_allows(
    api: httpx2.AsyncClient,
) -> None:
    ana, bob, eve = [await sign_up(api, name) for name in ("ana", "bob", "eve")]
    salon = await server(ana)
    await salon.member(bob)
    role = await salon.role("amis", Permission(0))
    channel = salon.first_channel
    text = f"<@{bob.id}> <@!{ana.id}> <@{eve.id}> <@&{role}> @everyone <@{bob.id}>"
    first = await say(bob, channel, "avant")
    every = ([str(bob.id), str(ana.id)], [str(role)], True)

    async def called(
        allowed: object, content: str = text, **more: object
    ) -> tuple[list[str], list[str], bool]:
        body = {} if allowed is None else {"allowed_mentions": allowed}
        sent = await say(ana, channel, content, **body, **more)
        return [one["id"] for one in sent["mentions"]], sent["mention_roles"], sent["mention_everyone"]

    assert await called(None) == every
    assert await called({"parse": ["users", "roles", "everyone"]}) == every
    assert await called({"parse": []}) == ([], [], False)
    assert await called({"parse": ["users"]}) == ([str(bob.id), str(ana.id)], [], False)
    assert await called({"parse": ["roles"]}) == ([], [str(role)], False)
    assert await called({"parse": ["everyone"]}) == ([], [], True)
    assert await called({"parse": [], "users": [str(bob.id)]}) == ([str(bob.id)], [], False)
    assert await called({"users": [bob.id]}) == ([str(bob.id)], [], False)
    assert await called({"roles": [str(role)]}) == ([], [str(role)], False)
    answer = {"message_reference": {"message_id": first["id"]}}
    assert await called(None, "oui", **answer) == ([str(bob.id)], [], False)
    assert await called({"parse": []}, "oui", **answer) == ([], [], False)
    assert await called({"parse": [], "replied_user": True}, "oui", **answer) == ([str(bob.id)], [], False)
    assert await called(None, "rien <@x> a@everyone.fr @everyonee <@&42>") == ([], [], False)
    for wrong in ({"parse": "users"}, {"users": ["x"]}, {"users": [str(bob.id)] * 101}, []):
        body = {"content": "x", "allowed_mentions": wrong}
        await refused(ana, "POST", f"/channels/{channel}/messages", body, status=400, code=50035)


async def test_calling_everyone_and_closed_roles_needs_the_permission(api: httpx2.AsyncClient) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    closed = await salon.role("fermé", Permission(0))
    opened = await salon.role("ouvert", Permission(0))
    await ok(ana, "PATCH", f"{salon.path}/roles/{opened}", {"mentionable": True})
    text = f"@everyone @here <@&{closed}> <@&{opened}>"

    plain = await say(bob, salon.first_channel, text)
    await salon.role("voix", Permission.MENTION_EVERYONE, bob)
    loud = await say(bob, salon.first_channel, text)
    quiet = await ok(
        bob, "PATCH", f"/channels/{salon.first_channel}/messages/{loud['id']}", {"content": "rien"}
    )

    assert (plain["mention_everyone"], plain["mention_roles"]) == (False, [str(opened)])
    assert (loud["mention_everyone"], set(loud["mention_roles"])) == (True, {str(closed), str(opened)})
    assert (quiet["mention_everyone"], quiet["mention_roles"]) == (False, [])
