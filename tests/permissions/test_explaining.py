"""Why somebody may or may not, asked over the API; and what was refused, kept for those who may know."""

from typing import Any

import httpx2
import pytest
from tests.worlds.communities import Caller, Community, ok, refused, server
from tests.worlds.people import sign_up

from beep.kit.permissions import DEFAULT_ROLE, Permission

pytestmark = pytest.mark.anyio


async def decisions(who: Caller, salon: Community, user: int, channel: int | None = None) -> dict[str, Any]:
    query = "" if channel is None else f"?channel_id={channel}"
    found = await ok(who, "GET", f"{salon.path}/permissions/{user}{query}")
    assert found["user_id"] == str(user)
    assert found["channel_id"] == (None if channel is None else str(channel))
    return {one["name"]: one for one in found["decisions"]}


def reasons(decision: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    return [(one["kind"], one["effect"], one["name"]) for one in decision["because"]]


@pytest.mark.req("PERM-07")
async def test_a_decision_names_the_roles_and_overrides_it_comes_from(api: httpx2.AsyncClient) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    role = await salon.role("bureau", Permission.MANAGE_MESSAGES, bob)
    channel = salon.first_channel
    denied = {"type": 0, "deny": str(int(Permission.SEND_MESSAGES))}
    await ok(ana, "PUT", f"/channels/{channel}/permissions/{role}", denied)

    everywhere = await decisions(bob, salon, bob.id)
    here = await decisions(bob, salon, bob.id, channel)
    owner = await decisions(ana, salon, ana.id)

    assert everywhere["SEND_MESSAGES"]["allowed"]
    assert reasons(everywhere["SEND_MESSAGES"]) == [("default", "allow", "@everyone")]
    assert reasons(everywhere["MANAGE_MESSAGES"]) == [("role", "allow", "bureau")]
    assert reasons(everywhere["BAN_MEMBERS"]) == [("none", "deny", None)]
    assert not here["SEND_MESSAGES"]["allowed"]
    assert here["SEND_MESSAGES"]["because"] == [
        {"kind": "override", "effect": "deny", "target_type": "role", "id": str(role), "name": "bureau"}
    ]
    assert "BAN_MEMBERS" not in here
    assert reasons(owner["BAN_MEMBERS"])[0] == ("owner", "allow", "ana")


@pytest.mark.req("PERM-07", "S-05")
async def test_others_are_explained_to_who_manages_roles_and_hidden_channels_to_nobody(
    api: httpx2.AsyncClient,
) -> None:
    ana, bob, cleo, dan = [await sign_up(api, name) for name in ("ana", "bob", "cleo", "dan")]
    salon, other = await server(ana), await server(dan)
    await salon.member(bob, cleo)
    hidden = await salon.channel("coulisses")
    closed = {"type": 0, "deny": str(int(Permission.VIEW_CHANNEL))}
    await ok(ana, "PUT", f"/channels/{hidden}/permissions/{salon.id}", closed)
    path = f"{salon.path}/permissions/{bob.id}"

    await refused(cleo, "GET", path, status=403, code=50013)
    await refused(dan, "GET", path, status=404, code=10004)
    unseen = await refused(bob, "GET", f"{path}?channel_id={hidden}", status=404, code=10003)
    absent = await refused(bob, "GET", f"{path}?channel_id=1", status=404, code=10003)
    await refused(ana, "GET", f"{path}?channel_id={other.first_channel}", status=404, code=10003)
    await refused(ana, "GET", f"{salon.path}/permissions/{dan.id}", status=404, code=10007)
    seen = await decisions(ana, salon, bob.id, hidden)

    assert {**unseen, "request_id": ""} == {**absent, "request_id": ""}
    assert reasons(seen["VIEW_CHANNEL"]) == [("override", "deny", "@everyone")]
    assert reasons(seen["SEND_MESSAGES"]) == [("hidden", "deny", "coulisses")]


@pytest.mark.req("AUD-03", "PERM-07", "PERM-04")
async def test_refusals_are_counted_and_shown_to_who_reads_the_audit_log(api: httpx2.AsyncClient) -> None:
    ana, bob, cleo = [await sign_up(api, name) for name in ("ana", "bob", "cleo")]
    salon = await server(ana)
    await salon.member(bob, cleo)
    await salon.role("regard", Permission.VIEW_AUDIT_LOG, cleo)
    await salon.everyone_may(DEFAULT_ROLE & ~Permission.SEND_MESSAGES)
    hidden = await salon.channel("coulisses")
    closed = {"type": 0, "deny": str(int(Permission.VIEW_CHANNEL))}
    await ok(ana, "PUT", f"/channels/{hidden}/permissions/{salon.id}", closed)
    for _ in range(2):
        await refused(
            bob, "POST", f"/channels/{salon.first_channel}/messages", {"content": "Salut"}, status=403
        )
    await refused(bob, "GET", f"/channels/{hidden}", status=404)
    await refused(bob, "PATCH", salon.path, {"name": "Jardin"}, status=403)

    seen = await ok(ana, "GET", f"{salon.path}/denials?user_id={bob.id}")
    with_eyes = await ok(cleo, "GET", f"{salon.path}/denials?user_id={bob.id}")
    await refused(bob, "GET", f"{salon.path}/denials", status=403, code=50013)

    assert {(one["channel_id"], *one["missing"]): one["count"] for one in seen} == {
        (None, "MANAGE_GUILD"): 1,
        (str(hidden), "VIEW_CHANNEL"): 1,
        (str(salon.first_channel), "SEND_MESSAGES"): 2,
    }
    # Whoever does not see a channel does not learn of it from its refusals either.
    assert str(hidden) not in {one["channel_id"] for one in with_eyes}
    assert len(with_eyes) == 2


@pytest.mark.req("PERM-07")
async def test_a_thread_follows_its_channel_but_for_posting_and_privacy(api: httpx2.AsyncClient) -> None:
    ana, bob = await sign_up(api, "ana"), await sign_up(api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    await salon.everyone_may(DEFAULT_ROLE & ~Permission.SEND_MESSAGES)
    path = f"/channels/{salon.first_channel}/threads"
    public = int((await ok(ana, "POST", path, {"name": "fil", "type": 11}))["id"])
    private = int((await ok(ana, "POST", path, {"name": "secret", "type": 12}))["id"])

    open_to_all = await decisions(bob, salon, bob.id, public)
    closed = await decisions(ana, salon, bob.id, private)

    assert open_to_all["SEND_MESSAGES"]["allowed"]
    assert reasons(open_to_all["SEND_MESSAGES"])[0] == ("default", "allow", "@everyone")
    assert reasons(open_to_all["SEND_MESSAGES"])[-1] == ("thread", "allow", "fil")
    assert not closed["VIEW_CHANNEL"]["allowed"]
    assert reasons(closed["VIEW_CHANNEL"]) == [("thread", "deny", "secret")]
