"""Members and invites: who comes in, who goes, and how many."""

import asyncio
from itertools import count

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.communities import ok, refused, server
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.features import servers
from beep.kit.actor import Actor
from beep.kit.ids import ServerId, UserId
from beep.kit.permissions import DEFAULT_ROLE, Permission

pytestmark = pytest.mark.anyio


@pytest.mark.req("INV-01", "INV-02", "ENT-06")
async def test_an_invite_makes_whoever_accepts_it_a_member(api: httpx2.AsyncClient) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    code = await salon.invite()

    accepted = await ok(bob, "POST", f"/invites/{code}", {})

    assert accepted["guild"]["id"] == accepted["guild_id"] == str(salon.id)
    assert accepted["channel"] == {"id": str(salon.first_channel), "name": "général", "type": 0}
    assert accepted["inviter"]["id"] == str(ana.id)
    assert (accepted["uses"], accepted["new_member"]) == (0, True)
    member = await ok(bob, "GET", f"{salon.path}/members/@me")
    assert (member["user"]["username"], member["roles"], member["nick"]) == ("bob", [], None)
    assert [one["name"] for one in await ok(bob, "GET", f"{salon.path}/channels")] == ["général"]
    [listed] = await ok(ana, "GET", f"{salon.path}/invites")
    assert listed["uses"] == 1


@pytest.mark.req("INV-01", "S-23")
async def test_a_code_cannot_be_guessed(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    codes = {await salon.invite() for _ in range(5)}
    assert len(codes) == 5
    assert all(len(code) == 16 and code.isalnum() for code in codes)


@pytest.mark.req("INV-01")
async def test_anybody_with_the_code_sees_where_it_leads_and_nothing_more(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    code = await salon.invite()

    answer = await api.get(f"/invites/{code}")

    shown = answer.json()
    assert answer.status_code == 200
    assert (shown["guild"]["name"], shown["approximate_member_count"]) == ("Salon", 1)
    assert not {"inviter", "uses", "max_uses", "created_at"} & set(shown)


@pytest.mark.req("S-23")
@pytest.mark.parametrize("code", ["nope", "%00", "é" * 30, "x" * 101, "...", "' OR 1=1 --"])
async def test_a_code_that_never_was_is_not_found(
    shared_api: httpx2.AsyncClient, shared_bob: Person, code: str
) -> None:
    bob = shared_bob
    assert (await shared_api.get(f"/invites/{code}")).status_code == 404
    assert (await bob.post(f"/invites/{code}", {})).status_code == 404
    assert (await bob.delete(f"/invites/{code}")).status_code == 404


@pytest.mark.req("INV-05")
async def test_an_invite_ends_after_seven_days_unless_asked_otherwise(
    api: httpx2.AsyncClient, clock: FakeClock
) -> None:
    ana, eve = await sign_up(api, "ana"), await sign_up(api, "eve")
    salon = await server(ana)
    usual, short, endless = (
        await salon.invite(),
        await salon.invite(max_age=60),
        await salon.invite(max_age=0),
    )

    clock.move(seconds=59)
    assert (await api.get(f"/invites/{short}")).status_code == 200
    clock.move(seconds=1)
    assert (await api.get(f"/invites/{short}")).status_code == 404
    clock.move(days=6, hours=23, minutes=58)
    assert (await api.get(f"/invites/{usual}")).status_code == 200
    clock.move(minutes=2)
    assert (await api.get(f"/invites/{usual}")).status_code == 404
    shown = (await api.get(f"/invites/{endless}")).json()
    assert shown["expires_at"] is None
    eve = await sign_up(api, "eve2")
    await refused(eve, "POST", f"/invites/{usual}", {}, status=404, code=10006)
    await ok(eve, "POST", f"/invites/{endless}", {})


@pytest.mark.req("INV-05")
@pytest.mark.parametrize(
    "terms", [{"max_age": -1}, {"max_age": 31_536_001}, {"max_uses": -1}, {"max_uses": 1001}]
)
async def test_an_invite_with_impossible_terms_is_refused(
    api: httpx2.AsyncClient, terms: dict[str, int]
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    await refused(ana, "POST", f"/channels/{salon.first_channel}/invites", terms, status=400, code=50035)


@pytest.mark.req("INV-05", "S-30")
async def test_an_invite_is_used_as_often_as_it_says_and_no_more(api: httpx2.AsyncClient) -> None:
    ana, *others = [await sign_up(api, f"ana{number}") for number in range(9)]
    salon = await server(ana)
    code = await salon.invite(max_uses=3)

    answers = await asyncio.gather(*(one.post(f"/invites/{code}", {}) for one in others))

    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [404] * 5
    assert (await ok(ana, "GET", salon.path))["member_count"] == 4
    assert await ok(ana, "GET", f"{salon.path}/invites") == []


@pytest.mark.req("INV-05", "INV-02")
async def test_accepting_twice_burns_one_use(api: httpx2.AsyncClient, program: Program) -> None:
    ana, bob, cleo = [await sign_up(api, name) for name in ("ana", "bob", "cleo")]
    salon = await server(ana)
    code = await salon.invite(max_uses=2)
    answers = await asyncio.gather(*(bob.post(f"/invites/{code}", {}) for _ in range(6)))
    assert [answer.status_code for answer in answers] == [200] * 6
    assert sum(answer.json()["new_member"] for answer in answers) == 1
    await ok(cleo, "POST", f"/invites/{code}", {})
    assert (await ok(ana, "GET", salon.path))["member_count"] == 3
    async with program.database.read() as connection:
        found = await connection.exec_driver_sql("SELECT member_count FROM servers.server")
        assert found.scalar_one() == 3


@pytest.mark.req("INV-05")
async def test_an_invite_is_revoked_by_its_inviter_or_who_manages_the_server(api: httpx2.AsyncClient) -> None:
    ana, bob, cleo, eve = [await sign_up(api, name) for name in ("ana", "bob", "cleo", "eve")]
    salon = await server(ana)
    await salon.member(bob, cleo)
    made = await ok(bob, "POST", f"/channels/{salon.first_channel}/invites", {})
    code = await salon.invite()

    await refused(cleo, "DELETE", f"/invites/{made['code']}", status=403, code=50013)
    await refused(bob, "DELETE", f"/invites/{code}", status=403, code=50013)
    await refused(eve, "DELETE", f"/invites/{code}", status=404, code=10006)
    await refused(bob, "GET", f"{salon.path}/invites", status=403, code=50013)
    await ok(bob, "DELETE", f"/invites/{made['code']}")
    await ok(ana, "DELETE", f"/invites/{code}")
    await refused(eve, "POST", f"/invites/{code}", {}, status=404, code=10006)


@pytest.mark.req("INV-01")
async def test_inviting_needs_the_right_in_that_channel(api: httpx2.AsyncClient) -> None:
    ana, bob, eve = [await sign_up(api, name) for name in ("ana", "bob", "eve")]
    salon = await server(ana)
    await salon.member(bob)
    invites = f"/channels/{salon.first_channel}/invites"
    await ok(bob, "POST", invites, {"max_age": None, "unique": True})
    await refused(eve, "POST", invites, {}, status=404, code=10003)
    await salon.everyone_may(DEFAULT_ROLE & ~Permission.CREATE_INVITE)
    await refused(bob, "POST", invites, {}, status=403, code=50013)
    await salon.everyone_may(Permission.CREATE_INVITE)
    await refused(bob, "POST", invites, {}, status=404, code=10003)


async def test_a_bot_cannot_accept_an_invite(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    salon, other = await server(ana), await server(ana, "Jardin")
    helper = await other.bot()
    await refused(helper, "POST", f"/invites/{await salon.invite()}", {}, status=403, code=20001)
    await refused(helper, "POST", f"{salon.path}/join", status=403, code=20001)


@pytest.mark.req("SERV-10")
async def test_a_kicked_member_is_out_at_once(api: httpx2.AsyncClient) -> None:
    ana, bob, cleo = [await sign_up(api, name) for name in ("ana", "bob", "cleo")]
    salon = await server(ana)
    await salon.member(bob, cleo)
    await salon.role("modération", Permission.KICK_MEMBERS, bob)

    await ok(bob, "DELETE", f"{salon.path}/members/{cleo.id}")

    await refused(cleo, "GET", salon.path, status=404)
    await refused(cleo, "GET", f"/channels/{salon.first_channel}", status=404)
    await refused(bob, "DELETE", f"{salon.path}/members/{cleo.id}", status=404, code=10007)
    assert (await ok(ana, "GET", salon.path))["member_count"] == 2


@pytest.mark.req("ROLE-13", "SERV-03")
async def test_nobody_kicks_an_equal_a_superior_or_the_owner(api: httpx2.AsyncClient) -> None:
    ana, bob, cleo, dina = [await sign_up(api, name) for name in ("ana", "bob", "cleo", "dina")]
    salon = await server(ana)
    await salon.member(bob, cleo, dina)
    await salon.role("bureau", Permission(0), dina)
    await salon.role("modération", Permission.KICK_MEMBERS, bob, cleo)
    for target in (ana, bob, cleo, dina):
        await refused(bob, "DELETE", f"{salon.path}/members/{target.id}", status=403)
    admin = await salon.role("admin", Permission.ADMINISTRATOR)
    moves = [{"id": str(admin), "position": 9}]
    await ok(ana, "PATCH", f"{salon.path}/roles", moves)
    await ok(ana, "PUT", f"{salon.path}/members/{bob.id}/roles/{admin}")
    await refused(bob, "DELETE", f"{salon.path}/members/{ana.id}", status=403)
    await ok(bob, "DELETE", f"{salon.path}/members/{dina.id}")


async def test_members_are_listed_in_pages_and_found_by_name(api: httpx2.AsyncClient) -> None:
    people = [await sign_up(api, name) for name in ("ana", "Élodie", "elsa", "bob")]
    salon = await server(people[0])
    await salon.member(*people[1:])
    path = f"{salon.path}/members"

    everybody = await ok(people[3], "GET", f"{path}?limit=1000")
    ids = [member["user"]["id"] for member in everybody]
    assert ids == sorted((str(one.id) for one in people), key=int)
    page = await ok(people[3], "GET", f"{path}?limit=2&after={ids[1]}")
    assert [member["user"]["id"] for member in page] == ids[2:]
    found = await ok(people[3], "GET", f"{path}/search?query=EL&limit=10")
    assert [member["user"]["username"] for member in found] == ["Élodie", "elsa"]
    found = await ok(people[3], "GET", f"{path}/search?query=élo&limit=10")
    assert [member["user"]["username"] for member in found] == ["Élodie"]
    await refused(people[0], "GET", f"{path}/42", status=404, code=10007)
    await refused(people[0], "GET", f"{path}?limit=1001", status=400)


@pytest.mark.req("SERV-03")
async def test_a_server_has_its_owner_whatever_is_tried(api: httpx2.AsyncClient) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    await salon.role("admin", Permission.ADMINISTRATOR, bob)
    await asyncio.gather(
        bob.delete(f"{salon.path}/members/{ana.id}"),
        ana.delete(f"/users/@me/guilds/{salon.id}"),
        bob.patch(salon.path, {"owner_id": str(bob.id)}),
        bob.delete(salon.path),
    )
    assert (await ok(bob, "GET", salon.path))["owner_id"] == str(ana.id)
    assert (await ok(bob, "GET", f"{salon.path}/members/{ana.id}"))["roles"]


_ids = count(10**17)


async def _rush(api: httpx2.AsyncClient, program: Program, *, places: int) -> None:
    """Let one more than there is room for join at once: all places are taken, and none twice."""
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    code = await salon.invite()
    face = program.face("servers")

    async def join() -> bool:
        try:
            await face.invites.accept(Actor(UserId(next(_ids))), code)
        except servers.ServerFull:
            return False
        return True

    joined = await asyncio.gather(*(join() for _ in range(places + 1)))

    assert sum(joined) == places - 1
    snapshot = await face.snapshot(ServerId(salon.id))
    assert len(snapshot.members) == snapshot.server.member_count == places
    assert (await ok(ana, "GET", salon.path))["member_count"] == places
    late = await sign_up(api, "late")
    await refused(late, "POST", f"/invites/{code}", {}, status=409, code=30019)


@pytest.mark.slow
@pytest.mark.req("INV-04", "SERV-05", "S-30")
async def test_of_a_thousand_and_one_who_join_at_once_a_thousand_are_members(
    api: httpx2.AsyncClient, program: Program
) -> None:
    await _rush(api, program, places=1000)


class TestLimit:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {"BEEP_SERVERS__MEMBERS": "30"}

    @pytest.mark.req("SERV-05", "S-30")
    async def test_of_more_who_join_at_once_only_as_many_as_there_are_places_are_members(
        self, api: httpx2.AsyncClient, program: Program
    ) -> None:
        await _rush(api, program, places=30)
