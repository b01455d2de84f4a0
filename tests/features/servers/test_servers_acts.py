"""Every administrative act on a server is told to the audit log, with who, whom, why and what changed."""

import json
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.features.servers.test_servers_governed import salon_of
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.features.audit import Action
from beep.kit.ids import ServerId
from beep.kit.permissions import Permission

pytestmark = pytest.mark.anyio


async def acts_of(program: Program, server_id: int) -> list[dict[str, Any]]:
    """Return what was told of a server, in order."""
    query = "SELECT payload FROM outbox.fact WHERE name = 'audit.acted' AND stream = %s ORDER BY seq"
    async with program.database.read() as connection:
        rows = await connection.exec_driver_sql(query, (ServerId(server_id),))
        return [json.loads(row[0]) for row in rows]


async def act(who: Person, method: str, path: str, body: object | None = None) -> None:
    answer = await who.call(method, path, body, headers={"X-Audit-Log-Reason": "il%20le%20faut"})
    assert answer.is_success, answer.text


@pytest.mark.req("AUD-01")
async def test_every_act_is_told_with_its_reason_and_what_changed(
    api: httpx2.AsyncClient, program: Program, clock: FakeClock
) -> None:
    salon, [ana, bob, cleo] = await salon_of(api, "ana", "bob", "cleo", visibility="public")
    dan = await sign_up(api, "dan")
    role = await salon.role("aide", Permission(0))
    path, until = salon.path, (clock.now() + timedelta(hours=1)).isoformat(timespec="microseconds")
    before = len(await acts_of(program, salon.id))
    for method, where, body in (
        ("PATCH", path, {"description": "Fleurs", "visibility": "private"}),
        ("PATCH", f"{path}/roles/{role}", {"hoist": True}),
        ("PATCH", f"{path}/members/{bob.id}", {"nick": "Bobby", "communication_disabled_until": until}),
        ("PUT", f"{path}/members/{bob.id}/roles/{role}", None),
        ("DELETE", f"{path}/roles/{role}", None),
        ("DELETE", f"{path}/members/{cleo.id}", None),
        ("PUT", f"{path}/bans/{cleo.id}", {}),
        ("DELETE", f"{path}/bans/{cleo.id}", None),
        ("PUT", f"{path}/invited/{dan.id}", None),
        ("PUT", f"{path}/ownership-transfer", {"user_id": str(bob.id)}),
        ("PUT", f"{path}/archive", None),
        ("DELETE", f"{path}/archive", None),
        ("DELETE", path, None),
    ):
        await act(ana, method, where, body)
    told = (await acts_of(program, salon.id))[before:]
    assert {(one["actorId"], one["reason"]) for one in told} == {(str(ana.id), "il le faut")}
    assert [(Action(one["action"]), one["targetId"]) for one in told] == [
        (Action.SERVER_UPDATE, str(salon.id)),
        (Action.ROLE_UPDATE, str(role)),
        (Action.MEMBER_UPDATE, str(bob.id)),
        (Action.MEMBER_ROLES_UPDATE, str(bob.id)),
        (Action.ROLE_DELETE, str(role)),
        (Action.MEMBER_KICK, str(cleo.id)),
        (Action.MEMBER_BAN, str(cleo.id)),
        (Action.MEMBER_UNBAN, str(cleo.id)),
        (Action.INVITE_CREATE, str(dan.id)),
        (Action.OWNERSHIP_PROPOSED, str(bob.id)),
        (Action.SERVER_ARCHIVED, str(salon.id)),
        (Action.SERVER_RESTORED, str(salon.id)),
        (Action.SERVER_DELETED, str(salon.id)),
    ]
    changes = [
        {one["key"]: (one.get("old_value"), one.get("new_value")) for one in act["changes"]} for act in told
    ]
    assert changes[0] == {"description": (None, "Fleurs"), "visibility": ("public", "private")}
    assert changes[1] == {"hoist": (False, True)}
    assert changes[2] == {"nick": (None, "Bobby"), "communication_disabled_until": (None, until)}
    assert changes[3] == {"$add": (None, [{"id": str(role), "name": "aide"}])}


async def test_what_changes_nothing_or_is_refused_is_not_told(
    api: httpx2.AsyncClient, program: Program
) -> None:
    salon, [ana, bob] = await salon_of(api, "ana", "bob")
    role = await salon.role("aide", Permission(0), bob)
    before = await acts_of(program, salon.id)
    await act(ana, "PUT", f"{salon.path}/members/{bob.id}/roles/{role}")
    await act(ana, "PATCH", salon.path, {"name": "Salon"})
    await act(ana, "PATCH", f"{salon.path}/members/{bob.id}", {"nick": None})
    assert (await bob.delete(f"{salon.path}/roles/{role}")).status_code == 403
    assert await acts_of(program, salon.id) == before


@pytest.mark.req("AUD-01")
async def test_what_is_taken_back_is_told_too(api: httpx2.AsyncClient, program: Program) -> None:
    salon, [ana, bob] = await salon_of(api, "ana", "bob")
    dan = await sign_up(api, "dan")
    path = salon.path
    for who, method, where, body in (
        (ana, "PUT", f"{path}/invited/{dan.id}", None),
        (ana, "DELETE", f"{path}/invited/{dan.id}", None),
        (ana, "PUT", f"{path}/ownership-transfer", {"user_id": str(bob.id)}),
        (ana, "DELETE", f"{path}/ownership-transfer", None),
        (ana, "PUT", f"{path}/ownership-transfer", {"user_id": str(bob.id)}),
        (bob, "DELETE", f"{path}/ownership-transfer", None),
    ):
        await act(who, method, where, body)
    # What is over already is nobody's act.
    assert (await bob.delete(f"{path}/ownership-transfer")).status_code == 404
    told = await acts_of(program, salon.id)
    ends = (Action.INVITE_DELETE, Action.OWNERSHIP_OFFER_ENDED)
    found = [(one["action"], one["actorId"], one["targetId"], one["reason"]) for one in told]
    assert [one for one in found if one[0] in ends] == [
        (Action.INVITE_DELETE, str(ana.id), str(dan.id), "il le faut"),
        (Action.OWNERSHIP_OFFER_ENDED, str(ana.id), str(bob.id), "il le faut"),
        (Action.OWNERSHIP_OFFER_ENDED, str(bob.id), str(bob.id), "il le faut"),
    ]
