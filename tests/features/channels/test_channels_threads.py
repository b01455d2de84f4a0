"""Threads: opened, joined, posted in, archived, and seen by nobody who must not."""

import asyncio
from typing import Any

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.communities import Community, jobs_done, ok, refused, server
from tests.worlds.conversations import say
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.kit.permissions import DEFAULT_ROLE, Permission

pytestmark = pytest.mark.anyio
PRIVATE = DEFAULT_ROLE | Permission.CREATE_PRIVATE_THREADS


async def _salon(api: httpx2.AsyncClient, *names: str) -> tuple[Community, list[Person]]:
    ana, *others = [await sign_up(api, name) for name in ("ana", *names)]
    salon = await server(ana)
    await salon.member(*others)
    await salon.everyone_may(PRIVATE)
    return salon, others


async def _thread(who: Any, channel: int, **more: Any) -> dict[str, Any]:
    body = {"name": "Qui apporte quoi ?", "type": 11, **more}
    return dict(await ok(who, "POST", f"/channels/{channel}/threads", body))


async def _hide(salon: Community, channel: int, target: int, kind: int) -> None:
    body = {"type": kind, "deny": str(int(Permission.VIEW_CHANNEL))}
    await ok(salon.owner, "PUT", f"/channels/{channel}/permissions/{target}", body)


@pytest.mark.req("ENT-03")
async def test_a_thread_from_a_message_has_its_id_and_is_posted_in(api: httpx2.AsyncClient) -> None:
    salon, [bob] = await _salon(api, "bob")
    first = await say(salon.owner, salon.first_channel, "Le repas de dimanche")
    path = f"/channels/{salon.first_channel}/messages/{first['id']}/threads"
    thread = await ok(bob, "POST", path, {"name": "Repas", "auto_archive_duration": 60})
    assert (thread["id"], thread["parent_id"], thread["type"]) == (first["id"], str(salon.first_channel), 11)
    assert (thread["owner_id"], thread["member_count"], thread["message_count"]) == (str(bob.id), 1, 0)
    assert thread["thread_metadata"]["auto_archive_duration"] == 60
    assert thread["member"]["user_id"] == str(bob.id)
    await refused(bob, "POST", path, {"name": "Encore"}, status=409, code=160004)
    await refused(
        bob, "POST", f"/channels/{salon.first_channel}/messages/7/threads", {"name": "x"}, status=404
    )

    said = await say(salon.owner, int(thread["id"]), "Je fais une tarte")
    shown = await ok(bob, "GET", f"/channels/{thread['id']}")
    assert (shown["message_count"], shown["last_message_id"]) == (1, said["id"])
    # Who posts has joined.
    members = await ok(bob, "GET", f"/channels/{thread['id']}/thread-members?with_member=true")
    assert {one["user_id"] for one in members} == {str(bob.id), str(salon.owner.id)}
    assert {one["member"]["user"]["id"] for one in members} == {str(bob.id), str(salon.owner.id)}
    listed = await ok(bob, "GET", f"{salon.path}/channels")
    assert [one["id"] for one in listed] == [str(salon.first_channel)]


async def test_a_threads_start_message_may_go_and_its_channel_takes_it_along(
    api: httpx2.AsyncClient, program: Program
) -> None:
    salon, _ = await _salon(api)
    channel = await salon.channel("jeux")
    first = await say(salon.owner, channel, "début")
    made = await ok(salon.owner, "POST", f"/channels/{channel}/messages/{first['id']}/threads", {"name": "x"})
    thread = int(made["id"])
    await say(salon.owner, thread, "dedans")
    await ok(salon.owner, "DELETE", f"/channels/{channel}/messages/{first['id']}")
    await ok(salon.owner, "GET", f"/channels/{thread}")
    await ok(salon.owner, "DELETE", f"/channels/{channel}")
    await refused(salon.owner, "GET", f"/channels/{thread}", status=404, code=10003)
    await jobs_done(program, "SELECT count(*) FROM messaging.message")
    await jobs_done(program, "SELECT count(*) FROM channels.thread_member")


@pytest.mark.req("PERM-02", "PERM-03")
async def test_to_open_and_to_post_in_threads_are_rights_of_their_own(api: httpx2.AsyncClient) -> None:
    salon, [bob] = await _salon(api, "bob")
    channel = salon.first_channel
    thread = await _thread(salon.owner, channel)
    await salon.everyone_may(DEFAULT_ROLE & ~Permission.SEND_MESSAGES)
    await say(bob, int(thread["id"]), "ici oui")
    await refused(bob, "POST", f"/channels/{channel}/messages", {"content": "ici non"}, status=403)
    rights = Permission.SEND_MESSAGES_IN_THREADS | Permission.CREATE_PUBLIC_THREADS
    await salon.everyone_may(DEFAULT_ROLE & ~rights)
    await refused(bob, "POST", f"/channels/{thread['id']}/messages", {"content": "non"}, status=403)
    for kind in (11, 12):
        body = {"name": "x", "type": kind}
        await refused(bob, "POST", f"/channels/{channel}/threads", body, status=403, code=50013)


async def test_threads_are_opened_in_text_and_announcement_channels_only(api: httpx2.AsyncClient) -> None:
    salon, _ = await _salon(api)
    body: dict[str, Any] = {"name": "x", "type": 11}
    for kind in (2, 4):
        other = await salon.channel("autre", type=kind)
        await refused(salon.owner, "POST", f"/channels/{other}/threads", body, status=400, code=50024)
    news = await salon.channel("annonces", type=5)
    assert (await ok(salon.owner, "POST", f"/channels/{news}/threads", {"name": "x"}))["type"] == 10
    await refused(salon.owner, "POST", f"/channels/{news}/threads", body, status=400, code=50035)
    default = await ok(salon.owner, "POST", f"/channels/{salon.first_channel}/threads", {"name": "x"})
    assert default["type"] == 12
    for wrong in (
        {"name": " "},
        {"name": "x" * 101},
        {"auto_archive_duration": 7},
        {"rate_limit_per_user": -1},
    ):
        bad = {**body, **wrong}
        await refused(
            salon.owner, "POST", f"/channels/{salon.first_channel}/threads", bad, status=400, code=50035
        )


@pytest.mark.req("CHAN-02")
async def test_a_thread_is_hidden_where_its_channel_is(api: httpx2.AsyncClient) -> None:
    salon, [bob] = await _salon(api, "bob")
    thread = await _thread(salon.owner, salon.first_channel)
    await ok(bob, "PUT", f"/channels/{thread['id']}/thread-members/@me")
    await _hide(salon, salon.first_channel, bob.id, 1)
    path = f"/channels/{thread['id']}"
    for method, rest in (("GET", ""), ("PATCH", ""), ("GET", "/messages"), ("PUT", "/thread-members/@me")):
        await refused(bob, method, path + rest, {} if method == "PATCH" else None, status=404, code=10003)
    assert (await ok(bob, "GET", f"{salon.path}/threads/active"))["threads"] == []


@pytest.mark.req("CHAN-02")
async def test_a_private_thread_is_for_its_members_and_who_manages_threads(api: httpx2.AsyncClient) -> None:
    salon, [bob, cleo, dan] = await _salon(api, "bob", "cleo", "dan")
    await salon.role("fils", Permission.MANAGE_THREADS, dan)
    thread = await _thread(bob, salon.first_channel, type=12, invitable=False)
    path = f"/channels/{thread['id']}"
    await refused(cleo, "GET", path, status=404, code=10003)
    await refused(cleo, "GET", f"{path}/messages", status=404, code=10003)
    await refused(cleo, "PUT", f"{path}/thread-members/@me", status=404, code=10003)
    await ok(dan, "GET", path)

    await ok(bob, "PUT", f"{path}/thread-members/{cleo.id}")
    await ok(cleo, "GET", path)
    eve = await sign_up(api, "eve")
    await refused(bob, "PUT", f"{path}/thread-members/{eve.id}", status=404, code=10007)
    await refused(cleo, "DELETE", f"{path}/thread-members/{bob.id}", status=403, code=50013)
    # Not invitable: only its owner and who manages threads bring others in.
    await refused(cleo, "PUT", f"{path}/thread-members/{dan.id}", status=403, code=50013)
    await ok(bob, "DELETE", f"{path}/thread-members/{cleo.id}")
    await refused(cleo, "GET", path, status=404, code=10003)
    await refused(bob, "GET", f"{path}/thread-members/{cleo.id}", status=404, code=10007)


@pytest.mark.req("S-03")
async def test_who_leaves_the_server_is_in_none_of_its_threads_any_more(
    api: httpx2.AsyncClient, program: Program
) -> None:
    salon, [bob] = await _salon(api, "bob")
    thread = await _thread(salon.owner, salon.first_channel, type=12)
    path = f"/channels/{thread['id']}"
    await ok(salon.owner, "PUT", f"{path}/thread-members/{bob.id}")
    await ok(bob, "DELETE", f"/users/@me/guilds/{salon.id}")
    await refused(bob, "GET", path, status=404, code=10003)
    await jobs_done(program, f"SELECT count(*) FROM channels.thread_member WHERE user_id = {bob.id}")  # noqa: S608
    await salon.member(bob)
    await refused(bob, "GET", path, status=404, code=10003)


# -- archiving --------------------------------------------------------------------------------


async def test_an_archived_thread_is_listed_apart_and_reopens_when_somebody_posts(
    api: httpx2.AsyncClient,
) -> None:
    salon, [bob] = await _salon(api, "bob")
    thread = await _thread(salon.owner, salon.first_channel)
    path = f"/channels/{thread['id']}"
    await say(salon.owner, int(thread["id"]), "avant")
    closed = await ok(salon.owner, "PATCH", path, {"archived": True})
    assert closed["thread_metadata"]["archived"] is True
    assert (await ok(bob, "GET", f"{salon.path}/threads/active"))["threads"] == []
    archive = f"/channels/{salon.first_channel}/threads/archived/public"
    listed = await ok(bob, "GET", archive)
    assert ([one["id"] for one in listed["threads"]], listed["has_more"]) == ([thread["id"]], False)
    assert [one["content"] for one in await ok(bob, "GET", f"{path}/messages")] == ["avant"]
    await refused(salon.owner, "PATCH", path, {"name": "autre"}, status=400, code=50083)
    await refused(bob, "PUT", f"{path}/thread-members/@me", status=400, code=50083)

    await say(bob, int(thread["id"]), "après")
    active = await ok(bob, "GET", f"{salon.path}/threads/active")
    assert [one["id"] for one in active["threads"]] == [thread["id"]]
    assert [one["user_id"] for one in active["members"]] == [str(bob.id)]
    assert (await ok(bob, "GET", archive))["threads"] == []


@pytest.mark.req("PERM-03")
async def test_a_locked_thread_is_for_who_manages_threads(api: httpx2.AsyncClient) -> None:
    salon, [bob, cleo] = await _salon(api, "bob", "cleo")
    await salon.role("fils", Permission.MANAGE_THREADS, cleo)
    thread = await _thread(bob, salon.first_channel)
    path = f"/channels/{thread['id']}"
    await refused(bob, "PATCH", path, {"locked": True}, status=403, code=50013)
    await refused(bob, "DELETE", path, status=403, code=50013)
    await ok(bob, "PATCH", path, {"name": "Mieux"})
    await ok(cleo, "PATCH", path, {"locked": True, "archived": True})
    await refused(bob, "POST", f"{path}/messages", {"content": "?"}, status=403, code=160005)
    await refused(bob, "PATCH", path, {"archived": False}, status=403, code=160005)
    await say(cleo, int(thread["id"]), "moi si")
    await refused(bob, "POST", f"{path}/messages", {"content": "?"}, status=403, code=160005)
    await ok(cleo, "DELETE", path)
    await refused(bob, "GET", path, status=404, code=10003)


async def test_a_thread_nobody_writes_in_is_archived_after_its_time(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    salon, _ = await _salon(api)
    owner = salon.owner
    assert isinstance(owner, Person)
    quiet = await _thread(salon.owner, salon.first_channel, auto_archive_duration=60)
    lively = await _thread(salon.owner, salon.first_channel, auto_archive_duration=60)
    threads = program.face("channels").threads

    async def active() -> set[str]:
        # Longer than an access token lives.
        await owner.renew()
        return {
            one["id"] for one in (await ok(salon.owner, "GET", f"{salon.path}/threads/active"))["threads"]
        }

    clock.move(minutes=50)
    await threads.archive_idle()
    assert await active() == {quiet["id"], lively["id"]}
    await say(salon.owner, int(lively["id"]), "encore")
    clock.move(minutes=15)
    await threads.archive_idle()
    assert await active() == {lively["id"]}
    clock.move(minutes=60)
    await threads.archive_idle()
    assert await active() == set()


async def test_archived_threads_come_in_pages_the_last_archived_first(
    api: httpx2.AsyncClient, clock: FakeClock
) -> None:
    salon, [bob] = await _salon(api, "bob")
    made: list[str] = []
    for _ in range(3):
        thread = await _thread(salon.owner, salon.first_channel, type=12)
        clock.move(seconds=1)
        await ok(salon.owner, "PATCH", f"/channels/{thread['id']}", {"archived": True})
        made.append(thread["id"])
    base = f"/channels/{salon.first_channel}"
    first = await ok(salon.owner, "GET", f"{base}/threads/archived/private?limit=2")
    assert ([one["id"] for one in first["threads"]], first["has_more"]) == (made[:0:-1], True)
    before = first["threads"][-1]["thread_metadata"]["archive_timestamp"].replace("+", "%2B")
    rest = await ok(salon.owner, "GET", f"{base}/threads/archived/private?before={before}")
    assert ([one["id"] for one in rest["threads"]], rest["has_more"]) == (made[:1], False)
    await refused(bob, "GET", f"{base}/threads/archived/private", status=403, code=50013)
    mine = f"{base}/users/@me/threads/archived/private"
    assert (await ok(bob, "GET", mine))["threads"] == []
    joined = await ok(salon.owner, "GET", f"{mine}?limit=1")
    assert ([one["id"] for one in joined["threads"]], joined["has_more"]) == ([made[2]], True)


class TestLimits:
    """Few threads, few members."""

    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {"BEEP_CHANNELS__ACTIVE_THREADS": "3", "BEEP_CHANNELS__THREAD_MEMBERS": "2"}

    @pytest.mark.req("S-30")
    async def test_threads_opened_at_once_never_exceed_the_limit(self, api: httpx2.AsyncClient) -> None:
        salon, _ = await _salon(api)
        path = f"/channels/{salon.first_channel}/threads"
        answers = await asyncio.gather(
            *(salon.owner.call("POST", path, {"name": f"n{n}", "type": 11}) for n in range(20))
        )
        assert sorted(one.status_code for one in answers) == [201] * 3 + [409] * 17
        # Threads do not count as channels.
        await salon.channel("salle")
        [first, *_] = [one.json()["id"] for one in answers if one.status_code == 201]
        await ok(salon.owner, "PATCH", f"/channels/{first}", {"archived": True})
        await _thread(salon.owner, salon.first_channel)
        await refused(
            salon.owner, "PATCH", f"/channels/{first}", {"archived": False}, status=409, code=160006
        )

    async def test_a_thread_has_so_many_members_and_others_post_without_joining(
        self, api: httpx2.AsyncClient
    ) -> None:
        salon, [bob, cleo] = await _salon(api, "bob", "cleo")
        thread = await _thread(salon.owner, salon.first_channel)
        await ok(bob, "PUT", f"/channels/{thread['id']}/thread-members/@me")
        await refused(cleo, "PUT", f"/channels/{thread['id']}/thread-members/@me", status=409, code=30033)
        await say(cleo, int(thread["id"]), "quand même")
        assert (await ok(cleo, "GET", f"/channels/{thread['id']}"))["member_count"] == 2
