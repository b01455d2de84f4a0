"""Servers from their founding to their end."""

import asyncio

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.communities import Community, jobs_done, ok, refused, server
from tests.worlds.people import sign_up

from beep.app.program import Program
from beep.kit.permissions import ALL, Permission

pytestmark = pytest.mark.anyio


@pytest.fixture
def environment() -> dict[str, str]:
    return {"BEEP_SERVERS__PER_OWNER": "5"}


@pytest.mark.req("SERV-01", "ENT-02", "ROLE-10")
async def test_a_new_server_has_its_owner_two_roles_and_a_first_channel(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")

    made = (await server(ana, "Éloïse-42", description="Chez nous", visibility="public")).object

    assert made["name"] == "Éloïse-42"
    assert made["owner_id"] == str(ana.id)
    assert made["visibility"] == "public"
    assert made["description"] == "Chez nous"
    assert made["member_count"] == 1
    assert [role["name"] for role in made["roles"]] == ["@everyone", "owner"]
    assert made["roles"][0]["id"] == made["id"]
    assert made["roles"][1]["managed"] is True
    assert [channel["name"] for channel in made["channels"]] == ["général"]
    assert made["channels"][0]["guild_id"] == made["id"]


@pytest.mark.req("SERV-01")
async def test_a_founding_that_fails_leaves_nothing_behind(api: httpx2.AsyncClient, program: Program) -> None:
    ana = await sign_up(api, "ana")

    class Broken:
        async def found(self, *_: object) -> None:
            raise ConnectionError("the founding fails")

    program.face("servers").founding, whole = Broken(), program.face("servers").founding
    assert (await ana.post("/guilds", {"name": "Salon"})).status_code == 503
    program.face("servers").founding = whole

    assert await ok(ana, "GET", "/users/@me/guilds") == []
    async with program.database.read() as connection:
        for table in ("server", "role", "membership"):
            found = await connection.exec_driver_sql(f"SELECT count(*) FROM servers.{table}")  # noqa: S608
            assert found.scalar_one() == 0


@pytest.mark.req("SERV-08")
@pytest.mark.parametrize("name", ["a", "a b", "a.b", "a😀", "a\u200bb", "x" * 51, ""])
async def test_a_server_name_of_other_signs_or_lengths_is_refused(shared_salon: Community, name: str) -> None:
    error = await refused(shared_salon.owner, "POST", "/guilds", {"name": name}, status=400, code=50035)
    assert "name" in error["errors"]


@pytest.mark.req("SERV-08")
async def test_a_server_name_is_counted_and_kept_in_composed_form(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    assert (await server(ana, "e\u0301" * 50)).object["name"] == "é" * 50


@pytest.mark.req("SERV-02")
async def test_a_sixth_server_is_refused_until_one_is_deleted(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    first = await server(ana)
    for number in range(4):
        await server(ana, f"Salon-{number}")

    error = await refused(ana, "POST", "/guilds", {"name": "Salon"}, status=403, code=30001)
    assert "5" in error["message"]
    await ok(ana, "DELETE", first.path)
    await server(ana)


@pytest.mark.req("SERV-02", "S-30")
async def test_servers_created_at_once_never_exceed_the_limit(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    for number in range(4):
        await server(ana, f"Salon-{number}")

    answers = await asyncio.gather(*(ana.post("/guilds", {"name": "Salon"}) for _ in range(100)))

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [201, *[403] * 99]
    assert len(await ok(ana, "GET", "/users/@me/guilds")) == 5


@pytest.mark.req("ENT-09")
async def test_somebody_belongs_to_several_servers_with_their_rights_in_each(api: httpx2.AsyncClient) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    mine, theirs = await server(bob), await server(ana, "Jardin")
    await theirs.member(bob)

    listed = await ok(bob, "GET", "/users/@me/guilds?with_counts=true")

    assert [(one["id"], one["owner"]) for one in listed] == [(str(mine.id), True), (str(theirs.id), False)]
    assert listed[0]["permissions"] == str(int(ALL))
    assert int(listed[1]["permissions"]) & Permission.SEND_MESSAGES
    assert not int(listed[1]["permissions"]) & Permission.MANAGE_SERVER
    assert listed[1]["approximate_member_count"] == 2


async def test_the_own_list_is_read_in_pages(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    ids = [str((await server(ana, f"Salon-{number}")).id) for number in range(3)]

    first = await ok(ana, "GET", "/users/@me/guilds?limit=2")
    rest = await ok(ana, "GET", f"/users/@me/guilds?limit=2&after={ids[1]}")

    assert [one["id"] for one in first] == ids[:2]
    assert [one["id"] for one in rest] == ids[2:]
    await refused(ana, "GET", "/users/@me/guilds?limit=0", status=400)


@pytest.mark.req("ENT-02")
@pytest.mark.parametrize("visibility", ["private", "public"])
async def test_a_stranger_cannot_tell_a_server_from_none(api: httpx2.AsyncClient, visibility: str) -> None:
    ana, eve = await sign_up(api, "ana"), await sign_up(api, "eve")
    salon = await server(ana, visibility=visibility)
    role = f"{salon.path}/roles/{salon.id}"
    member = f"{salon.path}/members/{ana.id}"

    for method, path, body in (
        ("GET", salon.path, None),
        ("PATCH", salon.path, {"name": "Autre"}),
        ("DELETE", salon.path, None),
        ("DELETE", f"/users/@me/guilds/{salon.id}", None),
        ("GET", f"{salon.path}/channels", None),
        ("POST", f"{salon.path}/channels", {"name": "autre"}),
        ("GET", f"{salon.path}/roles", None),
        ("GET", role, None),
        ("POST", f"{salon.path}/roles", {"name": "autre"}),
        ("PATCH", f"{salon.path}/roles", [{"id": salon.id, "position": 3}]),
        ("PATCH", role, {"permissions": "0"}),
        ("DELETE", role, None),
        ("GET", f"{salon.path}/members", None),
        ("GET", f"{salon.path}/members/search?query=a", None),
        ("GET", member, None),
        ("DELETE", member, None),
        ("PUT", f"{member}/roles/{salon.id}", None),
        ("DELETE", f"{member}/roles/{salon.id}", None),
        ("GET", f"{salon.path}/invites", None),
    ):
        error = await refused(eve, method, path, body, status=404, code=10004)
        gone = await refused(eve, method, path.replace(str(salon.id), "42"), body, status=404, code=10004)
        assert error["message"] == gone["message"]


async def test_nobody_sees_a_server_without_signing_in(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    assert (await api.get(salon.path)).status_code == 401


@pytest.mark.req("ENT-02")
async def test_a_public_server_shows_itself_and_is_joined_without_an_invite(api: httpx2.AsyncClient) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana, visibility="public", description="Pour toutes")

    preview = await ok(bob, "GET", f"{salon.path}/preview")
    joined = await ok(bob, "POST", f"{salon.path}/join")
    again = await ok(bob, "POST", f"{salon.path}/join")

    assert (preview["name"], preview["description"]) == ("Salon", "Pour toutes")
    assert joined["member_count"] == again["member_count"] == 2


@pytest.mark.req("ENT-02")
async def test_a_private_server_has_no_preview_and_no_open_door(api: httpx2.AsyncClient) -> None:
    ana, eve = await sign_up(api, "ana"), await sign_up(api, "eve")
    salon = await server(ana)
    await refused(eve, "GET", f"{salon.path}/preview", status=404, code=10004)
    await refused(eve, "POST", f"{salon.path}/join", status=404, code=10004)
    await ok(ana, "GET", f"{salon.path}/preview")


@pytest.mark.req("SERV-09")
async def test_a_server_is_changed_by_who_manages_it_only(api: httpx2.AsyncClient) -> None:
    ana, bob, cleo = await sign_up(api, "ana"), await sign_up(api, "bob"), await sign_up(api, "cleo")
    salon = await server(ana, description="Avant")
    await salon.member(bob, cleo)
    await salon.role("bureau", Permission.MANAGE_SERVER, bob)

    changed = await ok(bob, "PATCH", salon.path, {"name": "Jardin", "visibility": "public"})
    cleared = await ok(bob, "PATCH", salon.path, {"description": None, "name": None})

    assert (changed["name"], changed["visibility"], changed["description"]) == ("Jardin", "public", "Avant")
    assert (cleared["name"], cleared["description"]) == ("Jardin", None)
    error = await refused(cleo, "PATCH", salon.path, {"name": "Autre"}, status=403, code=50013)
    assert "MANAGE_GUILD" in error["message"]
    await refused(bob, "PATCH", salon.path, {"description": "x" * 1001}, status=400, code=50035)
    await refused(bob, "PATCH", salon.path, {"visibility": "secret"}, status=400, code=50035)


@pytest.mark.req("SERV-11", "ENT-10", "CHAN-04")
async def test_a_deleted_server_is_gone_at_once_with_all_it_held(
    api: httpx2.AsyncClient, program: Program
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    channel = await salon.channel()
    code = await salon.invite()

    await ok(ana, "DELETE", salon.path)

    for who in (ana, bob):
        await refused(who, "GET", salon.path, status=404, code=10004)
        await refused(who, "GET", f"/channels/{channel}", status=404, code=10003)
        assert await ok(who, "GET", "/users/@me/guilds") == []
    await refused(bob, "POST", f"/invites/{code}", {}, status=404, code=10006)
    for table in ("servers.role", "servers.membership", "servers.invite"):
        await jobs_done(program, f"SELECT count(*) FROM {table}")  # noqa: S608
    await jobs_done(program, "SELECT count(*) FROM channels.channel")


@pytest.mark.req("SERV-11", "ROLE-01")
async def test_only_the_owner_deletes_a_server_and_only_after_a_recent_sign_in(
    api: httpx2.AsyncClient, clock: FakeClock
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    await salon.role("presque", Permission.ADMINISTRATOR, bob)

    await refused(bob, "DELETE", salon.path, status=403)
    clock.move(minutes=11)
    error = await refused(ana, "DELETE", salon.path, status=403)
    assert error["key"] == "auth.recent_sign_in_required"
    await ok(ana, "POST", "/auth/reauthenticate", {"password": ana.password})
    await ok(ana, "DELETE", salon.path)


@pytest.mark.req("SERV-10", "SERV-03")
async def test_a_member_leaves_and_the_owner_cannot(api: httpx2.AsyncClient) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)

    await ok(bob, "DELETE", f"/users/@me/guilds/{salon.id}")
    await refused(ana, "DELETE", f"/users/@me/guilds/{salon.id}", status=409)

    await refused(bob, "GET", salon.path, status=404)
    assert (await ok(ana, "GET", salon.path))["member_count"] == 1


async def test_a_bot_creates_no_server(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    helper = await salon.bot()
    await refused(helper, "POST", "/guilds", {"name": "Salon"}, status=403, code=20001)
