"""Bots: created, signed in, added to servers, deleted."""

import asyncio
import base64
import re

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from tests.worlds.communities import Bot, Community, bot, jobs_done, ok, refused, server
from tests.worlds.people import sign_up

from beep.app.program import Program

pytestmark = pytest.mark.anyio


async def test_a_bot_is_created_with_a_token_that_is_shown_once(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")

    made = await ok(ana, "POST", "/applications", {"name": "Aide du jardin"})
    [listed] = await ok(ana, "GET", "/applications")

    assert made["name"] == "Aide du jardin"
    assert made["bot"] == listed["bot"]
    assert (made["bot"]["id"], made["bot"]["bot"]) == (made["id"], True)
    assert (made["bot"]["username"], made["bot"]["global_name"]) == ("Aide-du-jardin", "Aide du jardin")
    assert made["owner"]["id"] == str(ana.id)
    assert "token" not in listed


async def test_a_token_has_the_form_libraries_take_apart(api: httpx2.AsyncClient, program: Program) -> None:
    ana = await sign_up(api, "ana")
    helper = await bot(ana)

    first, *rest = helper.token.split(".")

    assert len(rest) == 2
    assert len(helper.token) >= 59
    assert base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode() == str(helper.id)
    assert re.fullmatch(r"[\w-]{24,}\.[\w-]{6,}\.[\w-]{27,}", helper.token, re.ASCII)
    async with program.database.read() as connection:
        stored = await connection.exec_driver_sql("SELECT a::text FROM applications.application a")
        assert rest[1] not in stored.scalar_one()


async def test_a_bot_signs_in_and_learns_what_it_is(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    helper = await bot(ana, description="Arrose les plantes")

    me = await ok(helper, "GET", "/users/@me")
    own = await ok(helper, "GET", "/oauth2/applications/@me")

    assert (me["id"], me["bot"]) == (str(helper.id), True)
    assert own == await ok(helper, "GET", "/applications/@me")
    assert (own["id"], own["owner"]["id"], own["description"]) == (
        me["id"],
        str(ana.id),
        "Arrose les plantes",
    )
    assert (own["bot_public"], own["bot_require_code_grant"], own["team"]) == (True, False, None)
    assert own["summary"] == ""
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(own["verify_key"]))
    await refused(ana, "GET", "/applications/@me", status=403, code=20002)
    await refused(helper, "GET", "/applications", status=403, code=20001)
    await refused(helper, "POST", "/applications", {"name": "autre"}, status=403, code=20001)


@pytest.mark.parametrize(
    "wrong", ["", "x", "a.b.c", "....", "é.x.y", "MTIz.aaa.bbb", "x" * 500, "LTE.a.b", "4pyT.a.b", "=.a.b"]
)
async def test_what_is_no_token_is_refused(shared_api: httpx2.AsyncClient, wrong: str) -> None:
    answer = await shared_api.get("/users/@me", headers={"Authorization": f"Bot {wrong}".encode()})
    assert answer.status_code == 401


async def test_a_token_of_the_right_bot_with_another_secret_is_refused(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    helper = await bot(ana)
    await ok(helper, "GET", "/users/@me")
    for wrong in (helper.token[:-1], helper.token + "x", helper.token.split(".")[0] + ".a.b"):
        await refused(Bot(api, helper.id, "x", wrong), "GET", "/users/@me", status=401)


async def test_a_reset_ends_the_old_token_at_once(api: httpx2.AsyncClient) -> None:
    ana, eve = await sign_up(api, "ana"), await sign_up(api, "eve")
    helper = await bot(ana)
    await ok(helper, "GET", "/users/@me")
    reset = f"/applications/{helper.id}/bot/reset"

    await refused(eve, "POST", reset, status=404, code=10002)
    token = (await ok(ana, "POST", reset))["token"]

    await refused(helper, "GET", "/users/@me", status=401)
    await ok(Bot(api, helper.id, helper.name, token), "GET", "/users/@me")


async def test_a_bot_is_added_by_who_manages_the_server(api: httpx2.AsyncClient) -> None:
    ana, bob, eve = [await sign_up(api, name) for name in ("ana", "bob", "eve")]
    salon = await server(ana)
    await salon.member(bob)
    helper = await bot(bob)
    path = f"{salon.path}/bots/{helper.id}"

    await refused(eve, "PUT", path, status=404, code=10004)
    await refused(bob, "PUT", path, status=403, code=50013)
    await ok(ana, "PUT", path)
    await ok(ana, "PUT", path)

    shown = await ok(helper, "GET", salon.path)
    assert shown["member_count"] == 3
    assert (await ok(ana, "GET", f"{salon.path}/members/{helper.id}"))["user"]["bot"] is True
    assert (await ok(helper, "GET", "/applications/@me"))["approximate_guild_count"] == 1
    await ok(helper, "DELETE", f"/users/@me/guilds/{salon.id}")
    await refused(helper, "GET", salon.path, status=404)


async def test_a_bot_that_is_not_public_is_added_by_its_owner_only(api: httpx2.AsyncClient) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    helper = await bot(bob, bot_public=False)
    theirs, mine = await server(ana), await server(bob, "Jardin")
    await refused(ana, "PUT", f"{theirs.path}/bots/{helper.id}", status=404, code=10002)
    await ok(bob, "PUT", f"{mine.path}/bots/{helper.id}")
    await refused(ana, "PUT", f"{theirs.path}/bots/42", status=404, code=10002)
    await refused(ana, "PUT", f"{theirs.path}/bots/{ana.id}", status=404, code=10002)


async def test_a_deleted_bot_is_out_of_its_servers_and_its_name_is_free(
    api: httpx2.AsyncClient, program: Program
) -> None:
    ana, eve = await sign_up(api, "ana"), await sign_up(api, "eve")
    salon = await server(ana)
    helper = await salon.bot("aide")
    await ok(helper, "GET", salon.path)

    await refused(eve, "DELETE", f"/applications/{helper.id}", status=404, code=10002)
    await ok(ana, "DELETE", f"/applications/{helper.id}")

    await refused(helper, "GET", "/users/@me", status=401)
    assert await ok(ana, "GET", "/applications") == []
    left = f"SELECT count(*) FROM servers.membership WHERE user_id = {helper.id}"  # noqa: S608
    await jobs_done(program, left)
    await refused(ana, "GET", f"{salon.path}/members/{helper.id}", status=404, code=10007)
    await program.face("applications").retire_bot(helper.id)
    assert (await ok(ana, "GET", f"/users/{helper.id}"))["username"] != "aide"
    again = await bot(ana, "aide")
    assert (await ok(again, "GET", "/users/@me"))["username"] == "aide"


@pytest.mark.parametrize("name", ["ana", "été ☀", "кот-cat", "☀☀☀", "x"])
async def test_any_name_one_can_see_finds_a_username(shared_salon: Community, name: str) -> None:
    helper = await bot(shared_salon.owner, name)
    me = await ok(helper, "GET", "/users/@me")
    assert (me["global_name"], me["username"]) != (None, "ana")


@pytest.mark.parametrize("name", ["", " ", "x" * 33, "a\u200bb", None])
async def test_a_name_that_is_none_is_refused(shared_salon: Community, name: str | None) -> None:
    await refused(shared_salon.owner, "POST", "/applications", {"name": name}, status=400, code=50035)


class TestLimit:
    """Twenty bots each, here three."""

    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {"BEEP_APPLICATIONS__PER_OWNER": "3"}

    @pytest.mark.req("S-30")
    async def test_bots_created_at_once_never_exceed_the_limit(
        self, api: httpx2.AsyncClient, program: Program
    ) -> None:
        ana = await sign_up(api, "ana")
        answers = await asyncio.gather(
            *(ana.post("/applications", {"name": f"aide {number}"}) for number in range(12))
        )
        assert sorted(answer.status_code for answer in answers) == [201] * 3 + [409] * 9
        assert len(await ok(ana, "GET", "/applications")) == 3
        assert await program.face("users").find_by_username("aide-11") is None
