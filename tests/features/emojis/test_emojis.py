"""Emojis of servers: who adds, changes and deletes them, how many there are, and who hears of it."""

import asyncio
import base64
from typing import Any

import httpx2
import pytest
from tests.worlds.communities import Community, jobs_done, ok, refused, server
from tests.worlds.conversations import say, serve
from tests.worlds.files import png
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.kit.permissions import Permission

pytestmark = pytest.mark.anyio
PICTURE = "data:image/png;base64," + base64.b64encode(png(200, 100)).decode()


async def room(api: httpx2.AsyncClient) -> tuple[Community, Person, Person, Person]:
    """Return a server, its owner, a member without a role, and somebody of no server."""
    ana, bob, eve = [await sign_up(api, name) for name in ("ana", "bob", "eve")]
    salon = await server(ana)
    await salon.member(bob)
    return salon, ana, bob, eve


async def add(who: Person, salon: Community, name: str = "chat", **more: Any) -> dict[str, Any]:
    return dict(await ok(who, "POST", f"{salon.path}/emojis", {"name": name, "image": PICTURE, **more}))


async def names(who: Person, salon: Community) -> list[str]:
    return [one["name"] for one in await ok(who, "GET", f"{salon.path}/emojis")]


async def test_an_emoji_is_added_renamed_seen_and_deleted(api: httpx2.AsyncClient) -> None:
    salon, ana, bob, _ = await room(api)
    made = await add(ana, salon, "chat", roles=[str(salon.id)])
    assert made == {
        "id": made["id"],
        "name": "chat",
        "roles": [],
        "user": made["user"],
        "require_colons": True,
        "managed": False,
        "animated": False,
        "available": True,
    }
    assert made["user"]["id"] == str(ana.id)
    path = f"{salon.path}/emojis/{made['id']}"
    assert await ok(bob, "GET", path) == made
    await add(ana, salon, "chat")
    renamed = await ok(ana, "PATCH", path, {"name": "chien", "roles": None})
    assert renamed == {**made, "name": "chien"}
    assert await ok(ana, "PATCH", path, {}) == renamed
    assert await names(bob, salon) == ["chien", "chat"]
    assert [one["name"] for one in (await ok(bob, "GET", salon.path))["emojis"]] == ["chien", "chat"]
    await ok(ana, "DELETE", path)
    await refused(bob, "GET", path, status=404, code=10014)
    await refused(ana, "DELETE", path, status=404, code=10014)
    assert await names(bob, salon) == ["chat"]


async def test_its_picture_is_served_by_its_id_until_it_is_deleted(
    program: Program, api: httpx2.AsyncClient
) -> None:
    salon, ana, _, _ = await room(api)
    made = await add(ana, salon)
    address = f"http://beep.test/cdn/emojis/{made['id']}"
    for ending, kind in (("png", "image/png"), ("webp", "image/webp")):
        answer = await api.get(f"{address}.{ending}?size=64")
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert (await api.get(f"{address}.gif")).status_code == 404
    await ok(ana, "DELETE", f"{salon.path}/emojis/{made['id']}")
    await jobs_done(program, "SELECT count(*) FROM media.picture WHERE kind = 'emoji' AND dropped_at IS NULL")
    assert (await api.get(f"{address}.png")).status_code == 404


@pytest.fixture(scope="module")
async def shared_emoji(shared_api: httpx2.AsyncClient) -> tuple[Community, Person, dict[str, Any]]:
    salon, ana, _, _ = await room(shared_api)
    return salon, ana, await add(ana, salon, "a_Z")


@pytest.mark.parametrize("name", ["a", "a" * 33, "déjà", "deux mots", "a:b", "tiret-", "chat\n", ""])
async def test_names_that_do_not_fit_between_colons_are_refused(
    shared_emoji: tuple[Community, Person, dict[str, Any]], name: str
) -> None:
    salon, ana, made = shared_emoji
    error = await refused(
        ana, "POST", f"{salon.path}/emojis", {"name": name, "image": PICTURE}, status=400, code=50035
    )
    assert "name" in error["errors"]
    await refused(ana, "PATCH", f"{salon.path}/emojis/{made['id']}", {"name": name}, status=400)
    assert await names(ana, salon) == ["a_Z"]


async def test_what_is_no_picture_or_too_large_is_refused(api: httpx2.AsyncClient) -> None:
    salon, ana, _, _ = await room(api)
    large = "data:image/png;base64," + base64.b64encode(png() + bytes(256 << 10)).decode()
    for image in ("", "chat", "data:image/svg+xml;base64,PHN2Zy8+", large):
        error = await refused(
            ana, "POST", f"{salon.path}/emojis", {"name": "chat", "image": image}, status=400
        )
        assert "image" in error["errors"]
    assert await names(ana, salon) == []


@pytest.mark.req("S-05")
async def test_adders_change_their_own_managers_any_others_none(api: httpx2.AsyncClient) -> None:
    salon, ana, bob, _ = await room(api)
    dan = await sign_up(api, "dan")
    await salon.member(dan)
    theirs = await add(ana, salon, "de_ana")
    body = {"name": "chat", "image": PICTURE}
    await refused(bob, "POST", f"{salon.path}/emojis", body, status=403, code=50013)
    role = await salon.role("dessin", Permission.CREATE_EXPRESSIONS, bob)
    own = await add(bob, salon, "de_bob")
    own_path, other_path = (f"{salon.path}/emojis/{one['id']}" for one in (own, theirs))
    await ok(bob, "PATCH", own_path, {"name": "de_Bob"})
    await refused(bob, "PATCH", other_path, {"name": "pris"}, status=403, code=50013)
    await refused(bob, "DELETE", other_path, status=403, code=50013)
    await salon.role("musée", Permission.MANAGE_EXPRESSIONS, dan)
    await refused(dan, "POST", f"{salon.path}/emojis", body, status=403, code=50013)
    await ok(dan, "PATCH", own_path, {"name": "rangé"[:4]})
    await ok(dan, "DELETE", other_path)
    # Who may no longer add emojis has no say in their own either.
    await ok(ana, "DELETE", f"{salon.path}/members/{bob.id}/roles/{role}")
    await refused(bob, "DELETE", own_path, status=403, code=50013)
    assert await names(bob, salon) == ["rang"]


@pytest.mark.req("S-03", "S-05")
async def test_strangers_learn_nothing_of_emojis(api: httpx2.AsyncClient) -> None:
    salon, ana, _, eve = await room(api)
    made = await add(ana, salon)
    own = await server(eve, "Autre")
    path = f"{salon.path}/emojis/{made['id']}"
    await refused(eve, "GET", f"{salon.path}/emojis", status=404, code=10004)
    await refused(eve, "GET", f"{salon.path}/emojis/limit", status=404, code=10004)
    await refused(eve, "POST", f"{salon.path}/emojis", {"name": "aa", "image": PICTURE}, status=404)
    for method, body in (("GET", None), ("PATCH", {"name": "pris"}), ("DELETE", None)):
        await refused(eve, method, path, body, status=404, code=10004)
        # Neither does it open by way of a server of one's own.
        await refused(eve, method, f"{own.path}/emojis/{made['id']}", body, status=404, code=10014)
    assert await names(ana, salon) == ["chat"]


class TestLimit:
    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {"BEEP_EMOJIS__PER_SERVER": "3"}

    async def test_members_are_told_how_many_there_may_be(self, api: httpx2.AsyncClient) -> None:
        salon, _, bob, _ = await room(api)
        assert await ok(bob, "GET", f"{salon.path}/emojis/limit") == {"limit": 3}

    @pytest.mark.req("S-30")
    async def test_as_many_as_the_limit_however_many_come_at_once(
        self, program: Program, api: httpx2.AsyncClient
    ) -> None:
        salon, ana, _, _ = await room(api)
        body = {"image": PICTURE}
        answers = await asyncio.gather(
            *(ana.call("POST", f"{salon.path}/emojis", {"name": f"chat_{n}", **body}) for n in range(8))
        )
        assert sorted(one.status_code for one in answers) == [201] * 3 + [409] * 5
        assert {one.json()["code"] for one in answers if one.status_code == 409} == {30008}
        kept = {one["id"] for one in await ok(ana, "GET", f"{salon.path}/emojis")}
        assert kept == {one.json()["id"] for one in answers if one.status_code == 201}
        # Nothing is left of the pictures of those refused.
        async with program.database.read() as connection:
            shown = await connection.exec_driver_sql(
                "SELECT owner_id FROM media.picture WHERE kind = 'emoji' AND dropped_at IS NULL"
            )
            assert {str(row.owner_id) for row in shown} == kept


async def test_members_hear_of_every_change_and_find_emojis_in_the_server(
    program: Program, api: httpx2.AsyncClient
) -> None:
    salon, ana, bob, eve = await room(api)
    helper = await salon.bot()
    async with serve(program) as served:
        client, stranger = await served.person(bob), await served.person(eve)
        asked = await served.bot(helper, intents=1 << 0 | 1 << 3)
        silent = await served.bot(helper, intents=1 << 0)
        made = await add(ana, salon)
        for one in (client, asked):
            assert await one.event("GUILD_EMOJIS_UPDATE") == {"guild_id": str(salon.id), "emojis": [made]}
        path = f"{salon.path}/emojis/{made['id']}"
        renamed = await ok(ana, "PATCH", path, {"name": "chien"})
        await client.event("GUILD_EMOJIS_UPDATE", emojis=[renamed])
        # Whatever else changes of the server brings its emojis with it.
        await ok(ana, "PATCH", salon.path, {"name": "Jardin"})
        assert (await client.event("GUILD_UPDATE"))["emojis"] == [renamed]
        await silent.event("GUILD_UPDATE")
        again = await served.person(bob)
        assert again.events("GUILD_CREATE")[0]["emojis"] == [renamed]
        await ok(ana, "DELETE", path)
        await client.event("GUILD_EMOJIS_UPDATE", emojis=[])
        assert silent.events("GUILD_EMOJIS_UPDATE") == stranger.events("GUILD_EMOJIS_UPDATE") == []


async def test_acts_are_in_the_audit_log(program: Program, api: httpx2.AsyncClient) -> None:
    salon, ana, _, _ = await room(api)
    made = await add(ana, salon)
    path = f"{salon.path}/emojis/{made['id']}"
    why = {"X-Audit-Log-Reason": "plus clair"}
    assert (await ana.call("PATCH", path, {"name": "chien"}, headers=why)).is_success
    await ok(ana, "DELETE", path)
    await jobs_done(program, "SELECT 3 - count(*) FROM audit.entry WHERE action BETWEEN 60 AND 62")
    log = (await ok(ana, "GET", f"{salon.path}/audit-logs"))["audit_log_entries"]
    acts = [one for one in log if one["target_id"] == made["id"]]
    assert [(one["action_type"], one["changes"], one.get("reason")) for one in reversed(acts)] == [
        (60, [{"key": "name", "new_value": "chat"}], None),
        (61, [{"key": "name", "old_value": "chat", "new_value": "chien"}], "plus clair"),
        (62, [{"key": "name", "old_value": "chien"}], None),
    ]


async def test_emojis_go_with_their_server(program: Program, api: httpx2.AsyncClient) -> None:
    salon, ana, _, _ = await room(api)
    other = await server(ana, "Autre")
    await add(ana, salon)
    kept = await add(ana, other)
    await ok(ana, "DELETE", salon.path)
    await jobs_done(program, f"SELECT count(*) FROM emojis.emoji WHERE server_id = {salon.id}")  # noqa: S608
    await jobs_done(
        program, "SELECT count(*) - 1 FROM media.picture WHERE kind = 'emoji' AND dropped_at IS NULL"
    )
    assert await ok(ana, "GET", f"{other.path}/emojis") == [kept]


@pytest.mark.req("MSG-09", "S-16")
async def test_people_react_with_emojis_of_servers_they_belong_to(api: httpx2.AsyncClient) -> None:
    salon, ana, bob, eve = await room(api)
    own, elsewhere = await add(ana, salon, "chat"), await server(ana, "Autre")
    foreign = await add(ana, elsewhere, "loin")
    hidden = await add(eve, await server(eve, "Caché"), "secret")
    message = await say(ana, salon.first_channel)
    reactions = f"/channels/{salon.first_channel}/messages/{message['id']}/reactions"
    await ok(bob, "PUT", f"{reactions}/chat:{own['id']}/@me")
    for unknown in (f"loin:{foreign['id']}", f"secret:{hidden['id']}", "rien:123456789"):
        await refused(bob, "PUT", f"{reactions}/{unknown}/@me", status=404, code=10014)
    await elsewhere.member(bob)
    granted = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY | Permission.ADD_REACTIONS
    await salon.everyone_may(granted)
    await refused(bob, "PUT", f"{reactions}/loin:{foreign['id']}/@me", status=403, code=50013)
    await salon.everyone_may(granted | Permission.USE_EXTERNAL_EMOJIS)
    await ok(bob, "PUT", f"{reactions}/loin:{foreign['id']}/@me")
    shown = await ok(ana, "GET", f"/channels/{salon.first_channel}/messages/{message['id']}")
    found = [(one["emoji"]["id"], one["emoji"]["name"], one["count"]) for one in shown["reactions"]]
    assert found == [(own["id"], "chat", 1), (foreign["id"], "loin", 1)]
