"""Roles: who may do what, and how far whoever manages roles may go."""

import asyncio
from functools import reduce
from operator import or_
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.worlds.communities import Community, ok, refused, server
from tests.worlds.people import Person, sign_up

from beep.features.servers import RoleView, ServerView, Snapshot
from beep.kit.ids import RoleId, ServerId, UserId
from beep.kit.permissions import ALL, DEFAULT_ROLE, Permission

pytestmark = pytest.mark.anyio


async def _salon(api: httpx2.AsyncClient, *names: str) -> tuple[Community, list[Person]]:
    ana, *others = [await sign_up(api, name) for name in ("ana", *names)]
    salon = await server(ana)
    await salon.member(*others)
    return salon, others


async def _roles_of(salon: Community, user_id: int) -> list[str]:
    return list((await ok(salon.owner, "GET", f"{salon.path}/members/{user_id}"))["roles"])


@pytest.mark.req("ROLE-03", "ROLE-08", "SERV-09")
async def test_the_owner_creates_changes_gives_and_deletes_a_role(api: httpx2.AsyncClient) -> None:
    salon, [bob] = await _salon(api, "bob")
    bits = str(int(Permission.MANAGE_MESSAGES))
    made = await ok(
        salon.owner,
        "POST",
        f"{salon.path}/roles",
        {"name": "modération", "permissions": bits, "colors": {"primary_color": 255}, "hoist": True},
    )
    path = f"{salon.path}/roles/{made['id']}"
    assert (made["permissions"], made["color"], made["colors"]["primary_color"]) == (bits, 255, 255)
    assert (made["hoist"], made["mentionable"], made["managed"]) == (True, False, False)

    changed = await ok(salon.owner, "PATCH", path, {"name": "gardiennes", "color": 7, "mentionable": True})
    assert (changed["name"], changed["color"], changed["mentionable"]) == ("gardiennes", 7, True)
    assert await ok(bob, "GET", path) == changed

    holding = f"{salon.path}/members/{bob.id}/roles/{made['id']}"
    await ok(salon.owner, "PUT", holding)
    await ok(salon.owner, "PUT", holding)
    assert await _roles_of(salon, bob.id) == [made["id"]]

    await ok(salon.owner, "DELETE", path)
    assert await _roles_of(salon, bob.id) == []
    await refused(salon.owner, "GET", path, status=404, code=10011)


async def test_a_role_is_taken_from_a_member(api: httpx2.AsyncClient) -> None:
    salon, [bob] = await _salon(api, "bob")
    role = await salon.role("bureau", Permission.MANAGE_CHANNELS, bob)
    await salon.channel("avant")
    await ok(bob, "POST", f"{salon.path}/channels", {"name": "pendant"})

    await ok(salon.owner, "DELETE", f"{salon.path}/members/{bob.id}/roles/{role}")
    await ok(salon.owner, "DELETE", f"{salon.path}/members/{bob.id}/roles/{role}")

    await refused(bob, "POST", f"{salon.path}/channels", {"name": "apres"}, status=403, code=50013)


@pytest.mark.req("ROLE-01")
async def test_the_owner_has_every_right_whatever_roles_say(api: httpx2.AsyncClient) -> None:
    salon, _ = await _salon(api)
    await salon.everyone_may(Permission(0))
    [mine] = await ok(salon.owner, "GET", "/users/@me/guilds")
    assert mine["permissions"] == str(int(ALL))
    await salon.channel()


@pytest.mark.req("ROLE-02")
async def test_what_the_default_role_holds_counts_for_all_at_once(api: httpx2.AsyncClient) -> None:
    salon, [bob] = await _salon(api, "bob")
    create = ("POST", f"{salon.path}/channels")
    await refused(bob, *create, {"name": "un"}, status=403, code=50013)

    await salon.everyone_may(DEFAULT_ROLE | Permission.MANAGE_CHANNELS)
    await ok(bob, *create, {"name": "deux"})
    await salon.everyone_may(DEFAULT_ROLE)
    await refused(bob, *create, {"name": "trois"}, status=403, code=50013)

    newcomer = await sign_up(api, "cleo")
    await salon.member(newcomer)
    assert await _roles_of(salon, newcomer.id) == []
    [listed] = await ok(newcomer, "GET", "/users/@me/guilds")
    assert listed["permissions"] == str(int(DEFAULT_ROLE))


@pytest.mark.req("ROLE-10")
async def test_owner_and_default_role_are_never_deleted(api: httpx2.AsyncClient) -> None:
    salon, _ = await _salon(api)
    for role in salon.object["roles"]:
        await refused(salon.owner, "DELETE", f"{salon.path}/roles/{role['id']}", status=409)
    assert len(await ok(salon.owner, "GET", f"{salon.path}/roles")) == 2


@pytest.mark.req("ROLE-12")
async def test_the_owner_role_is_neither_given_taken_nor_changed(api: httpx2.AsyncClient) -> None:
    salon, [bob] = await _salon(api, "bob")
    owner_role = salon.object["roles"][1]["id"]
    holding = f"{salon.path}/members/{{}}/roles/{owner_role}"
    await refused(salon.owner, "PUT", holding.format(bob.id), status=403)
    await refused(salon.owner, "DELETE", holding.format(salon.owner.id), status=403)
    await refused(salon.owner, "PATCH", f"{salon.path}/roles/{owner_role}", {"name": "reine"}, status=403)
    await refused(
        salon.owner, "PATCH", f"{salon.path}/roles", [{"id": owner_role, "position": 1}], status=403
    )


@pytest.mark.req("ROLE-11")
@pytest.mark.parametrize("other", ["Bureau", "BUREAU", "\uff42ureau", "  bureau "])
async def test_role_names_are_unique_however_they_are_written(api: httpx2.AsyncClient, other: str) -> None:
    salon, _ = await _salon(api)
    await salon.role("bureau", Permission(0))
    second = await salon.role("presse", Permission(0))
    await refused(salon.owner, "POST", f"{salon.path}/roles", {"name": other}, status=409)
    await refused(salon.owner, "PATCH", f"{salon.path}/roles/{second}", {"name": other}, status=409)


@pytest.mark.req("ROLE-11", "S-30")
async def test_of_roles_of_one_name_created_at_once_one_wins(api: httpx2.AsyncClient) -> None:
    salon, _ = await _salon(api)
    answers = await asyncio.gather(
        *(salon.owner.call("POST", f"{salon.path}/roles", {"name": "bureau"}) for _ in range(12))
    )
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 11]
    assert len(await ok(salon.owner, "GET", f"{salon.path}/roles")) == 3


@pytest.mark.slow
@pytest.mark.slow
@pytest.mark.req("SERV-07", "S-30")
async def test_of_a_hundred_roles_created_at_once_only_the_last_free_place_is_taken(
    api: httpx2.AsyncClient,
) -> None:
    salon, _ = await _salon(api)
    for number in range(47):
        await salon.role(f"rôle-{number}", Permission(0))
    assert len(await ok(salon.owner, "GET", f"{salon.path}/roles")) == 49
    answers = await asyncio.gather(
        *(salon.owner.call("POST", f"{salon.path}/roles", {"name": f"r-{n}"}) for n in range(100))
    )
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 99]
    assert len(await ok(salon.owner, "GET", f"{salon.path}/roles")) == 50


async def test_roles_nobody_named_get_a_name_each(api: httpx2.AsyncClient) -> None:
    salon, _ = await _salon(api)
    names = [(await ok(salon.owner, "POST", f"{salon.path}/roles", {}))["name"] for _ in range(3)]
    assert names == ["new role", "new role 2", "new role 3"]


@pytest.mark.req("ROLE-11")
@pytest.mark.parametrize("name", ["", " ", "x" * 51, "a\u200bb", "a\nb", "Owner", "DEFAULT", "@everyone"])
async def test_a_role_name_that_is_reserved_or_cannot_be_seen_is_refused(
    shared_salon: Community, name: str
) -> None:
    path = f"{shared_salon.path}/roles"
    await refused(shared_salon.owner, "POST", path, {"name": name}, status=400, code=50035)


@pytest.mark.req("ENT-05", "ENT-10")
async def test_a_role_of_one_server_is_nothing_in_another(api: httpx2.AsyncClient) -> None:
    salon, _ = await _salon(api)
    other = await server(salon.owner, "Jardin")
    role = await salon.role("bureau", Permission(0))
    for method, path, body in (
        ("GET", f"{other.path}/roles/{role}", None),
        ("PATCH", f"{other.path}/roles/{role}", {"name": "x"}),
        ("DELETE", f"{other.path}/roles/{role}", None),
        ("PUT", f"{other.path}/members/{salon.owner.id}/roles/{role}", None),
        ("PATCH", f"{other.path}/roles", [{"id": str(role), "position": 4}]),
    ):
        await refused(salon.owner, method, path, body, status=404, code=10011)


@pytest.mark.req("ROLE-05", "ROLE-07")
async def test_who_manages_roles_makes_and_gives_roles_below_their_own(api: httpx2.AsyncClient) -> None:
    salon, [bob, cleo] = await _salon(api, "bob", "cleo")
    await salon.role("rôles", Permission.MANAGE_ROLES, bob)

    made = await ok(bob, "POST", f"{salon.path}/roles", {"name": "accueil"})
    await ok(bob, "PUT", f"{salon.path}/members/{cleo.id}/roles/{made['id']}")
    await ok(bob, "PATCH", f"{salon.path}/roles/{made['id']}", {"color": 3})
    await ok(bob, "DELETE", f"{salon.path}/members/{cleo.id}/roles/{made['id']}")
    await ok(bob, "DELETE", f"{salon.path}/roles/{made['id']}")
    await refused(cleo, "POST", f"{salon.path}/roles", {"name": "x"}, status=403, code=50013)


@pytest.mark.req("ROLE-05")
async def test_nobody_grants_what_they_do_not_have(api: httpx2.AsyncClient) -> None:
    salon, [bob, cleo] = await _salon(api, "bob", "cleo")
    await salon.role("rôles", Permission.MANAGE_ROLES, bob)
    strong = await salon.role("presse", Permission.BAN_MEMBERS)
    weak = await salon.role("accueil", Permission(0))
    roles = f"{salon.path}/roles"

    much = {"name": "trop", "permissions": str(int(Permission.KICK_MEMBERS))}
    await refused(bob, "POST", roles, much, status=403, code=50013)
    await refused(bob, "PATCH", f"{roles}/{weak}", {"permissions": "8"}, status=403, code=50013)
    await refused(bob, "PATCH", f"{roles}/{salon.id}", {"permissions": "8"}, status=403, code=50013)
    await refused(bob, "PUT", f"{salon.path}/members/{cleo.id}/roles/{strong}", status=403, code=50013)
    await refused(bob, "PUT", f"{salon.path}/members/{bob.id}/roles/{strong}", status=403, code=50013)
    # Taking away what one lacks oneself is no grant.
    await ok(bob, "PATCH", f"{roles}/{strong}", {"permissions": "0"})


@pytest.mark.req("ROLE-13", "ROLE-05")
async def test_nobody_acts_on_a_role_at_or_above_their_own(api: httpx2.AsyncClient) -> None:
    salon, [bob] = await _salon(api, "bob")
    above = await salon.role("bureau", Permission(0))
    own = await salon.role("rôles", Permission.MANAGE_ROLES, bob)
    below = await salon.role("accueil", Permission(0))
    roles = f"{salon.path}/roles"

    for role in (above, own):
        await refused(bob, "PATCH", f"{roles}/{role}", {"color": 1}, status=403)
        await refused(bob, "DELETE", f"{roles}/{role}", status=403)
        await refused(bob, "PUT", f"{salon.path}/members/{bob.id}/roles/{role}", status=403)
        await refused(bob, "PATCH", roles, [{"id": str(role), "position": 2}], status=403)
    await refused(bob, "PATCH", roles, [{"id": str(below), "position": 9}], status=403)
    await ok(bob, "DELETE", f"{roles}/{below}")


@pytest.mark.req("ROLE-13")
async def test_roles_change_places(api: httpx2.AsyncClient) -> None:
    salon, _ = await _salon(api)
    low, high = await salon.role("accueil", Permission(0)), await salon.role("bureau", Permission(0))
    moves = [{"id": str(high), "position": 2}, {"id": low, "position": 1}]
    moved = await ok(salon.owner, "PATCH", f"{salon.path}/roles", moves)
    assert [role["name"] for role in moved] == ["@everyone", "accueil", "bureau", "owner"]
    for bad in (0, 1000, -1):
        await refused(
            salon.owner, "PATCH", f"{salon.path}/roles", [{"id": str(high), "position": bad}], status=400
        )


@pytest.mark.req("ROLE-13", "S-30")
async def test_roles_moved_by_many_at_once_end_in_one_order_without_gaps(api: httpx2.AsyncClient) -> None:
    salon, _ = await _salon(api)
    ids = [await salon.role(f"rôle-{number}", Permission(0)) for number in range(8)]
    orders = [[*ids[turn:], *ids[:turn]] for turn in range(8)]
    answers = await asyncio.gather(
        *(
            salon.owner.call(
                "PATCH",
                f"{salon.path}/roles",
                [{"id": str(one), "position": place} for place, one in enumerate(order, start=1)],
            )
            for order in orders
        ),
        *(salon.owner.call("PATCH", f"{salon.path}/roles", [{"id": one, "position": 5}]) for one in ids),
    )
    assert {one.status_code for one in answers} == {200}
    found = await ok(salon.owner, "GET", f"{salon.path}/roles")
    assert [one["position"] for one in found] == [*range(9), 1000]
    assert found == await ok(salon.owner, "PATCH", f"{salon.path}/roles", [])


@pytest.mark.req("ROLE-13", "ROLE-05")
async def test_a_delegate_orders_what_is_below_them_and_moves_nothing_past_themselves(
    api: httpx2.AsyncClient,
) -> None:
    salon, [bob] = await _salon(api, "bob")
    top = await salon.role("top", Permission(0))
    own = await salon.role("role-manager", Permission.MANAGE_ROLES, bob)
    low, lower = await salon.role("low", Permission(0)), await salon.role("lower", Permission(0))
    path = f"{salon.path}/roles"
    await ok(bob, "PATCH", path, [{"id": str(lower), "position": 2}])
    names = [one["name"] for one in await ok(bob, "GET", path)]
    assert names == ["@everyone", "low", "lower", "role-manager", "top", "owner"]
    for moves in ({lower: 3}, {low: 4}, {own: 1}, {top: 1}, {own: 5}):
        body = [{"id": str(one), "position": position} for one, position in moves.items()]
        await refused(bob, "PATCH", path, body, status=403)
    assert [one["name"] for one in await ok(bob, "GET", path)] == names


@pytest.mark.req("ROLE-08")
async def test_how_many_hold_each_role_is_counted(api: httpx2.AsyncClient) -> None:
    salon, [bob] = await _salon(api, "bob")
    held, empty = await salon.role("held", Permission(0), bob), await salon.role("empty", Permission(0))
    counts = await ok(bob, "GET", f"{salon.path}/roles/member-counts")
    owners = next(one["id"] for one in salon.object["roles"] if one["name"] == "owner")
    assert counts == {owners: 1, str(held): 1, str(empty): 0}
    await ok(salon.owner, "DELETE", f"{salon.path}/roles/{held}")
    assert str(held) not in await ok(bob, "GET", f"{salon.path}/roles/member-counts")


@pytest.mark.req("ROLE-14")
async def test_the_roles_of_one_server_are_carried_into_a_new_one(api: httpx2.AsyncClient) -> None:
    salon, _ = await _salon(api)
    await salon.role("accueil", Permission.KICK_MEMBERS)
    await salon.role("bureau", Permission.MANAGE_ROLES)
    await salon.everyone_may(Permission.VIEW_CHANNEL)
    exported = await ok(salon.owner, "GET", f"{salon.path}/roles")
    copy = await ok(salon.owner, "POST", "/guilds", {"name": "Copie", "roles": exported})

    def essence(roles: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
        keys = ("name", "permissions", "color", "hoist", "mentionable")
        return [tuple(one[key] for key in keys) for one in sorted(roles, key=lambda one: one["position"])]

    assert essence(copy["roles"]) == essence(exported)
    assert {one["id"] for one in copy["roles"]}.isdisjoint(one["id"] for one in exported)
    twice = [{"name": "double"}, {"name": "Double"}]
    await refused(salon.owner, "POST", "/guilds", {"name": "Non", "roles": [{}, *twice]}, status=409)


@pytest.mark.req("ROLE-09")
async def test_a_server_may_allow_one_role_each_only(api: httpx2.AsyncClient) -> None:
    salon, [bob] = await _salon(api, "bob")
    await salon.role("bureau", Permission(0), bob)
    second = await salon.role("presse", Permission(0))
    holding = f"{salon.path}/members/{bob.id}/roles/{second}"
    await ok(salon.owner, "PATCH", salon.path, {"multi_roles": False})
    await refused(salon.owner, "PUT", holding, status=409)
    await ok(salon.owner, "PATCH", salon.path, {"multi_roles": True})
    await ok(salon.owner, "PUT", holding)


@pytest.mark.req("ROLE-08")
async def test_a_role_deleted_while_it_is_given_is_held_by_nobody(api: httpx2.AsyncClient) -> None:
    salon, [bob] = await _salon(api, "bob")
    for number in range(5):
        role = await salon.role(f"rôle {number}", Permission(0))
        await asyncio.gather(
            salon.owner.call("PUT", f"{salon.path}/members/{bob.id}/roles/{role}"),
            salon.owner.call("DELETE", f"{salon.path}/roles/{role}"),
        )
        assert await _roles_of(salon, bob.id) == []


@pytest.mark.req("ROLE-04", "PERM-03")
@pytest.mark.parametrize("held", [None, *Permission])
async def test_each_permission_alone_opens_its_own_doors_only(
    shared_doors: tuple[Community, Person, Person, int, int], held: Permission | None
) -> None:
    salon, bob, cleo, role, spare = shared_doors
    await ok(salon.owner, "PATCH", f"{salon.path}/roles/{role}", {"permissions": str(int(held or 0))})
    doors = {
        Permission.CREATE_INVITE: ("POST", f"/channels/{spare}/invites", {}),
        Permission.MANAGE_ROLES: ("POST", f"{salon.path}/roles", {"name": f"x {int(held or 0)}"}),
        Permission.MANAGE_CHANNELS: ("PATCH", f"/channels/{spare}", {"topic": "x"}),
        Permission.MANAGE_SERVER: ("PATCH", salon.path, {"description": "x"}),
        Permission.KICK_MEMBERS: ("DELETE", f"{salon.path}/members/{cleo.id}", None),
    }
    for needed, (method, path, body) in doors.items():
        answer = await bob.call(method, path, body)
        is_open = held in {needed, Permission.ADMINISTRATOR}
        assert answer.is_success if is_open else answer.status_code == 403, (held, needed, answer.text)
    if held in {Permission.KICK_MEMBERS, Permission.ADMINISTRATOR}:
        await salon.member(cleo)


@pytest.fixture(scope="module")
async def shared_doors(shared_api: httpx2.AsyncClient) -> tuple[Community, Person, Person, int, int]:
    """Give a server, Bob and Cleo, a role of Bob's that tests fill, and a channel to try it on."""
    dora, bob, cleo = [await sign_up(shared_api, name) for name in ("dora", "bob-de-dora", "cleo")]
    salon = await server(dora)
    await salon.member(bob, cleo)
    await salon.everyone_may(Permission.VIEW_CHANNEL)
    return salon, bob, cleo, await salon.role("essai", Permission(0), bob), await salon.channel("autre")


class TestLimit:
    """Fifty roles, owner and default among them."""

    @pytest.fixture
    def environment(self) -> dict[str, str]:
        return {"BEEP_SERVERS__ROLES": "6"}

    @pytest.mark.req("SERV-07", "S-30")
    async def test_roles_created_at_once_never_exceed_the_limit(self, api: httpx2.AsyncClient) -> None:
        salon, _ = await _salon(api)
        answers = await asyncio.gather(
            *(salon.owner.call("POST", f"{salon.path}/roles", {"name": f"rôle {n}"}) for n in range(100))
        )
        assert sorted(answer.status_code for answer in answers) == [200] * 4 + [409] * 96
        await refused(salon.owner, "POST", f"{salon.path}/roles", {"name": "x"}, status=409, code=30005)

        roles = await ok(salon.owner, "GET", f"{salon.path}/roles")
        assert len(roles) == 6
        await ok(salon.owner, "DELETE", f"{salon.path}/roles/{roles[1]['id']}")
        await salon.role("place", Permission(0))


@pytest.mark.slow
@pytest.mark.req("SERV-07")
async def test_the_fifty_first_role_is_refused(api: httpx2.AsyncClient) -> None:
    salon, _ = await _salon(api)
    for number in range(48):
        await salon.role(f"rôle {number}", Permission(0))
    await refused(salon.owner, "POST", f"{salon.path}/roles", {"name": "x"}, status=409, code=30005)


_bits = st.sets(st.sampled_from(sorted(Permission))).map(lambda found: int(reduce(or_, found, Permission(0))))


@pytest.mark.req("PERM-01", "ROLE-09")
@given(everyone=_bits, roles=st.lists(st.tuples(_bits, st.booleans()), max_size=6))
def test_a_member_has_the_union_of_their_roles_and_nothing_else(
    everyone: int, roles: list[tuple[int, bool]]
) -> None:
    def role(number: int, kind: str, bits: int) -> RoleView:
        return RoleView(RoleId(number), ServerId(1), str(number), kind, bits, 1, 0, False, False)

    held = tuple(RoleId(10 + n) for n, (_, is_held) in enumerate(roles) if is_held)
    views = [role(1, "default", everyone)] + [role(10 + n, "custom", b) for n, (b, _) in enumerate(roles)]
    snapshot = Snapshot(
        ServerView(ServerId(1), "Salon", None, False, UserId(100), 1),
        {one.id: one for one in views},
        {UserId(7): held},
    )

    expected = reduce(or_, (bits for bits, is_held in roles if is_held), everyone)
    if expected & Permission.ADMINISTRATOR:
        expected = int(ALL)

    assert snapshot.permissions_of(UserId(7)) == expected
    assert snapshot.permissions_of(UserId(8)) is None
