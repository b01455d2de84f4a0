"""The picture of a server: who chooses it, where it shows, and when it goes."""

import base64

import httpx2
import pytest
from tests.worlds.communities import jobs_done, ok, refused, server
from tests.worlds.files import moving, opened, png
from tests.worlds.people import Person, log_in, sign_up

from beep.app.program import Program
from beep.kit.permissions import Permission

pytestmark = pytest.mark.anyio


def uri(content: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


async def _picture(api: httpx2.AsyncClient, path: str) -> httpx2.Response:
    return await api.get(f"http://beep.test/cdn/{path}")


async def _kept(program: Program, server_id: int) -> list[str]:
    """Return the pictures of a server that nobody let go of."""
    query = (
        "SELECT hash FROM media.picture WHERE kind = 'icon' AND owner_id = %s"
        " AND dropped_at IS NULL ORDER BY hash"
    )
    async with program.database.read() as connection:
        return [row.hash for row in await connection.exec_driver_sql(query, (server_id,))]


@pytest.mark.req("SERV-09", "FILE-07")
async def test_a_picture_is_chosen_and_shows_wherever_the_server_does(api: httpx2.AsyncClient) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana, visibility="public")
    changed = await ok(ana, "PATCH", salon.path, {"icon": uri(png(120, 100))})
    icon = changed["icon"]
    assert len(icon) == 32

    found = await _picture(api, f"icons/{salon.id}/{icon}.png?size=64")
    assert (found.headers["content-type"], opened(found.content).size) == ("image/png", (64, 64))
    assert (await _picture(api, f"icons/{salon.id + 1}/{icon}.png")).status_code == 404
    assert (await _picture(api, f"avatars/{salon.id}/{icon}.png")).status_code == 404

    assert (await ok(ana, "GET", salon.path))["icon"] == icon
    assert [one["icon"] for one in await ok(ana, "GET", "/users/@me/guilds")] == [icon]
    assert (await ok(bob, "GET", f"/invites/{await salon.invite()}"))["guild"]["icon"] == icon
    assert [one["icon"] for one in (await ok(bob, "GET", "/discovery/guilds"))["guilds"]] == [icon]
    assert (await ok(bob, "GET", f"{salon.path}/preview"))["icon"] == icon


@pytest.mark.req("SERV-01")
async def test_a_server_may_begin_with_a_picture(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana, icon=uri(moving(), "gif"))
    icon = salon.object["icon"]
    assert icon.startswith("a_")
    assert (await _picture(api, f"icons/{salon.id}/{icon}.gif")).status_code == 200


async def test_a_server_that_is_not_founded_keeps_no_picture(
    api: httpx2.AsyncClient, program: Program
) -> None:
    ana = await sign_up(api, "ana")
    for number in range(5):
        await server(ana, f"Salon-{number}")
    await refused(ana, "POST", "/guilds", {"name": "Trop", "icon": uri(png())}, status=403)
    async with program.database.read() as connection:
        query = "SELECT count(*) FROM media.picture WHERE dropped_at IS NULL"
        assert (await connection.exec_driver_sql(query)).scalar_one() == 0


@pytest.mark.req("ROLE-05")
async def test_only_who_manages_the_server_chooses_its_picture(api: httpx2.AsyncClient) -> None:
    ana, bob, eve = [await sign_up(api, name) for name in ("ana", "bob", "eve")]
    salon = await server(ana)
    await salon.member(bob)
    body = {"icon": uri(png())}
    await refused(bob, "PATCH", salon.path, body, status=403, code=50013)
    await refused(eve, "PATCH", salon.path, body, status=404, code=10004)
    assert (await ok(ana, "GET", salon.path))["icon"] is None
    await salon.role("garde", Permission.MANAGE_SERVER, bob)
    assert (await ok(bob, "PATCH", salon.path, body))["icon"] is not None


@pytest.mark.req("S-17", "FILE-07")
@pytest.mark.parametrize(
    "given", ["chat.png", "data:image/svg+xml;base64,PHN2Zy8+", "data:image/png;base64,aGVsbG8=", ""]
)
async def test_what_is_no_picture_is_refused_and_changes_nothing(api: httpx2.AsyncClient, given: str) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    first = (await ok(ana, "PATCH", salon.path, {"icon": uri(png())}))["icon"]
    error = await refused(ana, "PATCH", salon.path, {"name": "Autre", "icon": given}, status=400)
    assert list(error["errors"]) == ["icon"]
    shown = await ok(ana, "GET", salon.path)
    assert (shown["name"], shown["icon"]) == ("Salon", first)


@pytest.mark.req("SERV-09")
async def test_the_log_tells_of_pictures_and_former_ones_go(
    api: httpx2.AsyncClient, program: Program
) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    first = (await ok(ana, "PATCH", salon.path, {"icon": uri(png(colour="red"))}))["icon"]
    second = (await ok(ana, "PATCH", salon.path, {"icon": uri(png(colour="blue"))}))["icon"]
    assert await _kept(program, salon.id) == [second]
    # Other changes leave it.
    assert (await ok(ana, "PATCH", salon.path, {"description": "Un jardin"}))["icon"] == second
    assert (await ok(ana, "PATCH", salon.path, {"icon": None}))["icon"] is None
    assert await _kept(program, salon.id) == []
    query = (
        "SELECT payload::json -> 'changes' AS changes FROM outbox.fact"
        " WHERE name = 'audit.acted' AND stream = %s ORDER BY seq"
    )
    async with program.database.read() as connection:
        rows = list(await connection.exec_driver_sql(query, (salon.id,)))
    told = [one for row in rows for one in row.changes if one["key"] == "icon_hash"]
    assert [(one.get("old_value"), one.get("new_value")) for one in told] == [
        (None, first),
        (first, second),
        (second, None),
    ]


@pytest.mark.req("SERV-11")
async def test_the_picture_goes_with_its_server(api: httpx2.AsyncClient, program: Program) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana, icon=uri(png()))
    assert len(await _kept(program, salon.id)) == 1
    again: Person = await log_in(api, ana)
    await ok(again, "DELETE", salon.path)
    await jobs_done(program, "SELECT count(*) FROM media.picture WHERE dropped_at IS NULL")
