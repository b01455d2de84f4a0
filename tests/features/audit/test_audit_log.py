"""The audit log over HTTP: who reads it, what it holds, how it is narrowed."""

import httpx2
import pytest
from tests.worlds.administration import act, logged
from tests.worlds.communities import ok, refused, server
from tests.worlds.people import sign_up

from beep.app.program import Program
from beep.features.audit import Action, Change
from beep.kit.permissions import Permission

pytestmark = pytest.mark.anyio


@pytest.mark.req("AUD-01")
async def test_an_act_is_in_the_log_with_actor_target_reason_and_what_changed(
    program: Program, api: httpx2.AsyncClient
) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    changes = [Change("nick", old_value="bob", new_value="Bobby"), Change("deaf", new_value=True)]
    entry = await act(
        program,
        salon.id,
        ana.id,
        Action.MEMBER_UPDATE,
        target_id=str(bob.id),
        reason="demandé",
        changes=changes,
        options={"channel_id": "7"},
    )
    await logged(program)
    log = await ok(ana, "GET", f"{salon.path}/audit-logs?action_type=24")
    assert log["audit_log_entries"] == [
        {
            "id": str(entry),
            "user_id": str(ana.id),
            "target_id": str(bob.id),
            "action_type": 24,
            "changes": [
                {"key": "nick", "old_value": "bob", "new_value": "Bobby"},
                {"key": "deaf", "new_value": True},
            ],
            "options": {"channel_id": "7"},
            "reason": "demandé",
        }
    ]
    assert {one["id"] for one in log["users"]} == {str(ana.id), str(bob.id)}
    for key in (
        "integrations",
        "webhooks",
        "guild_scheduled_events",
        "threads",
        "application_commands",
        "auto_moderation_rules",
    ):
        assert log[key] == []


async def test_the_log_of_a_server_needs_its_permission_and_is_hidden_from_strangers(
    program: Program, api: httpx2.AsyncClient
) -> None:
    ana, bob, eve = [await sign_up(api, name) for name in ("ana", "bob", "eve")]
    salon = await server(ana)
    await salon.member(bob)
    path = f"{salon.path}/audit-logs"
    await refused(bob, "GET", path, status=403, code=50013)
    await refused(eve, "GET", path, status=404, code=10004)
    await salon.role("greffe", Permission.VIEW_AUDIT_LOG, bob)
    await act(program, salon.id, ana.id)
    await logged(program)
    assert (await ok(bob, "GET", path))["audit_log_entries"]


async def test_the_log_is_narrowed_and_paged_both_ways(program: Program, api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    path = f"{salon.path}/audit-logs"
    ids = [
        await act(program, salon.id, 1000 + n % 2, Action.ROLE_CREATE, target_id=str(n % 3)) for n in range(9)
    ]
    await logged(program)

    async def asked(query: str) -> list[int]:
        log = await ok(ana, "GET", f"{path}?action_type=30&{query}")
        return [int(one["id"]) for one in log["audit_log_entries"]]

    assert await asked("limit=3") == ids[:5:-1]
    assert await asked(f"limit=3&before={ids[6]}") == ids[5:2:-1]
    assert await asked(f"limit=3&after={ids[2]}") == ids[3:6]
    assert await asked("user_id=1001") == ids[7::-2]
    assert await asked("target_id=2") == ids[8::-3]
    assert await asked("user_id=7") == []
    assert (await ok(ana, "GET", f"{path}?action_type=99999"))["audit_log_entries"] == []
    await refused(ana, "GET", f"{path}?limit=101", status=400, code=50035)
    await refused(ana, "GET", f"{path}?before=x", status=400, code=50035)


async def test_the_platforms_log_is_for_its_administrators_only(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    await refused(ana, "GET", "/audit-logs", status=404)
