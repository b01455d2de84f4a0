"""Threads on the socket: told to who sees them, and to nobody else."""

from typing import Any

import httpx2
import pytest
from tests.worlds.communities import Community, ok, server
from tests.worlds.conversations import Client, Served, say
from tests.worlds.people import Person, sign_up

from beep.kit.permissions import DEFAULT_ROLE, Permission

pytestmark = pytest.mark.anyio


async def _salon(api: httpx2.AsyncClient) -> tuple[Community, list[Person]]:
    ana, bob, cleo = [await sign_up(api, name) for name in ("ana", "bob", "cleo")]
    salon = await server(ana)
    await salon.member(bob, cleo)
    await salon.everyone_may(DEFAULT_ROLE | Permission.CREATE_PRIVATE_THREADS)
    return salon, [ana, bob, cleo]


def _told(client: Client, *kinds: str) -> list[dict[str, Any]]:
    return [one for one in client.frames if one["op"] == 0 and one["t"].startswith(kinds or ("THREAD_",))]


def _names(client: Client) -> list[str]:
    return [one["t"] for one in _told(client)]


async def _opened(who: Person, channel: int, kind: int = 11) -> str:
    body = {"name": "Fil", "type": kind}
    return str((await ok(who, "POST", f"/channels/{channel}/threads", body))["id"])


def _posted(client: Client, thread: str) -> list[dict[str, Any]]:
    return [one["d"] for one in _told(client, "MESSAGE_CREATE") if one["d"]["channel_id"] == thread]


async def test_a_public_thread_is_told_to_all_and_shown_to_who_comes_later(
    api: httpx2.AsyncClient, served: Served
) -> None:
    salon, [ana, bob, cleo] = await _salon(api)
    clients = [await served.person(one) for one in (ana, bob)]
    thread = await _opened(bob, salon.first_channel)
    await say(ana, int(thread), "bonjour")
    await ok(ana, "PATCH", f"/channels/{thread}", {"name": "Autre fil"})
    await served.settled()
    for client in clients:
        made, opened, joined, changed = [
            one["d"] for one in _told(client, "THREAD_CREATE", "THREAD_MEMBERS", "THREAD_UPDATE")
        ]
        assert (made["newly_created"], made["guild_id"], made["parent_id"]) == (
            True,
            str(salon.id),
            str(salon.first_channel),
        )
        assert [one["user_id"] for one in opened["added_members"]] == [str(bob.id)]
        assert (joined["id"], joined["member_count"], joined["removed_member_ids"]) == (thread, 2, [])
        assert [one["user_id"] for one in joined["added_members"]] == [str(ana.id)]
        assert joined["added_members"][0]["member"]["user"]["username"] == "ana"
        assert (changed["name"], changed["message_count"]) == ("Autre fil", 1)
        assert [one["content"] for one in _posted(client, thread)] == ["bonjour"]
    assert "member" not in _told(clients[0], "THREAD_CREATE")[0]["d"]
    assert _told(clients[1], "THREAD_CREATE")[0]["d"]["member"]["user_id"] == str(bob.id)

    late = await served.person(cleo)
    [shown] = _told(late, "GUILD_CREATE")[0]["d"]["threads"]
    assert (shown["id"], shown["name"], shown["member_count"]) == (thread, "Autre fil", 2)
    await ok(ana, "DELETE", f"/channels/{thread}")
    await served.settled()
    gone = {"id": thread, "guild_id": str(salon.id), "parent_id": str(salon.first_channel), "type": 11}
    for client in (*clients, late):
        assert _told(client)[-1]["d"] == gone


@pytest.mark.req("CHAN-02", "S-03")
async def test_nothing_of_a_private_thread_reaches_who_is_not_in_it(
    api: httpx2.AsyncClient, served: Served
) -> None:
    salon, [ana, bob, cleo] = await _salon(api)
    bobs, cleos = await served.person(bob), await served.person(cleo)
    thread = await _opened(ana, salon.first_channel, 12)
    await say(ana, int(thread), "secret")
    await served.settled()
    assert _names(bobs) == _names(cleos) == []
    assert _posted(bobs, thread) == []

    await ok(ana, "PUT", f"/channels/{thread}/thread-members/{bob.id}")
    await say(ana, int(thread), "avec toi")
    await served.settled()
    assert _names(bobs) == ["THREAD_CREATE", "THREAD_MEMBERS_UPDATE", "THREAD_MEMBER_UPDATE"]
    assert _told(bobs)[0]["d"]["member"]["user_id"] == str(bob.id)
    assert len(_posted(bobs, thread)) == 1

    await ok(ana, "DELETE", f"/channels/{thread}/thread-members/{bob.id}")
    await say(ana, int(thread), "sans toi")
    await ok(ana, "PATCH", f"/channels/{thread}", {"name": "Caché"})
    await ok(ana, "DELETE", f"/channels/{thread}")
    await served.settled()
    assert _names(bobs)[3:] == ["THREAD_MEMBERS_UPDATE", "THREAD_DELETE"]
    assert len(_posted(bobs, thread)) == 1
    assert _names(cleos) == []
    assert _told(cleos, "MESSAGE_") == []


@pytest.mark.req("PERM-06", "S-03")
async def test_threads_come_and_go_with_the_right_to_see_them(
    api: httpx2.AsyncClient, served: Served
) -> None:
    salon, [ana, bob, _] = await _salon(api)
    public, private = await _opened(ana, salon.first_channel), await _opened(ana, salon.first_channel, 12)
    client = await served.person(bob)
    manages = await salon.role("fils", Permission.MANAGE_THREADS)
    await ok(ana, "PUT", f"{salon.path}/members/{bob.id}/roles/{manages}")
    await served.settled()
    assert [(one["t"], one["d"]["id"]) for one in _told(client)] == [("THREAD_CREATE", private)]
    await ok(ana, "DELETE", f"{salon.path}/members/{bob.id}/roles/{manages}")
    await served.settled()
    assert _told(client)[-1]["t"] == "THREAD_DELETE"

    hide = {"type": 1, "deny": str(int(Permission.VIEW_CHANNEL))}
    exception = f"/channels/{salon.first_channel}/permissions/{bob.id}"
    await ok(ana, "PUT", exception, hide)
    await say(ana, int(public), "sans bob")
    await served.settled()
    assert _posted(client, public) == []
    await ok(ana, "DELETE", exception)
    await served.settled()
    synced = _told(client)[-1]
    assert synced["t"] == "THREAD_LIST_SYNC"
    assert synced["d"]["channel_ids"] == [str(salon.first_channel)]
    assert [one["id"] for one in synced["d"]["threads"]] == [public]
    assert _told(client, "CHANNEL_", "THREAD_")[-2]["t"] == "CHANNEL_CREATE"


async def test_a_thread_that_is_opened_again_is_told_with_ones_own_membership(
    api: httpx2.AsyncClient, served: Served
) -> None:
    salon, [ana, bob, _] = await _salon(api)
    thread = await _opened(bob, salon.first_channel)
    await ok(bob, "PATCH", f"/channels/{thread}", {"archived": True})
    client = await served.person(bob)
    assert _told(client, "GUILD_CREATE")[0]["d"]["threads"] == []
    await say(ana, int(thread), "encore un mot")
    await served.settled()
    reopened = _told(client, "THREAD_UPDATE")[-1]["d"]
    assert reopened["thread_metadata"]["archived"] is False
    assert reopened["member"]["user_id"] == str(bob.id)


async def test_how_one_stands_in_a_thread_is_told_to_ones_own_sessions_only(
    api: httpx2.AsyncClient, served: Served
) -> None:
    salon, [ana, bob, _] = await _salon(api)
    anas, bobs = await served.person(ana), [await served.person(bob), await served.person(bob)]
    thread = await _opened(ana, salon.first_channel)
    await ok(bob, "PUT", f"/channels/{thread}/thread-members/@me")
    await served.settled()
    for client, who in ((anas, ana), *((one, bob) for one in bobs)):
        [own] = [one["d"] for one in _told(client, "THREAD_MEMBER_UPDATE")]
        assert (own["id"], own["user_id"], own["guild_id"]) == (thread, str(who.id), str(salon.id))
        assert (own["flags"], own["join_timestamp"][-6:]) == (0, "+00:00")


async def test_a_bot_that_asked_for_no_members_hears_of_those_of_a_thread_when_it_is_one_itself(
    api: httpx2.AsyncClient, served: Served
) -> None:
    salon, [ana, bob, _] = await _salon(api)
    helper = await salon.bot()
    client = await served.bot(helper, 1 << 0)
    thread = await _opened(ana, salon.first_channel)
    await ok(bob, "PUT", f"/channels/{thread}/thread-members/@me")
    await ok(ana, "PUT", f"/channels/{thread}/thread-members/{helper.id}")
    await ok(ana, "DELETE", f"/channels/{thread}/thread-members/{bob.id}")
    await ok(ana, "DELETE", f"/channels/{thread}/thread-members/{helper.id}")
    await served.settled()
    told = [one["d"] for one in _told(client, "THREAD_MEMBERS")]
    assert [([m["user_id"] for m in one["added_members"]], one["removed_member_ids"]) for one in told] == [
        ([str(helper.id)], []),
        ([], [str(helper.id)]),
    ]
    assert [one["member_count"] for one in told] == [3, 1]


async def test_a_bot_that_asked_for_nothing_about_servers_hears_of_no_thread(
    api: httpx2.AsyncClient, served: Served
) -> None:
    salon, [ana, *_] = await _salon(api)
    helper = await salon.bot()
    client = await served.bot(helper, 1 << 1 | 1 << 9)
    thread = await _opened(ana, salon.first_channel)
    await ok(ana, "PUT", f"/channels/{thread}/thread-members/{helper.id}")
    await ok(ana, "DELETE", f"/channels/{thread}/thread-members/{helper.id}")
    await served.settled()
    assert _told(client) == []
