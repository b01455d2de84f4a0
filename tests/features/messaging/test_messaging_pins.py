"""Pins: who may, how many, who is told, and what they leave."""

import asyncio
from typing import Any

import httpx2
import pytest
from tests.worlds.communities import Community, jobs_done, ok, refused, server
from tests.worlds.conversations import Served, history, say
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.kit.permissions import DEFAULT_ROLE, Permission

pytestmark = pytest.mark.anyio
PENDING = "SELECT count(*) FROM outbox.fact WHERE pending"
JOBS = "SELECT count(*) FROM public.procrastinate_jobs WHERE status IN ('todo', 'doing')"


@pytest.fixture
def environment() -> dict[str, str]:
    return {"BEEP_MESSAGING__PINS": "3"}


@pytest.fixture
async def ana(api: httpx2.AsyncClient) -> Person:
    return await sign_up(api, "ana")


@pytest.fixture
async def salon(ana: Person) -> Community:
    return await server(ana)


def path(channel: int, message: dict[str, Any] | None = None) -> str:
    return f"/channels/{channel}/messages/pins" + (f"/{message['id']}" if message else "")


async def pinned(who: Person, channel: int) -> list[str]:
    listed = await ok(who, "GET", path(channel))
    assert all(one["message"]["pinned"] and one["pinned_at"] for one in listed["items"])
    found = [one["message"]["id"] for one in listed["items"]]
    assert [one["id"] for one in await ok(who, "GET", f"/channels/{channel}/pins")] == found
    return found


@pytest.mark.req("MSG-08")
async def test_pins_are_listed_the_last_first_and_may_be_put_twice(
    ana: Person, salon: Community, clock: Any
) -> None:
    channel = salon.first_channel
    first, second, third = [await say(ana, channel, f"m{number}") for number in range(3)]
    for message in (second, first, second):
        await ok(ana, "PUT", path(channel, message))
        clock.move(seconds=1)
    assert await pinned(ana, channel) == [first["id"], second["id"]]
    page = await ok(ana, "GET", path(channel) + "?limit=1")
    assert (page["items"][0]["message"]["id"], page["has_more"]) == (first["id"], True)
    from urllib.parse import quote

    rest = await ok(ana, "GET", path(channel) + f"?before={quote(page['items'][0]['pinned_at'])}")
    assert [one["message"]["id"] for one in rest["items"]] == [second["id"]]
    assert rest["has_more"] is False
    await refused(ana, "GET", path(channel) + "?before=hier", status=400)
    # The addresses older libraries use.
    await ok(ana, "PUT", f"/channels/{channel}/pins/{third['id']}")
    await ok(ana, "DELETE", f"/channels/{channel}/pins/{first['id']}")
    await ok(ana, "DELETE", path(channel, first))
    assert await pinned(ana, channel) == [third["id"], second["id"]]
    await refused(ana, "PUT", path(channel, {"id": 5}), status=404, code=10008)


@pytest.mark.req("MSG-08")
async def test_the_limit_holds_however_many_come_at_once(ana: Person, salon: Community) -> None:
    channel = salon.first_channel
    messages = [await say(ana, channel, f"m{number}") for number in range(8)]
    answers = await asyncio.gather(*(ana.put(path(channel, one)) for one in messages))
    assert sorted(one.status_code for one in answers) == [204] * 3 + [400] * 5
    assert {one.json()["code"] for one in answers if one.status_code == 400} == {30003}
    kept = await pinned(ana, channel)
    assert len(kept) == 3
    await ok(ana, "DELETE", f"/channels/{channel}/messages/{kept[0]}")
    left = next(one for one in messages if one["id"] not in kept)
    await ok(ana, "PUT", path(channel, left))


@pytest.mark.req("MSG-08")
async def test_pinning_needs_its_permission_and_a_channel_one_sees(
    api: httpx2.AsyncClient, ana: Person, salon: Community
) -> None:
    bob, cleo, dora = [await sign_up(api, name) for name in ("bob", "cleo", "dora")]
    await salon.member(bob, cleo)
    await salon.role("épingle", Permission.PIN_MESSAGES, cleo)
    channel = salon.first_channel
    message = await say(ana, channel)
    await refused(bob, "PUT", path(channel, message), status=403, code=50013)
    await refused(bob, "DELETE", path(channel, message), status=403, code=50013)
    await refused(dora, "PUT", path(channel, message), status=404, code=10003)
    await refused(dora, "GET", path(channel), status=404, code=10003)
    await ok(cleo, "PUT", path(channel, message))
    assert await pinned(bob, channel) == [message["id"]]
    await salon.everyone_may(DEFAULT_ROLE & ~Permission.READ_MESSAGE_HISTORY)
    assert (await ok(bob, "GET", path(channel)))["items"] == []


@pytest.mark.req("MSG-08", "NOTF-04")
async def test_a_pin_is_told_to_who_reads_the_channel_with_a_notice(
    api: httpx2.AsyncClient, ana: Person, salon: Community, served: Served, program: Program
) -> None:
    bob = await sign_up(api, "bob")
    await salon.member(bob)
    channel = salon.first_channel
    message = await say(ana, channel)
    client = await served.person(bob)
    await ok(ana, "PUT", path(channel, message))
    assert (await client.event("MESSAGE_UPDATE", id=message["id"]))["pinned"] is True
    update = await client.event("CHANNEL_PINS_UPDATE")
    at = update["last_pin_timestamp"]
    assert update == {"channel_id": str(channel), "guild_id": str(salon.id), "last_pin_timestamp": at}
    assert (await ok(bob, "GET", f"/channels/{channel}"))["last_pin_timestamp"] == at
    notice = await client.event("MESSAGE_CREATE")
    assert (notice["type"], notice["content"], notice["author"]["id"]) == (6, "", str(ana.id))
    assert notice["message_reference"]["message_id"] == message["id"]
    assert "referenced_message" not in notice
    assert "nonce" not in notice
    fresh = (await served.person(bob)).events("GUILD_CREATE")[0]
    assert fresh["channels"][0]["last_pin_timestamp"] == at

    await ok(ana, "DELETE", path(channel, message))
    assert (await client.event("MESSAGE_UPDATE", id=message["id"]))["pinned"] is False
    assert (await client.event("CHANNEL_PINS_UPDATE"))["last_pin_timestamp"] is None
    await jobs_done(program, PENDING)
    await jobs_done(program, JOBS)
    assert [one["type"] for one in await history(ana, channel)] == [6, 0]


@pytest.mark.req("MSG-08")
async def test_the_notice_of_a_pin_comes_once_however_often_its_job_runs(
    ana: Person, salon: Community, program: Program
) -> None:
    message = await say(ana, salon.first_channel)
    announce = program.face("messaging").pins.announce
    for _ in range(3):
        await announce(salon.first_channel, int(message["id"]), ana.id, once="pin 1-1")
    assert [one["type"] for one in await history(ana, salon.first_channel)] == [6, 0]
    await announce(999, int(message["id"]), ana.id, once="pin 1-2")


@pytest.mark.req("MSG-08")
async def test_pinning_is_in_the_audit_log_with_its_reason(
    ana: Person, salon: Community, program: Program
) -> None:
    message = await say(ana, salon.first_channel)
    headers = {"X-Audit-Log-Reason": "important"}
    assert (await ana.put(path(salon.first_channel, message), headers=headers)).status_code == 204
    await ok(ana, "DELETE", path(salon.first_channel, message))
    await jobs_done(program, PENDING)
    await jobs_done(program, JOBS)
    log = await ok(ana, "GET", f"{salon.path}/audit-logs")
    unpin, pin = [one for one in log["audit_log_entries"] if one["action_type"] in {74, 75}]
    assert (pin["action_type"], pin["reason"], unpin["action_type"]) == (74, "important", 75)
    assert pin["options"] == {"channel_id": str(salon.first_channel), "message_id": message["id"]}
