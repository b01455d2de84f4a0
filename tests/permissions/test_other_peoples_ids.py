"""Every route with ids, called by those who must not see what they stand for, and with keys nobody offered.

The routes are those of the program, so a new one is in the matrix from its first day.
"""

import base64
from typing import Any, get_origin

import httpx2
import pytest
from sqlalchemy import text
from tests.worlds.administration import logged
from tests.worlds.communities import Community, ok, refused, server
from tests.worlds.conversations import say
from tests.worlds.files import png
from tests.worlds.people import Person, sign_up

from beep.app.program import Program
from beep.kit.permissions import OFFERED, Permission
from beep.runtime.http import Route

pytestmark = pytest.mark.anyio
# What may be asked of anybody, or is known by knowing it.
OPEN = frozenset({"/users/{user_id}", "/invites/{code}"})
# One's own lists of people, which may hold anybody.
OWN = ("/users/@me/blocks/", "/users/@me/relationships/")
ABSENT = "1234567890123456789"
# A file's address carries its own right, or is asked with a token: without either there is nothing there.
# Who has no token yet signs in by these; who has one proves or links.
WAYS_IN = frozenset(f"/auth/providers/{{name}}/{step}" for step in ("start", "finish", "login"))
SIGNED = "/attachments/{channel_id}/{file_id}/{filename}"
_SCHEMAS = ["servers", "channels", "messaging", "media", "emojis", "users", "audit", "friends"]
# Enough for most bodies, as unknown keys are ignored.
BODY: dict[str, Any] = {
    "name": "jardin",
    "content": "Salut",
    "description": "Pris",
    "topic": "Pris",
    "type": 0,
    "allow": "0",
    "deny": "0",
    "permissions": "0",
    "nick": "pris",
    "max_age": 0,
}


async def digest(program: Program) -> dict[str, str | None]:
    """Return a fingerprint of everything people made."""
    found: dict[str, str | None] = {}
    async with program.database.read() as connection:
        tables = await connection.execute(
            text("SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname = ANY(:s)"),
            {"s": _SCHEMAS},
        )
        for (name,) in tables.all():
            # Our own tables.
            everything = f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t"  # noqa: S608
            query = text(everything)
            found[name] = (await connection.execute(query)).scalar_one()
    return found


def routes_of(program: Program) -> list[Route]:
    found = [route for built in program._parts.built.values() for route in built.routes]
    return [
        one
        for one in found
        if one.path_types
        and one.path not in OPEN
        and not one.path.startswith(OWN)
        and "{application_id}" not in one.path
    ]


def body_of(route: Route) -> Any:
    if route.body is None:
        return None
    return [{"id": ABSENT, "position": 1}] if get_origin(route.body) is list else BODY


def filled(route: Route, ids: dict[str, str]) -> str:
    path = route.path
    for name in route.path_types:
        path = path.replace("{" + name + "}", ids.get(name, ABSENT))
    return path


async def world(api: httpx2.AsyncClient) -> tuple[Community, Person, Person, dict[str, str]]:
    """Return a private server, somebody of another one, somebody of none, and the ids they must not use."""
    ana, bob, dan, eve = [await sign_up(api, name) for name in ("ana", "bob", "dan", "eve")]
    salon, _ = await server(ana), await server(dan)
    await salon.member(bob)
    message = await say(ana, salon.first_channel)
    role = await salon.role("bureau", Permission.MANAGE_MESSAGES, bob)
    picture = {"name": "chat", "image": "data:image/png;base64," + base64.b64encode(png()).decode()}
    emoji = await ok(ana, "POST", f"{salon.path}/emojis", picture)
    ids = {
        "emoji_id": str(emoji["id"]),
        "server_id": str(salon.id),
        "channel_id": str(salon.first_channel),
        "thread_id": str(salon.first_channel),
        "message_id": str(message["id"]),
        "role_id": str(role),
        "user_id": str(bob.id),
        "overwrite_id": str(role),
    }
    return salon, dan, eve, ids


@pytest.mark.req("S-04", "S-05", "SEC-10", "API-02")
async def test_ids_of_others_open_nothing_and_tell_nothing(api: httpx2.AsyncClient, program: Program) -> None:
    _, dan, eve, ids = await world(api)
    await logged(program)
    before = await digest(program)
    wrong: list[tuple[object, ...]] = []
    for route in routes_of(program):
        body = body_of(route)
        # Where only the last id differs, everything else must be the caller's to see, so all are absent.
        absent = {**dict.fromkeys(route.path_types, ABSENT)}
        nobody = await api.request(route.method, filled(route, ids), json=body)
        closed = {401, 404} if route.path == SIGNED else {401}
        if route.access != "anyone" and route.path not in WAYS_IN and nobody.status_code not in closed:
            wrong.append((route.method, route.path, "without a token", nobody.status_code))
        for who in (dan, eve):
            unseen = await who.call(route.method, filled(route, ids), body)
            unknown = await who.call(route.method, filled(route, absent), body)
            if unseen.is_success or told(unseen, ids) != told(unknown, absent):
                wrong.append((route.method, route.path, who.username, unseen.text[:90], unknown.text[:90]))
    assert not wrong
    await logged(program)
    assert await digest(program) == before


def told(answer: httpx2.Response, ids: dict[str, str]) -> tuple[int, str]:
    """Return an answer without what is the request's own."""
    if not answer.content:
        return answer.status_code, ""
    body = dict(answer.json())
    body.pop("request_id", None)
    shown = str(sorted(body.items(), key=str))
    for value in ids.values():
        shown = shown.replace(value, "…")
    return answer.status_code, shown


_PRIVILEGED: dict[str, Any] = {
    "id": "1", "owner_id": "1", "owner": True, "server_id": "1", "guild_id": "1", "is_public": True,
    "member_count": 9999, "kind": "owner", "managed": True, "archived_at": None, "global_roles": ["admin"],
    "is_admin": True, "bot": True, "roles": ["1"], "inviter_id": "1", "uses": 0, "author": {"id": "1"},
    "seq": 1, "pinned": True, "webhook_id": "1", "email": "x@example.org", "password_hash": "x",
}  # fmt: skip


@pytest.mark.req("S-06")
async def test_keys_nobody_offered_change_nothing(api: httpx2.AsyncClient, program: Program) -> None:
    ana = await sign_up(api, "ana")
    salon = await server(ana)
    role = await salon.role("bureau", Permission.MANAGE_MESSAGES)
    message = await say(ana, salon.first_channel)
    await logged(program)
    before = await digest(program)
    for path in (
        salon.path,
        f"{salon.path}/roles/{role}",
        f"/channels/{salon.first_channel}",
        f"/channels/{salon.first_channel}/messages/{message['id']}",
        "/users/@me",
    ):
        answer = await ana.patch(path, {**_PRIVILEGED})
        assert answer.status_code in {200, 400, 403}, (path, answer.text)
    assert await digest(program) == before


# A delegate manages roles and sees channels.
NOT_HELD = [
    one for one in OFFERED if not one.permission & (Permission.MANAGE_ROLES | Permission.VIEW_CHANNEL)
]


@pytest.mark.req("S-06", "ROLE-05", "ROLE-07", "GROL-05")
@pytest.mark.parametrize("missing", NOT_HELD, ids=lambda entry: entry.name)
async def test_a_delegate_gives_nothing_they_do_not_hold(
    shared_delegate: tuple[Community, Person, int], missing: Any
) -> None:
    salon, delegate, low = shared_delegate
    asked = {"permissions": str(int(missing.permission | Permission.VIEW_CHANNEL))}

    await refused(delegate, "PATCH", f"{salon.path}/roles/{low}", asked, status=403)
    await refused(delegate, "POST", f"{salon.path}/roles", {"name": "plus", **asked}, status=403)


@pytest.fixture(scope="module")
async def shared_delegate(shared_api: httpx2.AsyncClient) -> tuple[Community, Person, int]:
    """Give a server, somebody who manages its roles and holds nothing else, and a role below theirs."""
    ana, bob = await sign_up(shared_api, "ana"), await sign_up(shared_api, "bob")
    salon = await server(ana)
    await salon.member(bob)
    await salon.everyone_may(Permission.VIEW_CHANNEL)
    await salon.role("rôles", Permission.MANAGE_ROLES, bob)
    low = await salon.role("bas", Permission(0))
    made = await ok(bob, "POST", f"{salon.path}/roles", {"name": "permis", "permissions": "1024"})
    assert made["permissions"] == "1024"
    return salon, bob, low
