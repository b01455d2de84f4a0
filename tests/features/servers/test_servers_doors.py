"""The ways in: discovery of public servers, and invitations by name."""

import asyncio
from typing import Any

import httpx2
import pytest
from tests.features.servers.test_servers_governed import salon_of
from tests.worlds.communities import ok, refused, server
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.kit.permissions import DEFAULT_ROLE, Permission

pytestmark = pytest.mark.anyio
M = Permission


async def found(who: Person, query: str = "", more: str = "") -> list[str]:
    page = await ok(who, "GET", f"/discovery/guilds?query={query}{more}")
    return [one["name"] for one in page["guilds"]]


# -- discovery --------------------------------------------------------------------------------


@pytest.mark.req("SERV-13")
async def test_public_servers_are_found_by_words_whatever_their_accents_and_case(
    api: httpx2.AsyncClient,
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    garden = await server(ana, "Éclosion", description="Un jardin à PLUSIEURS", visibility="public")
    await server(ana, "Serre", description="100% plantes_rares", visibility="public")
    await server(ana, "Secret", description="jardin", visibility="private")
    await garden.member(bob)
    assert await found(bob) == ["Éclosion", "Serre"]
    for query in ("eclo", "ÉCLOSION", "jardin eclosion", "a plusieurs"):
        assert await found(bob, query) == ["Éclosion"], query
    assert await found(bob, "jardin serre") == []
    # What a pattern would take for anything is only itself.
    assert await found(bob, "%25 rares") == ["Serre"]
    assert await found(bob, "plantes_") == ["Serre"]
    assert await found(bob, "s_rre") == []
    page = await ok(bob, "GET", "/discovery/guilds?query=jardin")
    assert page == {
        "guilds": [
            {
                "id": str(garden.id),
                "name": "Éclosion",
                "description": "Un jardin à PLUSIEURS",
                "icon": None,
                "approximate_member_count": 2,
                "joined": True,
            }
        ],
        "total": 1,
    }


async def test_discovery_comes_in_pages_with_the_largest_first(api: httpx2.AsyncClient) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    for name in ("Petit", "Moyen", "Grand"):
        salon = await server(ana, name, visibility="public")
    await salon.member(bob)
    assert await found(bob, more="&limit=1") == ["Grand"]
    page = await ok(bob, "GET", "/discovery/guilds?limit=2&offset=1")
    assert ([one["name"] for one in page["guilds"]], page["total"]) == (["Petit", "Moyen"], 3)
    await refused(bob, "GET", "/discovery/guilds?limit=101", status=400)
    await refused(bob, "GET", "/discovery/guilds?offset=-1", status=400)
    await refused(bob, "GET", f"/discovery/guilds?query={'x' * 101}", status=400)


async def test_a_server_that_turns_private_is_gone_from_discovery_and_closed_at_once(
    api: httpx2.AsyncClient,
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana, "Place", visibility="public")
    assert await found(bob, "place") == ["Place"]
    await ok(ana, "PATCH", salon.path, {"name": "Cour", "visibility": "private"})
    assert await found(bob, "place") == await found(bob, "cour") == []
    await refused(bob, "POST", f"{salon.path}/join", status=404, code=10004)
    await ok(ana, "PATCH", salon.path, {"visibility": "public"})
    assert (await found(bob, "place"), await found(bob, "cour")) == ([], ["Cour"])
    await ok(bob, "POST", f"{salon.path}/join")


# -- invitations by name ----------------------------------------------------------------------


async def invited(who: Person) -> list[dict[str, Any]]:
    return list(await ok(who, "GET", "/users/@me/invited"))


@pytest.mark.req("INV-01", "INV-02", "ENT-06")
async def test_a_person_invited_by_name_sees_who_asked_and_joins(api: httpx2.AsyncClient) -> None:
    salon, [_, bob] = await salon_of(api, "ana", "bob")
    cleo = await sign_up(api, "cleo")
    await ok(bob, "PUT", f"{salon.path}/invited/{cleo.id}")
    await ok(bob, "PUT", f"{salon.path}/invited/{cleo.id}")
    [one] = await invited(cleo)
    assert (one["guild"]["id"], one["inviter"]["id"]) == (str(salon.id), str(bob.id))
    assert await invited(bob) == []
    joined = await ok(cleo, "POST", f"/users/@me/invited/{salon.id}/accept", {})
    assert joined["member_count"] == 3
    assert await invited(cleo) == []
    await refused(cleo, "POST", f"/users/@me/invited/{salon.id}/accept", {}, status=404, code=10006)
    await refused(bob, "PUT", f"{salon.path}/invited/{cleo.id}", status=409)


async def test_an_invitation_is_declined_withdrawn_or_overtaken(api: httpx2.AsyncClient) -> None:
    salon, [ana, bob, cleo] = await salon_of(api, "ana", "bob", "cleo")
    dan = await sign_up(api, "dan")
    path = f"{salon.path}/invited/{dan.id}"
    await ok(bob, "PUT", path)
    await ok(dan, "DELETE", f"/users/@me/invited/{salon.id}")
    await refused(dan, "DELETE", f"/users/@me/invited/{salon.id}", status=404)
    await ok(bob, "PUT", path)
    await refused(cleo, "DELETE", path, status=403)
    await ok(ana, "DELETE", path)
    await refused(ana, "DELETE", path, status=404)
    await ok(bob, "PUT", path)
    await salon.member(dan)
    assert await invited(dan) == []
    eve = await sign_up(api, "eve")
    await ok(ana, "PUT", f"{salon.path}/invited/{eve.id}")
    await ok(ana, "DELETE", salon.path)
    assert await invited(eve) == []
    await refused(eve, "POST", f"/users/@me/invited/{salon.id}/accept", {}, status=404)


@pytest.mark.req("S-23")
async def test_who_may_not_invite_or_is_blocked_does_not_reach_anybody(api: httpx2.AsyncClient) -> None:
    salon, [ana, bob] = await salon_of(api, "ana", "bob")
    cleo, robot = await sign_up(api, "cleo"), await salon.bot()
    path = f"{salon.path}/invited/{cleo.id}"
    await refused(cleo, "PUT", path, status=404, code=10004)
    await refused(robot, "PUT", path, status=403)
    await refused(ana, "PUT", f"{salon.path}/invited/{robot.id}", status=403)
    await refused(ana, "PUT", f"{salon.path}/invited/42", status=404, code=10013)
    await salon.everyone_may(DEFAULT_ROLE & ~M.CREATE_INVITE)
    await refused(bob, "PUT", path, status=403)
    await ok(cleo, "PUT", f"/users/@me/blocks/{ana.id}")
    error = await refused(ana, "PUT", path, status=404, code=10013)
    assert error["key"] == "servers.cannot_invite"
    assert await invited(cleo) == []


@pytest.mark.req("INV-01", "USER-04")
async def test_a_person_is_invited_by_their_name_whatever_its_case(api: httpx2.AsyncClient) -> None:
    salon, [_, bob] = await salon_of(api, "ana", "bob")
    cleo, dan = await sign_up(api, "cleo"), await sign_up(api, "dan")
    path = f"{salon.path}/invited"
    for body, whom in (({"username": "CLEO"}, cleo), ({"user_id": str(dan.id)}, dan)):
        made = await ok(bob, "POST", path, body)
        assert made["user"]["id"] == str(whom.id)
        assert await ok(bob, "POST", path, body) == made
        assert len(await invited(whom)) == 1
    await refused(bob, "POST", path, {"username": "bob"}, status=409)


@pytest.mark.req("S-14", "S-23")
async def test_who_does_not_exist_and_who_blocks_one_look_alike_to_who_invites(
    api: httpx2.AsyncClient,
) -> None:
    salon, [ana, bob] = await salon_of(api, "ana", "bob")
    cleo = await sign_up(api, "cleo")
    await ok(cleo, "PUT", f"/users/@me/blocks/{ana.id}")
    path = f"{salon.path}/invited"
    answers = [
        await refused(ana, "POST", path, body, status=404, code=10013)
        for body in (
            {"username": "cleo"},
            {"username": "personne"},
            {"username": "cl\u0435o"},
            {"user_id": str(cleo.id)},
            {"user_id": "42"},
        )
    ]
    assert all({**one, "request_id": ""} == {**answers[0], "request_id": ""} for one in answers)
    assert await invited(cleo) == []
    # Others may still ask; a stranger does not even see the server.
    await ok(bob, "POST", path, {"username": "cleo"})
    await refused(cleo, "POST", path, {"username": "bob"}, status=404, code=10004)


@pytest.mark.parametrize(
    "body", [{}, {"username": "", "user_id": "1"}, {"username": "bob", "user_id": "1"}, {"user_id": "bob"}]
)
async def test_one_of_the_two_names_whom_to_invite(api: httpx2.AsyncClient, body: dict[str, str]) -> None:
    salon, [ana, _] = await salon_of(api, "ana", "bob")
    error = await refused(ana, "POST", f"{salon.path}/invited", body, status=400, code=50035)
    assert error["errors"]


@pytest.mark.req("S-30")
async def test_a_person_invited_at_once_by_many_is_invited_once(
    api: httpx2.AsyncClient, program: Program
) -> None:
    salon, people = await salon_of(api, "ana", "bob", "cleo")
    dan = await sign_up(api, "dan")
    await asyncio.gather(*(one.put(f"{salon.path}/invited/{dan.id}") for one in people * 5))
    assert len(await invited(dan)) == 1
    answers = await asyncio.gather(
        *(dan.post(f"/users/@me/invited/{salon.id}/accept", {}) for _ in range(10))
    )
    assert sorted(one.status_code for one in answers) == [200, *[404] * 9]
    async with program.database.read() as connection:
        query = "SELECT count(*) FROM outbox.fact WHERE name = 'person.invited'"
        assert (await connection.exec_driver_sql(query)).scalar_one() == 1


@pytest.mark.req("INV-05", "S-30")
@pytest.mark.parametrize("uses", [1, 7])
async def test_an_invite_is_used_as_often_as_it_says_and_not_once_more(
    api: httpx2.AsyncClient, uses: int
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    code = await salon.invite(max_uses=uses)
    people = [await sign_up(api, f"person-{number}") for number in range(12)]
    answers = await asyncio.gather(*(one.post(f"/invites/{code}", {}) for one in people))
    assert sum(one.status_code == 200 for one in answers) == uses
    assert (await ok(ana, "GET", salon.path))["member_count"] == uses + 1
    await refused(people[0], "GET", f"/invites/{code}", status=404, code=10006)


@pytest.mark.req("INV-05")
async def test_the_invites_to_a_channel_are_listed_for_who_manages_it(api: httpx2.AsyncClient) -> None:
    salon, [ana, bob] = await salon_of(api, "ana", "bob")
    other = await salon.channel("autre")
    made = await ok(ana, "POST", f"/channels/{other}/invites", {"max_uses": 3})
    await refused(bob, "GET", f"/channels/{other}/invites", status=403)
    eve = await sign_up(api, "eve")
    await refused(eve, "GET", f"/channels/{other}/invites", status=404)
    assert await ok(ana, "GET", f"/channels/{other}/invites") == [made]
    await ok(ana, "DELETE", f"/invites/{made['code']}")
    assert await ok(ana, "GET", f"/channels/{other}/invites") == []
