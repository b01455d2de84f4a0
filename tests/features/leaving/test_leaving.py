"""Leaving for good: asked for, taken back, carried out; and nothing personal stays anywhere."""

import asyncio
from typing import Any

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.features.auth.rows import rows
from tests.worlds.administration import administrator
from tests.worlds.communities import Community, ok, server, settled
from tests.worlds.conversations import history, say
from tests.worlds.people import PASSWORD, Person, log_in, sign_up

from beep.app.program import Program
from beep.features.audit import upkeep

pytestmark = pytest.mark.anyio
# Something no other row of a database says.
MARK = "zyxmarqueur"
_TEXTS = """
SELECT table_schema, table_name FROM information_schema.tables
WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')"""


async def places_of(program: Program, mark: str) -> list[str]:
    """Return every table in which some row says `mark`."""
    found: list[str] = []
    for schema, table in await rows(program, _TEXTS):
        told = f'SELECT count(*) FROM "{schema}"."{table}" AS t WHERE t::text ILIKE \'%%{mark}%%\''  # noqa: S608
        if (await rows(program, told))[0][0]:
            found.append(f"{schema}.{table}")
    return found


async def carried_out(program: Program, clock: FakeClock, *, days: int = 7) -> None:
    """Let time pass and everything that is due be done, twice as it is in life."""
    await settled(program)
    for hours in (24 * days, 2):
        clock.move(hours=hours)
        while await program.face("leaving").carry_out_due():
            pass
        await settled(program)
        await _forget_facts(program, clock)


async def _forget_facts(program: Program, clock: FakeClock) -> None:
    """Let the log of facts forget what every process has heard, as it does within eleven minutes."""
    for _ in range(3):
        await program.relay._sweep()
        await program.relay._trim()
        clock.move(minutes=11)


@pytest.fixture
async def ana(api: httpx2.AsyncClient) -> Person:
    return await sign_up(api, f"{MARK}-ana")


@pytest.fixture
async def ben(api: httpx2.AsyncClient) -> Person:
    return await sign_up(api, "ben")


async def leave(person: Person, **body: Any) -> dict[str, Any]:
    answer = await person.put("/users/@me/leaving", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


# -- asking -----------------------------------------------------------------------------------


@pytest.mark.req("AUTH-13")
async def test_leaving_is_asked_for_and_taken_back_within_the_grace(
    program: Program, ana: Person, clock: FakeClock
) -> None:
    asked = await leave(ana)
    assert (asked["mode"], asked["due_at"][:10]) == (
        "delete",
        f"{clock.now():%Y-%m}-{clock.now().day + 7:02}",
    )
    assert (await ana.get("/users/@me/leaving")).json() == asked
    assert (await ana.delete("/users/@me/leaving")).status_code == 204
    assert (await ana.get("/users/@me/leaving")).status_code == 204
    assert (await ana.delete("/users/@me/leaving")).json()["key"] == "leaving.not_leaving"
    await carried_out(program, clock)
    assert (await log_in(ana.api, ana)).id == ana.id


@pytest.mark.req("AUTH-13")
async def test_leaving_needs_a_recent_sign_in(ana: Person, clock: FakeClock) -> None:
    clock.move(minutes=11)
    answer = await ana.put("/users/@me/leaving", {})
    assert answer.json()["key"] == "auth.recent_sign_in_required"
    await ana.post("/auth/reauthenticate", {"password": PASSWORD})
    await leave(ana)


async def test_nobody_is_gone_before_the_grace_is_over(
    program: Program, ana: Person, clock: FakeClock
) -> None:
    await leave(ana)
    await carried_out(program, clock, days=6)
    assert (await log_in(ana.api, ana)).id == ana.id


async def test_the_last_administrator_cannot_leave(api: httpx2.AsyncClient, program: Program) -> None:
    zoe = await administrator(api, program)
    answer = await zoe.put("/users/@me/leaving", {})
    assert (answer.status_code, answer.json()["key"]) == (409, "leaving.last_to_administer")


# -- what stays -------------------------------------------------------------------------------


@pytest.fixture
async def lived(ana: Person, ben: Person) -> Community:
    """Give a server of ben's where ana left something of every kind."""
    salon = await server(ben)
    await salon.member(ana)
    await say(ana, salon.first_channel, f"{MARK} dit bonjour")
    theirs = await say(ben, salon.first_channel, f"<@{ana.id}> salut")
    reaction = f"/channels/{salon.first_channel}/messages/{theirs['id']}/reactions/👍/@me"
    await ok(ana, "PUT", reaction)
    await ok(ben, "PATCH", f"{salon.path}/members/{ana.id}", {"nick": f"{MARK}-surnom"})
    await ok(ana, "PATCH", "/users/@me", {"global_name": f"{MARK} Ana"})
    await ok(ana, "POST", "/applications", {"name": f"{MARK}-robot"})
    await ok(ana, "POST", "/users/@me/relationships", {"username": "ben"})
    await ok(ana, "PUT", "/auth/email", {"email": f"{MARK}-new@example.org"})
    await ana.api.post("/auth/reset", json={"email": ana.email})
    return salon


@pytest.mark.req("USER-05")
async def test_who_is_deleted_leaves_nothing_behind(
    program: Program, lived: Community, ana: Person, ben: Person, clock: FakeClock
) -> None:
    assert "messaging.message" in await places_of(program, MARK)
    await leave(ana)
    await carried_out(program, clock)
    assert await places_of(program, MARK) == []
    again = await log_in(ben.api, ben)
    left = await history(again, lived.first_channel)
    assert [one["author"]["id"] for one in left if one["type"] == 0] == [str(ben.id)]
    assert left[0].get("reactions", []) == []
    assert MARK not in str(left)


@pytest.mark.req("USER-05")
async def test_who_is_anonymised_leaves_their_words_and_nothing_else(
    program: Program, lived: Community, ana: Person, ben: Person, clock: FakeClock
) -> None:
    await ok(ana, "PUT", "/users/@me/leaving/mode", {"mode": "anonymise"})
    await leave(ana)
    await carried_out(program, clock)
    assert await places_of(program, MARK) == ["messaging.message"]
    (kept,) = [
        one
        for one in await history(await log_in(ben.api, ben), lived.first_channel)
        if MARK in one["content"]
    ]
    author = kept["author"]
    assert (author["username"], author["global_name"], author["avatar"]) == (f"deleted-{ana.id}", None, None)


@pytest.mark.req("USER-05", "MOD-06")
async def test_who_left_is_out_everywhere_and_their_names_are_free(
    api: httpx2.AsyncClient, program: Program, lived: Community, ana: Person, clock: FakeClock
) -> None:
    del lived
    await leave(ana)
    await carried_out(program, clock)
    assert (await ana.get("/users/@me")).status_code == 401
    answer = await api.post("/auth/login", json={"email": ana.email, "password": ana.password})
    assert answer.json()["key"] == "auth.wrong_credentials"
    await sign_up(api, ana.username, email=ana.email)


@pytest.mark.req("AUD-04")
async def test_the_audit_log_still_holds_after_somebody_left(
    program: Program, lived: Community, ana: Person, clock: FakeClock
) -> None:
    del lived
    await leave(ana)
    await carried_out(program, clock)
    checked, broken = await upkeep.verify(program.database, checkpoints={}, progress=lambda _: None)
    assert (checked > 5, broken) == (True, None)


async def test_of_two_processes_one_carries_a_wish_out(
    program: Program, ana: Person, clock: FakeClock
) -> None:
    await leave(ana)
    clock.move(days=7)
    face = program.face("leaving")
    assert sorted(await asyncio.gather(face.carry_out_due(), face.carry_out_due())) == [False, True]


class TestForced:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {"BEEP_LEAVING__MODE": "anonymise", "BEEP_LEAVING__GRACE_DAYS": "0"}

    async def test_an_installation_may_decide_for_all(self, ana: Person) -> None:
        asked = await leave(ana, mode="delete")
        assert (asked["mode"], asked["due_at"]) == ("anonymise", asked["asked_at"])


@pytest.mark.req("USER-05")
async def test_letters_of_who_left_are_gone_with_them_whatever_their_address(
    api: httpx2.AsyncClient, program: Program, lived: Community, ana: Person, clock: FakeClock
) -> None:
    del lived
    zoe = await administrator(api, program)
    await ok(zoe, "PUT", "/auth/email", {"email": "zoe-new@example.org"})
    await settled(program)
    assert await _letters_to(zoe) == ["zoe-new@example.org", ana.email, f"{MARK}-new@example.org"]
    await leave(ana)
    await carried_out(program, clock)
    assert await _letters_to(await log_in(api, zoe)) == ["zoe-new@example.org"]


async def _letters_to(administrator: Person) -> list[str]:
    return [one["to"] for one in (await ok(administrator, "GET", "/admin/letters"))["letters"]]


# -- servers of who leaves --------------------------------------------------------------------


@pytest.mark.req("SERV-04", "SERV-03")
async def test_a_server_goes_to_the_heir_who_accepted(
    program: Program, ana: Person, ben: Person, clock: FakeClock
) -> None:
    salon = await server(ana)
    await salon.member(ben)
    await leave(ana, servers=[{"guild_id": str(salon.id), "fate": "transfer", "to": str(ben.id)}])
    await ok(ben, "POST", f"{salon.path}/ownership-transfer/accept")
    await carried_out(program, clock)
    assert (await ok(await log_in(ben.api, ben), "GET", salon.path))["owner_id"] == str(ben.id)


@pytest.mark.req("SERV-04", "SERV-03")
async def test_a_server_nobody_decided_about_goes_to_its_oldest_member(
    program: Program, ana: Person, ben: Person, clock: FakeClock
) -> None:
    salon = await server(ana)
    await salon.member(ben)
    await leave(ana)
    await carried_out(program, clock)
    assert (await ok(await log_in(ben.api, ben), "GET", salon.path))["owner_id"] == str(ben.id)


@pytest.mark.req("SERV-04")
async def test_a_server_is_deleted_where_that_was_chosen_or_nobody_else_is_there(
    program: Program, ana: Person, ben: Person, clock: FakeClock
) -> None:
    chosen, alone = await server(ana, "Choisi"), await server(ana, "Seul")
    await chosen.member(ben)
    await leave(ana, servers=[{"guild_id": str(chosen.id), "fate": "delete"}])
    await carried_out(program, clock)
    assert await rows(program, "SELECT count(*) FROM servers.server") == [(0,)]
    del alone


async def test_fates_of_servers_that_are_not_ones_own_are_refused(ana: Person, ben: Person) -> None:
    salon = await server(ben)
    answer = await ana.put("/users/@me/leaving", {"servers": [{"guild_id": str(salon.id), "fate": "delete"}]})
    assert (answer.status_code, "guild_id" in answer.text) == (400, True)
    assert (await ana.get("/users/@me/leaving")).status_code == 204


async def test_a_transfer_names_somebody(ana: Person) -> None:
    salon = await server(ana)
    answer = await ana.put(
        "/users/@me/leaving", {"servers": [{"guild_id": str(salon.id), "fate": "transfer"}]}
    )
    assert (answer.status_code, '"to"' in answer.text) == (400, True)
