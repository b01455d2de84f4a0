"""Erasing: many at once, by a moderator, after a ban; and what is left of it: nothing (MSG-07)."""

from typing import Any

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.communities import Community, jobs_done, ok, refused, server
from tests.worlds.conversations import Served, history, say
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.kit.permissions import Permission

pytestmark = pytest.mark.anyio
PENDING = "SELECT count(*) FROM outbox.fact WHERE pending"
JOBS = "SELECT count(*) FROM public.procrastinate_jobs WHERE status IN ('todo', 'doing')"


@pytest.fixture
async def people(api: httpx2.AsyncClient) -> list[Person]:
    return [await sign_up(api, name) for name in ("ana", "bob", "cleo")]


@pytest.fixture
async def salon(people: list[Person]) -> Community:
    made = await server(people[0])
    await made.member(*people[1:])
    return made


async def settle(program: Program) -> None:
    await jobs_done(program, PENDING)
    await jobs_done(program, JOBS)


async def cells(program: Program, text: str) -> list[str]:
    """Return the tables of Beep in which a text stands anywhere."""
    async with program.database.read() as connection:
        tables = await connection.exec_driver_sql(
            "SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE' "
            "AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        )
        found: list[str] = []
        for schema, table in tables.all():
            query = f'SELECT count(*) FROM "{schema}"."{table}" t WHERE t::text LIKE %s'  # noqa: S608
            if (await connection.exec_driver_sql(query, (f"%{text}%",))).scalar_one():
                found.append(f"{schema}.{table}")
    return sorted(found)


@pytest.mark.req("MSG-06", "ENT-11")
async def test_a_moderator_erases_many_at_once_and_it_is_told_and_logged(
    people: list[Person], salon: Community, served: Served, program: Program
) -> None:
    ana, bob, cleo = people
    channel = salon.first_channel
    sent = [await say(bob, channel, f"m{number} <@{cleo.id}>") for number in range(5)]
    client = await served.person(cleo)
    path = f"/channels/{channel}/messages/bulk-delete"
    ids = [one["id"] for one in sent[:3]]
    await refused(bob, "POST", path, {"messages": ids}, status=403, code=50013)
    await refused(ana, "POST", path, {"messages": ids[:1]}, status=400, code=50035)
    await refused(ana, "POST", path, {"messages": [ids[0], ids[0]]}, status=400, code=50035)
    await refused(ana, "POST", path, {"messages": list(range(1, 102))}, status=400, code=50035)
    headers = {"X-Audit-Log-Reason": "spam"}
    answer = await ana.post(path, {"messages": [*ids, "5"]}, headers=headers)
    assert answer.status_code == 204
    gone = await client.event("MESSAGE_DELETE_BULK")
    assert gone == {"ids": ids, "channel_id": str(channel), "guild_id": str(salon.id)}
    assert (await client.event("BEEP_READ_STATE"))["mention_count"] == 2
    assert [one["id"] for one in await history(cleo, channel)] == [sent[4]["id"], sent[3]["id"]]
    await ok(ana, "POST", path, {"messages": ids})
    await settle(program)
    log = (await ok(ana, "GET", f"{salon.path}/audit-logs?action_type=73"))["audit_log_entries"]
    assert [(one["reason"], one["options"]["count"]) for one in log] == [("spam", "3")]
    # Nobody's next message was held up by what the channel's stream went through.
    assert (await say(bob, channel, "suite"))["seq"] == 8


@pytest.mark.req("MSG-06")
async def test_a_moderators_erasure_is_logged_ones_own_is_not(
    people: list[Person], salon: Community, program: Program
) -> None:
    ana, bob, cleo = people
    await salon.role("modo", Permission.MANAGE_MESSAGES, cleo)
    first, second = [await say(bob, salon.first_channel, f"m{number}") for number in range(2)]
    await ok(bob, "DELETE", f"/channels/{salon.first_channel}/messages/{first['id']}")
    await ok(cleo, "DELETE", f"/channels/{salon.first_channel}/messages/{second['id']}")
    await settle(program)
    [entry] = (await ok(ana, "GET", f"{salon.path}/audit-logs?action_type=72"))["audit_log_entries"]
    assert (entry["user_id"], entry["target_id"]) == (str(cleo.id), str(bob.id))


@pytest.mark.req("MSG-07", "AMB-25")
async def test_nothing_of_an_erased_message_is_left_in_any_table(
    people: list[Person], salon: Community, program: Program
) -> None:
    ana, bob, _ = people
    secret = "aubépine-1789"
    message = await say(bob, salon.first_channel, f"{secret} <@{ana.id}>")
    path = f"/channels/{salon.first_channel}/messages"
    await ok(ana, "PUT", f"{path}/{message['id']}/reactions/%F0%9F%91%8D/@me")
    await ok(ana, "PUT", f"{path}/pins/{message['id']}")
    await settle(program)
    assert "messaging.message" in await cells(program, secret)
    assert {"messaging.mention", "messaging.pin", "messaging.reaction"} <= {
        *await cells(program, message["id"])
    }
    await ok(bob, "DELETE", f"{path}/{message['id']}")
    await settle(program)
    assert await cells(program, secret) == []
    left = await cells(program, message["id"])
    # What is left speaks of it by its id only: that it was, that it was pinned, the notice of it.
    allowed = {"audit.entry", "outbox.fact", "messaging.message", "messaging.channel", "audit.chain"}
    assert {*left} <= allowed, left


@pytest.mark.req("MSG-06")
async def test_a_ban_erases_what_the_banned_posted_lately(
    people: list[Person], salon: Community, clock: FakeClock, program: Program, served: Served
) -> None:
    ana, bob, cleo = people
    other = await salon.channel()
    kept = await say(bob, salon.first_channel, "vieux")
    clock.move(seconds=300)
    mine = await say(cleo, salon.first_channel, "à moi")
    gone: list[dict[str, Any]] = []
    for number, channel in enumerate((salon.first_channel, other, salon.first_channel)):
        gone.append(await say(bob, channel, f"m{number}"))
        clock.move(seconds=10)
    client = await served.person(cleo)
    await ok(ana, "PUT", f"{salon.path}/bans/{bob.id}", {"delete_message_seconds": 120})
    await settle(program)
    left = [*await history(ana, salon.first_channel), *await history(ana, other)]
    assert [one["id"] for one in left] == [mine["id"], kept["id"]]
    await served.settled()
    told = [one for event in client.events("MESSAGE_DELETE_BULK") for one in event["ids"]]
    assert sorted(told) == sorted(one["id"] for one in gone)


@pytest.mark.req("MSG-04")
async def test_of_the_text_before_an_edit_nothing_is_kept(
    people: list[Person], salon: Community, program: Program
) -> None:
    before, after = "marque-avant-5b1e", "marque-apres-5b1e"
    message = await say(people[0], salon.first_channel, before)
    assert await cells(program, before) == ["messaging.message"]
    path = f"/channels/{salon.first_channel}/messages/{message['id']}"
    edited = await ok(people[0], "PATCH", path, {"content": after})
    assert edited["edited_timestamp"] is not None
    await settle(program)
    assert await cells(program, before) == []
    assert await cells(program, after) == ["messaging.message"]
