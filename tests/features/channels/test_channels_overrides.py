"""Exceptions of a channel: set by whoever may, never beyond their own rights, and followed by categories."""

from typing import Any

import httpx2
import pytest
from tests.worlds.communities import Caller, Community, ok, refused, server
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.kit.permissions import Permission

pytestmark = pytest.mark.anyio
ROLES, CHANNELS = Permission.MANAGE_ROLES, Permission.MANAGE_CHANNELS


async def _salon(api: httpx2.AsyncClient, *names: str) -> tuple[Community, list[Person]]:
    ana, *others = [await sign_up(api, name) for name in ("ana", *names)]
    salon = await server(ana)
    await salon.member(*others)
    return salon, others


def _body(kind: int, allow: int = 0, deny: int = 0) -> dict[str, Any]:
    return {"type": kind, "allow": str(int(allow)), "deny": str(int(deny))}


def _entry(target: int, kind: int, allow: int = 0, deny: int = 0) -> dict[str, Any]:
    return {"id": str(target), **_body(kind, allow, deny)}


async def _shown(who: Caller, channel: int) -> list[dict[str, Any]]:
    return list((await ok(who, "GET", f"/channels/{channel}"))["permission_overwrites"])


async def _acts(program: Program) -> list[dict[str, Any]]:
    async with program.database.read() as connection:
        rows = await connection.exec_driver_sql(
            "SELECT payload::json FROM outbox.fact WHERE name = 'audit.acted' ORDER BY seq"
        )
        return [row[0] for row in rows.all()]


@pytest.mark.req("CHAN-07", "PERM-02")
async def test_an_exception_is_set_changed_and_taken_away(api: httpx2.AsyncClient) -> None:
    salon, [bob] = await _salon(api, "bob")
    path = f"/channels/{salon.first_channel}/permissions/{bob.id}"
    await ok(salon.owner, "PUT", path, _body(1, deny=Permission.SEND_MESSAGES))
    assert await _shown(bob, salon.first_channel) == [_entry(bob.id, 1, deny=Permission.SEND_MESSAGES)]
    await refused(
        bob, "POST", f"/channels/{salon.first_channel}/messages", {"content": "chut"}, status=403, code=50013
    )
    await ok(salon.owner, "PUT", path, _body(1, allow=Permission.PIN_MESSAGES))
    assert await _shown(bob, salon.first_channel) == [_entry(bob.id, 1, Permission.PIN_MESSAGES)]
    await ok(bob, "POST", f"/channels/{salon.first_channel}/messages", {"content": "ah"})
    await ok(salon.owner, "DELETE", path)
    assert await _shown(bob, salon.first_channel) == []
    await refused(salon.owner, "DELETE", path, status=404, code=10009)


@pytest.mark.req("CHAN-07", "PERM-03", "S-06")
async def test_exceptions_need_manage_roles_in_that_channel(api: httpx2.AsyncClient) -> None:
    salon, [bob, cleo] = await _salon(api, "bob", "cleo")
    eve = await sign_up(api, "eve")
    here, elsewhere = salon.first_channel, await salon.channel("ailleurs")
    body = _body(1, deny=Permission.SEND_MESSAGES)
    await ok(salon.owner, "PUT", f"/channels/{here}/permissions/{bob.id}", _body(1, allow=ROLES))

    await ok(bob, "PUT", f"/channels/{here}/permissions/{cleo.id}", body)
    await refused(bob, "PUT", f"/channels/{elsewhere}/permissions/{cleo.id}", body, status=403, code=50013)
    await refused(cleo, "DELETE", f"/channels/{here}/permissions/{cleo.id}", status=403, code=50013)
    await refused(eve, "PUT", f"/channels/{here}/permissions/{cleo.id}", body, status=404, code=10003)
    await refused(bob, "PATCH", f"/channels/{here}", {"permission_overwrites": []}, status=403, code=50013)


@pytest.mark.req("S-06")
async def test_nobody_gives_or_takes_in_a_channel_what_they_lack_there(api: httpx2.AsyncClient) -> None:
    salon, [bob, cleo] = await _salon(api, "bob", "cleo")
    await salon.role("salles", ROLES | CHANNELS, bob)
    here = salon.first_channel
    ban = Permission.BAN_MEMBERS
    mentions = _body(1, allow=Permission.MENTION_EVERYONE)
    for person in (bob, cleo):
        path = f"/channels/{here}/permissions/{person.id}"
        await refused(bob, "PUT", path, mentions, status=403)
        await refused(bob, "PUT", path, _body(1, deny=ban), status=403)
        await refused(bob, "PUT", path, _body(1, allow=Permission.ADMINISTRATOR), status=403)
    await ok(salon.owner, "PUT", f"/channels/{here}/permissions/{cleo.id}", mentions)
    # Neither by taking away what an exception gives, nor by replacing them all, nor in a new channel.
    await refused(bob, "DELETE", f"/channels/{here}/permissions/{cleo.id}", status=403)
    await refused(bob, "PATCH", f"/channels/{here}", {"permission_overwrites": []}, status=403)
    new = {"name": "neuf", "permission_overwrites": [_entry(bob.id, 1, ban)]}
    await refused(bob, "POST", f"{salon.path}/channels", new, status=403)
    new["permission_overwrites"] = [_entry(salon.id, 0, deny=Permission.VIEW_CHANNEL)]
    await ok(bob, "POST", f"{salon.path}/channels", new)
    assert await _shown(cleo, here) == [_entry(cleo.id, 1, Permission.MENTION_EVERYONE)]


@pytest.mark.parametrize(("target", "kind"), [("7", 0), ("7", 1), ("owner", 0), ("server", 1), ("owner", 2)])
async def test_only_roles_and_members_of_the_server_have_exceptions(
    shared_salon: Community, target: str, kind: int
) -> None:
    salon = shared_salon
    target_id = {"owner": salon.owner.id, "server": salon.id}.get(target, 7)
    path = f"/channels/{salon.first_channel}/permissions/{target_id}"
    await refused(salon.owner, "PUT", path, _body(kind), status=400, code=50035)


@pytest.mark.req("CHAN-02", "CHAN-05")
async def test_a_private_channel_is_made_at_once_and_posted_in_by_its_role(api: httpx2.AsyncClient) -> None:
    salon, [bob, cleo] = await _salon(api, "bob", "cleo")
    role = await salon.role("bureau", Permission(0), cleo)
    see = Permission.VIEW_CHANNEL
    secret = await salon.channel(
        "bureau", permission_overwrites=[_entry(salon.id, 0, deny=see), _entry(role, 0, see)]
    )
    await refused(bob, "GET", f"/channels/{secret}", status=404, code=10003)
    await refused(bob, "POST", f"/channels/{secret}/messages", {"content": "?"}, status=404, code=10003)
    await ok(cleo, "POST", f"/channels/{secret}/messages", {"content": "ici"})


@pytest.mark.req("CHAN-05")
async def test_an_announcement_channel_is_read_by_all_and_written_by_whom_a_role_lets(
    api: httpx2.AsyncClient,
) -> None:
    salon, [bob, cleo] = await _salon(api, "bob", "cleo")
    role = await salon.role("presse", Permission(0), cleo)
    news = await salon.channel("annonces", type=5)
    assert (await ok(bob, "GET", f"/channels/{news}"))["type"] == 5
    body = {"content": "nouvelle"}
    await refused(cleo, "POST", f"/channels/{news}/messages", body, status=403, code=50013)
    await ok(salon.owner, "PUT", f"/channels/{news}/permissions/{role}", _body(0, Permission.SEND_MESSAGES))
    await ok(cleo, "POST", f"/channels/{news}/messages", body)
    await refused(bob, "POST", f"/channels/{news}/messages", body, status=403, code=50013)


# -- categories -------------------------------------------------------------------------------


@pytest.mark.req("CHAN-07", "PERM-02")
async def test_a_category_carries_along_the_channels_that_are_synced_with_it(
    api: httpx2.AsyncClient,
) -> None:
    salon, [bob] = await _salon(api, "bob")
    see, send = Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES
    quiet = [_entry(salon.id, 0, deny=send)]
    category = await salon.channel("Espace bénévoles", type=4, permission_overwrites=quiet)
    synced = await salon.channel("salle-1", parent_id=str(category))
    own = await salon.channel("salle-2", parent_id=str(category), permission_overwrites=[])
    assert await _shown(bob, synced) == quiet
    assert await _shown(bob, own) == []

    await ok(salon.owner, "PUT", f"/channels/{category}/permissions/{salon.id}", _body(0, deny=see))
    for hidden in (category, synced):
        await refused(bob, "GET", f"/channels/{hidden}", status=404, code=10003)
    assert await _shown(salon.owner, synced) == [_entry(salon.id, 0, deny=see)]
    assert await _shown(bob, own) == []

    # From now on it has exceptions of its own, and follows no more.
    await ok(salon.owner, "PUT", f"/channels/{synced}/permissions/{bob.id}", _body(1, see))
    await ok(salon.owner, "DELETE", f"/channels/{category}/permissions/{salon.id}")
    assert len(await _shown(salon.owner, synced)) == 2
    assert await _shown(salon.owner, category) == []


@pytest.mark.req("CHAN-03")
async def test_a_deleted_category_leaves_its_channels(api: httpx2.AsyncClient) -> None:
    salon, [bob] = await _salon(api, "bob")
    category = await salon.channel("Jeux", type=4)
    inside = [await salon.channel(f"salle-{n}", parent_id=str(category)) for n in range(2)]
    await ok(salon.owner, "DELETE", f"/channels/{category}")
    listed = await ok(bob, "GET", f"{salon.path}/channels")
    assert [(int(one["id"]), one["parent_id"], one["position"]) for one in listed] == [
        (salon.first_channel, None, 0),
        (inside[0], None, 1),
        (inside[1], None, 2),
    ]


@pytest.mark.parametrize(
    ("name", "status"), [("Le café ☕ !", 201), ("x" * 51, 400), (" ", 400), ("a\u200b", 400)]
)
async def test_a_category_may_have_any_name_that_shows(
    shared_salon: Community, name: str, status: int
) -> None:
    salon = shared_salon
    answer = await salon.owner.call("POST", f"{salon.path}/channels", {"name": name, "type": 4})
    assert answer.status_code == status


@pytest.mark.req("CHAN-03")
async def test_what_is_no_category_holds_no_channels(api: httpx2.AsyncClient) -> None:
    salon, [bob] = await _salon(api, "bob")
    other = await server(bob, "Ailleurs")
    foreign = await other.channel("Loin", type=4)
    category = await salon.channel("Jeux", type=4)
    for parent in (salon.first_channel, foreign, 7):
        body = {"name": "perdu", "parent_id": str(parent)}
        error = await refused(salon.owner, "POST", f"{salon.path}/channels", body, status=400, code=50035)
        assert set(error["errors"]) == {"parent_id"}
    for moved, parent in ((category, category), (salon.first_channel, foreign), (category, 7)):
        order = [{"id": str(moved), "parent_id": str(parent)}]
        await refused(salon.owner, "PATCH", f"{salon.path}/channels", order, status=400, code=50035)
        edit = {"parent_id": str(parent)}
        await refused(salon.owner, "PATCH", f"/channels/{moved}", edit, status=400, code=50035)
    await refused(
        salon.owner, "POST", f"/channels/{category}/messages", {"content": "?"}, status=400, code=50008
    )


@pytest.mark.req("CHAN-03", "S-06")
async def test_a_channel_takes_its_new_categorys_exceptions_when_asked_to(api: httpx2.AsyncClient) -> None:
    salon, [bob, cleo] = await _salon(api, "bob", "cleo")
    await salon.role("salles", ROLES | CHANNELS, bob)
    rare = [_entry(cleo.id, 1, Permission.MENTION_EVERYONE)]
    category = await salon.channel("Jeux", type=4, permission_overwrites=rare)
    order = [{"id": str(salon.first_channel), "parent_id": str(category), "position": 0}]
    await ok(bob, "PATCH", f"{salon.path}/channels", order)
    assert await _shown(cleo, salon.first_channel) == []
    # It would give what he does not have himself.
    await refused(bob, "PATCH", f"{salon.path}/channels", [order[0] | {"lock_permissions": True}], status=403)
    await ok(salon.owner, "PATCH", f"{salon.path}/channels", [order[0] | {"lock_permissions": True}])
    assert await _shown(cleo, salon.first_channel) == rare


# -- slow mode, kinds, the audit log ------------------------------------------------------------


@pytest.mark.req("CHAN-01", "ENT-03")
@pytest.mark.parametrize("kind", [0, 2, 4, 5])
async def test_every_kind_of_channel_is_made_and_told_by_its_number(
    shared_salon: Community, shared_bob: Person, kind: int
) -> None:
    made = await shared_salon.channel(f"neuf-{kind}", type=kind)
    assert (await ok(shared_bob, "GET", f"/channels/{made}"))["type"] == kind


async def test_slow_mode_is_between_nothing_and_six_hours(api: httpx2.AsyncClient) -> None:
    salon, _ = await _salon(api)
    path = f"/channels/{salon.first_channel}"
    changed = await ok(salon.owner, "PATCH", path, {"rate_limit_per_user": 21_600, "nsfw": True})
    assert (changed["rate_limit_per_user"], changed["nsfw"]) == (21_600, True)
    for wrong in (-1, 21_601):
        await refused(salon.owner, "PATCH", path, {"rate_limit_per_user": wrong}, status=400, code=50035)


async def test_acts_on_channels_are_told_to_the_audit_log_with_their_reason(
    api: httpx2.AsyncClient, program: Program
) -> None:
    salon, [bob] = await _salon(api, "bob")
    because = {"headers": {"X-Audit-Log-Reason": "trop%20de%20bruit"}}
    made = int(
        (await salon.owner.call("POST", f"{salon.path}/channels", {"name": "neuf"}, **because)).json()["id"]
    )
    path = f"/channels/{made}"
    await salon.owner.call("PATCH", path, {"name": "autre", "rate_limit_per_user": 5}, **because)
    await salon.owner.call("PATCH", path, {"name": "autre"}, **because)
    await salon.owner.call("PUT", f"{path}/permissions/{bob.id}", _body(1, deny=2048), **because)
    await salon.owner.call("DELETE", f"{path}/permissions/{bob.id}", **because)
    await salon.owner.call("DELETE", path, **because)
    acts = await _acts(program)
    channels = [one for one in acts if one["targetId"] == str(made)]
    assert [one["action"] for one in channels] == [10, 11, 13, 15, 12]
    assert {one["reason"] for one in channels} == {"trop de bruit"}
    assert {one["actorId"] for one in channels} == {str(salon.owner.id)}
    assert channels[1]["changes"] == [
        {"key": "name", "old_value": "neuf", "new_value": "autre"},
        {"key": "rate_limit_per_user", "old_value": 0, "new_value": 5},
    ]
    assert channels[2]["options"] == {"id": str(bob.id), "type": "1"}


class TestLimits:
    """Lower limits than a hundred exceptions and fifty channels."""

    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {"BEEP_CHANNELS__OVERRIDES": "2", "BEEP_CHANNELS__PER_CATEGORY": "2"}

    async def test_a_channel_has_at_most_a_hundred_exceptions(self, api: httpx2.AsyncClient) -> None:
        salon, people = await _salon(api, "bob", "cleo", "dan")
        paths = [f"/channels/{salon.first_channel}/permissions/{one.id}" for one in people]
        for path in paths[:2]:
            await ok(salon.owner, "PUT", path, _body(1))
        await refused(salon.owner, "PUT", paths[2], _body(1), status=400, code=50035)
        await ok(salon.owner, "PUT", paths[0], _body(1, deny=Permission.ADD_REACTIONS))

    @pytest.mark.req("CHAN-03")
    async def test_a_category_holds_fifty_channels(self, api: httpx2.AsyncClient) -> None:
        salon, _ = await _salon(api)
        category = await salon.channel("Jeux", type=4)
        for n in range(2):
            await salon.channel(f"salle-{n}", parent_id=str(category))
        body = {"name": "trop", "parent_id": str(category)}
        await refused(salon.owner, "POST", f"{salon.path}/channels", body, status=400, code=50035)
        order = [{"id": str(salon.first_channel), "parent_id": str(category)}]
        await refused(salon.owner, "PATCH", f"{salon.path}/channels", order, status=400, code=50035)
