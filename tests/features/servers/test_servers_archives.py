"""A server that sleeps can be read, and nothing in it changes until it is restored (SERV-12)."""

from typing import Any

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.features.servers.test_servers_governed import salon_of
from tests.worlds.administration import administrator
from tests.worlds.communities import ok, refused, server
from tests.worlds.conversations import say
from tests.worlds.people import log_in, sign_up

from beep.app.program import Program
from beep.kit.permissions import Permission

pytestmark = pytest.mark.anyio
M = Permission


@pytest.mark.req("SERV-12")
async def test_an_archived_server_is_read_only_for_everybody_until_its_owner_restores_it(
    api: httpx2.AsyncClient,
) -> None:
    salon, [ana, bob] = await salon_of(api, "ana", "bob", visibility="public")
    await say(bob, salon.first_channel)
    code = await salon.invite()
    await refused(bob, "PUT", f"{salon.path}/archive", status=403)
    await ok(ana, "PUT", f"{salon.path}/archive")
    await ok(ana, "PUT", f"{salon.path}/archive")
    assert (await ok(bob, "GET", salon.path))["archived_at"] is not None
    channel = f"/channels/{salon.first_channel}"
    assert len(await ok(bob, "GET", f"{channel}/messages")) == 1
    for who, method, path, body in (
        (bob, "POST", f"{channel}/messages", {"content": "Encore"}),
        (ana, "POST", f"{channel}/messages", {"content": "Encore"}),
        (ana, "PATCH", salon.path, {"name": "Autre"}),
        (ana, "POST", f"{salon.path}/roles", {"name": "neuf"}),
        (ana, "POST", f"{salon.path}/channels", {"name": "neuf"}),
        (ana, "PUT", f"{salon.path}/bans/{bob.id}", {}),
        (ana, "DELETE", f"{salon.path}/members/{bob.id}", None),
        (bob, "PATCH", f"{salon.path}/members/@me", {"nick": "B"}),
        (ana, "POST", f"{channel}/invites", {}),
    ):
        await refused(who, method, path, body, status=403)
    cleo = await sign_up(api, "cleo")
    await refused(cleo, "POST", f"/invites/{code}", {}, status=403)
    await refused(cleo, "POST", f"{salon.path}/join", status=403)
    assert (await ok(cleo, "GET", "/discovery/guilds"))["total"] == 0
    await refused(bob, "DELETE", f"{salon.path}/archive", status=403)
    await ok(ana, "DELETE", f"{salon.path}/archive")
    await say(bob, salon.first_channel)
    await ok(cleo, "POST", f"{salon.path}/join")


async def test_what_an_administrator_archived_only_an_administrator_restores(
    api: httpx2.AsyncClient, program: Program
) -> None:
    salon, [ana, _] = await salon_of(api, "ana", "bob")
    zoe, eve = await administrator(api, program), await sign_up(api, "eve")
    for method in ("PUT", "DELETE"):
        await refused(eve, method, f"{salon.path}/archive", status=404)
    await ok(zoe, "PUT", f"{salon.path}/archive")
    error = await refused(ana, "DELETE", f"{salon.path}/archive", status=403)
    assert error["key"] == "servers.cannot_restore"
    await ok(zoe, "DELETE", f"{salon.path}/archive")
    assert (await ok(ana, "GET", salon.path))["archived_at"] is None


async def test_the_owner_of_an_archived_server_may_still_leave_it_behind(api: httpx2.AsyncClient) -> None:
    salon, [ana, bob] = await salon_of(api, "ana", "bob")
    await ok(ana, "PUT", f"{salon.path}/archive")
    await ok(bob, "DELETE", f"/users/@me/guilds/{salon.id}")
    await ok(ana, "DELETE", salon.path)


@pytest.mark.req("SERV-12")
async def test_a_server_where_nothing_happens_is_warned_of_then_archived(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    ana = await sign_up(api, "ana")
    asleep, alive = await server(ana, "Sommeil"), await server(ana, "Veille")
    archives = program.face("servers").archives

    async def state() -> dict[str, Any]:
        async with program.database.read() as connection:
            query = "SELECT name, warned_at IS NOT NULL, archived_at IS NOT NULL FROM servers.server"
            rows = await connection.exec_driver_sql(query)
            return {row[0]: (row[1], row[2]) for row in rows}

    await archives.sweep()
    clock.move(days=100)
    ana = await log_in(api, ana)
    await say(ana, alive.first_channel)
    clock.move(days=80)
    await archives.sweep()
    await archives.sweep()
    assert await state() == {"Sommeil": (True, False), "Veille": (False, False)}
    clock.move(days=29)
    await archives.sweep()
    assert (await state())["Sommeil"] == (True, False)
    clock.move(days=1)
    await archives.sweep()
    assert await state() == {"Sommeil": (True, True), "Veille": (False, False)}
    ana = await log_in(api, ana)
    await refused(ana, "DELETE", f"{asleep.path}/archive", status=403)


async def test_a_sign_of_life_takes_the_warning_back(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana, visibility="public")
    archives = program.face("servers").archives
    clock.move(days=180)
    await archives.sweep()
    clock.move(days=29)
    bob = await log_in(api, bob)
    await ok(bob, "POST", f"{salon.path}/join")
    await archives.sweep()
    clock.move(days=30)
    await archives.sweep()
    bob = await log_in(api, bob)
    assert (await ok(bob, "GET", salon.path))["archived_at"] is None
    async with program.database.read() as connection:
        query = "SELECT count(*) FROM outbox.fact WHERE name = 'server.warned'"
        assert (await connection.exec_driver_sql(query)).scalar_one() == 1
