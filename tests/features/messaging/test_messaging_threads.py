"""Threads as their channel tells of them: on the message they start from, and in notices."""

from typing import Any

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.communities import Caller, Community, ok, refused, server
from tests.worlds.conversations import Served, history, say
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.features.channels import ThreadDraft
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, MessageId, UserId
from beep.kit.permissions import DEFAULT_ROLE, Permission

pytestmark = pytest.mark.anyio
HAS_THREAD = 1 << 5
CREATED, STARTER = 18, 21


async def _salon(api: httpx2.AsyncClient) -> tuple[Community, Person]:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    await salon.everyone_may(DEFAULT_ROLE | Permission.CREATE_PRIVATE_THREADS)
    return salon, bob


async def _started(who: Caller, message: dict[str, Any], name: str = "Repas") -> dict[str, Any]:
    path = f"/channels/{message['channel_id']}/messages/{message['id']}/threads"
    return dict(await ok(who, "POST", path, {"name": name}))


def _of_kind(messages: list[dict[str, Any]], kind: int) -> list[dict[str, Any]]:
    return [one for one in messages if one["type"] == kind]


async def test_a_message_a_thread_starts_from_says_so_wherever_it_is_read(api: httpx2.AsyncClient) -> None:
    salon, bob = await _salon(api)
    channel = salon.first_channel
    first = await say(salon.owner, channel, "Le repas de dimanche")
    await ok(salon.owner, "PUT", f"/channels/{channel}/messages/pins/{first['id']}")
    thread = await _started(bob, first)
    await say(salon.owner, channel, "Oui !", message_reference={"message_id": first["id"]})
    path = f"/channels/{channel}/messages/{first['id']}"
    edited = await ok(salon.owner, "PATCH", path, {"content": "Le repas de samedi"})
    [listed] = [one for one in await history(bob, channel) if one["id"] == first["id"]]
    [reply] = [one for one in await history(bob, channel) if one["type"] == 19]
    [pin] = (await ok(bob, "GET", f"/channels/{channel}/messages/pins"))["items"]
    read = await ok(bob, "GET", path)
    for shown in (edited, listed, reply["referenced_message"], pin["message"], read):
        assert shown["flags"] & HAS_THREAD
        assert (shown["thread"]["id"], shown["thread"]["name"]) == (thread["id"], "Repas")
    # One's own membership is in it, and nobody else's.
    assert read["thread"]["member"]["user_id"] == str(bob.id)
    assert "member" not in edited["thread"]
    assert "thread" not in reply


async def test_a_thread_begins_with_what_it_starts_from(api: httpx2.AsyncClient) -> None:
    salon, bob = await _salon(api)
    first = await say(salon.owner, salon.first_channel, "Le repas de dimanche")
    thread = await _started(bob, first)
    await say(bob, int(thread["id"]), "Une tarte")
    second, starter = await history(salon.owner, int(thread["id"]))
    assert (second["content"], starter["type"], starter["content"]) == ("Une tarte", STARTER, "")
    assert starter["author"]["id"] == str(bob.id)
    assert starter["message_reference"] == {
        "type": 0,
        "message_id": first["id"],
        "channel_id": str(salon.first_channel),
        "guild_id": str(salon.id),
        "fail_if_not_exists": True,
    }
    assert starter["referenced_message"]["content"] == "Le repas de dimanche"
    # It counts for nothing: what was said in the thread does.
    shown = await ok(bob, "GET", f"/channels/{thread['id']}")
    assert (shown["message_count"], shown["last_message_id"]) == (1, second["id"])


async def test_what_a_thread_starts_from_may_be_gone(api: httpx2.AsyncClient) -> None:
    salon, bob = await _salon(api)
    first = await say(salon.owner, salon.first_channel, "Le repas de dimanche")
    thread = await _started(bob, first)
    await ok(salon.owner, "DELETE", f"/channels/{salon.first_channel}/messages/{first['id']}")
    [starter] = await history(bob, int(thread["id"]))
    assert starter["referenced_message"] is None
    reference = starter["message_reference"]
    assert (reference["message_id"], reference["channel_id"]) == (first["id"], str(salon.first_channel))


async def test_what_a_thread_starts_from_cannot_be_edited(api: httpx2.AsyncClient) -> None:
    salon, bob = await _salon(api)
    thread = await _started(bob, await say(bob, salon.first_channel))
    [starter] = await history(bob, int(thread["id"]))
    path = f"/channels/{thread['id']}/messages/{starter['id']}"
    await refused(bob, "PATCH", path, {"content": "autre"}, status=403, code=50021)


async def test_the_channel_is_told_of_a_thread_from_a_message_further_up(
    api: httpx2.AsyncClient, clock: FakeClock
) -> None:
    salon, bob = await _salon(api)
    channel = salon.first_channel
    older = await say(salon.owner, channel, "Avant")
    newest = await say(salon.owner, channel, "Après")
    clock.move(seconds=1)
    await _started(bob, newest, "Sous les yeux")
    assert _of_kind(await history(bob, channel), CREATED) == []
    thread = await _started(bob, older, "Plus haut")
    [notice] = _of_kind(await history(bob, channel), CREATED)
    assert (notice["content"], notice["author"]["id"]) == ("Plus haut", str(bob.id))
    assert notice["message_reference"] == {
        "type": 0,
        "channel_id": thread["id"],
        "guild_id": str(salon.id),
        "fail_if_not_exists": True,
    }


async def test_the_channel_is_told_of_a_public_thread_without_a_message_and_of_no_private_one(
    api: httpx2.AsyncClient, program: Program
) -> None:
    salon, bob = await _salon(api)
    news = await salon.channel("annonces", type=5)
    for channel, kind in ((salon.first_channel, 11), (salon.first_channel, 12), (news, 10)):
        body = {"name": f"Sorte {kind}", "type": kind}
        thread = await ok(salon.owner, "POST", f"/channels/{channel}/threads", body)
        await program.face("messaging").threads.begin(ChannelId(int(thread["id"])))
    notices = _of_kind(await history(bob, salon.first_channel), CREATED)
    assert [one["content"] for one in notices] == ["Sorte 11"]
    assert await history(bob, news) == []


async def test_beginning_a_thread_again_changes_nothing(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    salon, bob = await _salon(api)
    older = await say(salon.owner, salon.first_channel, "Avant")
    await say(salon.owner, salon.first_channel, "Après")
    clock.move(seconds=1)
    thread = await _started(bob, older)
    seen = await history(bob, salon.first_channel), await history(bob, int(thread["id"]))
    for _ in range(3):
        await program.face("messaging").threads.begin(ChannelId(int(thread["id"])))
    assert seen == (await history(bob, salon.first_channel), await history(bob, int(thread["id"])))


async def test_a_thread_whose_opening_was_cut_off_is_told_of_all_the_same(
    api: httpx2.AsyncClient, program: Program, served: Served
) -> None:
    salon, bob = await _salon(api)
    first = await say(salon.owner, salon.first_channel, "Le repas de dimanche")
    client = await served.person(bob)
    # As when the process ends right after the thread is committed: messaging never heard of it.
    draft = ThreadDraft("Repas", message_id=MessageId(int(first["id"])))
    opener = Actor(UserId(bob.id), is_bot=False)
    await program.face("channels").open_thread(opener, ChannelId(salon.first_channel), draft)
    await client.event("MESSAGE_UPDATE", id=first["id"], flags=HAS_THREAD)
    await client.event("MESSAGE_CREATE", channel_id=first["id"], type=STARTER)


async def test_nothing_is_posted_in_a_thread_before_what_it_starts_from(
    api: httpx2.AsyncClient, program: Program
) -> None:
    salon, bob = await _salon(api)
    first = await say(salon.owner, salon.first_channel, "Le repas de dimanche")
    draft = ThreadDraft("Repas", message_id=MessageId(int(first["id"])))
    opener = Actor(UserId(bob.id), is_bot=False)
    await program.face("channels").open_thread(opener, ChannelId(salon.first_channel), draft)
    await say(bob, int(first["id"]), "Une tarte")
    assert [one["type"] for one in await history(bob, int(first["id"]))] == [0, STARTER]


async def test_a_message_says_no_longer_that_a_thread_starts_from_it_once_it_is_deleted(
    api: httpx2.AsyncClient, served: Served
) -> None:
    salon, bob = await _salon(api)
    first = await say(salon.owner, salon.first_channel, "Le repas de dimanche")
    client = await served.person(bob)
    await _started(bob, first)
    told = await client.event("MESSAGE_UPDATE", id=first["id"])
    assert (told["flags"], told["thread"]["id"], told["thread"]["name"]) == (HAS_THREAD, first["id"], "Repas")
    # Events are the same for everybody.
    assert "member" not in told["thread"]
    await ok(salon.owner, "DELETE", f"/channels/{first['id']}")
    told = await client.event("MESSAGE_UPDATE", id=first["id"])
    assert (told["flags"], "thread" in told) == (0, False)
    read = await ok(bob, "GET", f"/channels/{salon.first_channel}/messages/{first['id']}")
    assert (read["flags"], "thread" in read) == (0, False)


async def test_an_edit_and_a_reply_are_pushed_with_the_thread(
    api: httpx2.AsyncClient, served: Served
) -> None:
    salon, bob = await _salon(api)
    first = await say(salon.owner, salon.first_channel, "Le repas de dimanche")
    thread = await _started(bob, first)
    client = await served.person(bob)
    await ok(
        salon.owner, "PATCH", f"/channels/{salon.first_channel}/messages/{first['id']}", {"content": "x"}
    )
    assert (await client.event("MESSAGE_UPDATE", content="x"))["thread"]["id"] == thread["id"]
    await say(bob, salon.first_channel, "Oui", message_reference={"message_id": first["id"]})
    replied = (await client.event("MESSAGE_CREATE", content="Oui"))["referenced_message"]
    assert replied["thread"]["id"] == thread["id"]
