"""What tokens open, how they are renewed, and how they end."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.features.auth.rows import audit, ended, rows
from tests.worlds.people import PASSWORD, Person, log_in
from tests.worlds.relying import ROOT, Client, claims_of, give_roles, make_administrator, suspend

from beep.app.program import Program
from beep.kit.ids import UserId

pytestmark = pytest.mark.anyio
OFFLINE = "openid profile email offline_access"


def _is_over(answer: httpx2.Response) -> bool:
    return answer.status_code == 400 and answer.json()["error"] == "invalid_grant"


async def _me(api: httpx2.AsyncClient, token: str, path: str = "/users/@me") -> httpx2.Response:
    return await api.get(path, headers={"Authorization": f"Bearer {token}"})


# -- userinfo ---------------------------------------------------------------------------------


@pytest.mark.req("GROL-04")
async def test_userinfo_tells_what_was_allowed(ana: Person, wiki: Client) -> None:
    tokens = await wiki.tokens(ana)
    found = (await wiki.userinfo(tokens["access_token"])).json()
    assert found == {
        "sub": str(ana.id),
        "preferred_username": "ana",
        "name": "ana",
        "roles": ["user"],
        "email": "ana@example.org",
        "email_verified": False,
    }


async def test_userinfo_tells_no_more_than_was_allowed(ana: Person, wiki: Client) -> None:
    only = await wiki.tokens(ana, scope="openid")
    assert (await wiki.userinfo(only["access_token"])).json() == {"sub": str(ana.id)}
    assert set(claims_of(only["id_token"])) == {
        *("iss", "sub", "aud", "iat", "exp", "auth_time", "acr", "amr", "at_hash", "nonce")
    }
    email = await wiki.tokens(ana, scope="openid email")
    assert set((await wiki.userinfo(email["access_token"])).json()) == {"sub", "email", "email_verified"}


async def test_an_id_token_holds_no_name_and_no_address(ana: Person, wiki: Client) -> None:
    claims = claims_of((await wiki.tokens(ana))["id_token"])
    assert "ana" not in str(claims)
    assert claims["roles"] == ["user"]


async def test_a_token_that_is_not_for_openid_tells_nobody_who_it_is(ana: Person, wiki: Client) -> None:
    tokens = await wiki.tokens(ana, scope="email")
    assert "id_token" not in tokens
    answer = await wiki.userinfo(tokens["access_token"])
    assert (answer.status_code, answer.json()["error"]) == (403, "insufficient_scope")


async def test_a_picture_is_told_by_its_address(ana: Person, wiki: Client) -> None:
    dot = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="  # noqa: E501
    assert (await ana.patch("/users/@me", {"avatar": dot})).status_code == 200
    found = (await wiki.userinfo((await wiki.tokens(ana))["access_token"])).json()
    assert found["picture"].startswith(f"http://127.0.0.1:8000/cdn/avatars/{ana.id}/")
    path = found["picture"].removeprefix("http://127.0.0.1:8000")
    assert (await ana.api.get(f"{ROOT}{path}")).status_code == 200


@pytest.mark.req("GROL-04")
async def test_roles_are_those_of_now(program: Program, ana: Person, wiki: Client) -> None:
    # `wiki` was registered by another administrator: the last one stays.
    token = (await wiki.tokens(ana))["access_token"]
    await make_administrator(program, ana)
    assert (await wiki.userinfo(token)).json()["roles"] == ["admin", "user"]
    await give_roles(program, ana)
    assert (await wiki.userinfo(token)).json()["roles"] == ["user"]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Bearer a.b.c", "Basic x", "Bot x"])
async def test_userinfo_without_a_good_token_is_refused(api: httpx2.AsyncClient, header: str) -> None:
    for method in ("GET", "POST"):
        headers = {"Authorization": header} if header else {}
        answer = await api.request(method, f"{ROOT}/oauth2/userinfo", headers=headers)
        assert answer.status_code == 401
        assert 'error="invalid_token"' in answer.headers["www-authenticate"]


async def test_an_access_token_expires_after_an_hour(ana: Person, wiki: Client, clock: FakeClock) -> None:
    token = (await wiki.tokens(ana))["access_token"]
    clock.move(minutes=59, seconds=59)
    assert (await wiki.userinfo(token)).status_code == 200
    clock.move(seconds=1)
    assert (await wiki.userinfo(token)).status_code == 401


async def test_beeps_own_token_is_none_of_userinfos(ana: Person, wiki: Client) -> None:
    assert (await wiki.userinfo(ana.token)).status_code == 401


async def test_a_refresh_token_is_no_access_token(ana: Person, wiki: Client) -> None:
    tokens = await wiki.tokens(ana, scope=OFFLINE)
    assert (await wiki.userinfo(tokens["refresh_token"])).status_code == 401
    assert _is_over(await wiki.refresh(tokens["access_token"]))


# -- refreshing -------------------------------------------------------------------------------


async def test_tokens_are_renewed_and_say_the_same(ana: Person, wiki: Client, clock: FakeClock) -> None:
    first = await wiki.tokens(ana, scope=OFFLINE)
    clock.move(minutes=30)
    second = (await wiki.refresh(first["refresh_token"])).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["scope"] == first["scope"]
    before, after = claims_of(first["id_token"]), claims_of(second["id_token"])
    assert (after["sub"], after["aud"], after["auth_time"]) == (
        before["sub"],
        before["aud"],
        before["auth_time"],
    )
    assert after["iat"] > before["iat"]
    assert "nonce" not in after
    assert (await wiki.userinfo(second["access_token"])).status_code == 200


async def test_an_old_refresh_token_ends_the_access(
    program: Program, ana: Person, wiki: Client, clock: FakeClock
) -> None:
    first = await wiki.tokens(ana, scope=OFFLINE)
    second = (await wiki.refresh(first["refresh_token"])).json()
    clock.move(seconds=11)
    assert _is_over(await wiki.refresh(first["refresh_token"]))
    assert _is_over(await wiki.refresh(second["refresh_token"]))
    assert (await wiki.userinfo(second["access_token"])).status_code == 401
    assert "client_token_reused" in await audit(program)


async def test_an_old_refresh_token_ends_the_access_at_once_where_its_successor_was_used(
    ana: Person, wiki: Client
) -> None:
    first = await wiki.tokens(ana, scope=OFFLINE)
    second = (await wiki.refresh(first["refresh_token"])).json()
    third = (await wiki.refresh(second["refresh_token"])).json()
    assert _is_over(await wiki.refresh(first["refresh_token"]))
    assert _is_over(await wiki.refresh(third["refresh_token"]))


async def test_a_client_that_lost_the_answer_may_ask_again(ana: Person, wiki: Client) -> None:
    first = await wiki.tokens(ana, scope=OFFLINE)
    lost = (await wiki.refresh(first["refresh_token"])).json()
    again = (await wiki.refresh(first["refresh_token"])).json()
    assert again["refresh_token"] == lost["refresh_token"]
    assert (await wiki.refresh(again["refresh_token"])).status_code == 200


async def test_a_refresh_token_is_its_clients_alone(ana: Person, wiki: Client, app: Client) -> None:
    tokens = await wiki.tokens(ana, scope=OFFLINE)
    assert _is_over(await app.refresh(tokens["refresh_token"]))
    assert (await wiki.refresh(tokens["refresh_token"])).status_code == 200


async def test_a_token_is_renewed_with_less_and_never_with_more(ana: Person, wiki: Client) -> None:
    tokens = await wiki.tokens(ana, scope="openid offline_access")
    for more in ("openid email", "beep", "openid profile offline_access", "nonsense"):
        answer = await wiki.refresh(tokens["refresh_token"], scope=more)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")
    less = (await wiki.refresh(tokens["refresh_token"], scope="openid")).json()
    assert less["scope"] == "openid"


async def test_without_offline_access_nothing_can_be_renewed(ana: Person, wiki: Client) -> None:
    assert "refresh_token" not in await wiki.tokens(ana)


@pytest.mark.req("AUTH-11")
async def test_renewing_is_no_activity_of_the_person(ana: Person, wiki: Client, clock: FakeClock) -> None:
    tokens = await wiki.tokens(ana, scope=OFFLINE)
    clock.move(hours=23)
    tokens = (await wiki.refresh(tokens["refresh_token"])).json()
    clock.move(hours=1, seconds=1)
    assert _is_over(await wiki.refresh(tokens["refresh_token"]))


# -- acting in Beep ---------------------------------------------------------------------------


async def test_a_client_acts_in_beep_in_a_session_of_its_own(
    api: httpx2.AsyncClient, ana: Person, app: Client
) -> None:
    tokens = await app.tokens(ana, scope="openid beep")
    made = await api.post(
        "/guilds", json={"name": "Gala"}, headers={"Authorization": f"Bearer {tokens['access_token']}"}
    )
    assert made.json()["owner_id"] == str(ana.id)
    sessions = (await ana.get("/auth/sessions")).json()
    assert [one["client"] for one in sessions] == ["Pocket", None]
    assert (await app.userinfo(tokens["access_token"])).json() == {"sub": str(ana.id)}


async def test_a_client_learns_no_address_without_asking_for_it(
    api: httpx2.AsyncClient, ana: Person, app: Client
) -> None:
    token = (await app.tokens(ana, scope="openid beep"))["access_token"]
    assert (await _me(api, token)).json()["email"] is None
    assert (await ana.get("/users/@me")).json()["email"] == "ana@example.org"


async def test_its_session_goes_on_without_the_one_it_was_given_in(
    api: httpx2.AsyncClient, ana: Person, app: Client
) -> None:
    other = await log_in(api, ana)
    tokens = await app.tokens(other, scope="beep offline_access")
    await other.post("/auth/logout")
    assert (await _me(api, tokens["access_token"])).status_code == 200
    renewed = (await app.refresh(tokens["refresh_token"])).json()
    assert (await _me(api, renewed["access_token"])).status_code == 200


async def _end_session(ana: Person, _app: Client, _tokens: dict[str, Any]) -> None:
    [its] = [one for one in (await ana.get("/auth/sessions")).json() if one["client"]]
    await ana.delete(f"/auth/sessions/{its['id']}")


async def _sign_out_everywhere(ana: Person, _app: Client, _tokens: dict[str, Any]) -> None:
    await ana.post("/auth/logout-all")


async def _take_back(ana: Person, app: Client, _tokens: dict[str, Any]) -> None:
    assert (await ana.delete(f"/users/@me/consents/{app.id}")).status_code == 204


async def _revoke_access(_ana: Person, app: Client, tokens: dict[str, Any]) -> None:
    assert (await app.revoke(tokens["access_token"])).status_code == 200


async def _revoke_refresh(_ana: Person, app: Client, tokens: dict[str, Any]) -> None:
    assert (await app.revoke(tokens["refresh_token"])).status_code == 200


@pytest.mark.parametrize(
    "end", [_end_session, _sign_out_everywhere, _take_back, _revoke_access, _revoke_refresh]
)
async def test_however_it_ends_its_tokens_are_over_at_once(
    api: httpx2.AsyncClient,
    ana: Person,
    app: Client,
    end: Callable[[Person, Client, dict[str, Any]], Awaitable[None]],
) -> None:
    tokens = await app.tokens(ana, scope="openid beep offline_access")
    await end(ana, app, tokens)
    assert (await _me(api, tokens["access_token"])).status_code == 401
    assert (await app.userinfo(tokens["access_token"])).status_code == 401
    assert _is_over(await app.refresh(tokens["refresh_token"]))


@pytest.mark.req("GROL-03")
async def test_a_client_administers_nothing(
    api: httpx2.AsyncClient, program: Program, root: Person, app: Client
) -> None:
    tokens = await app.tokens(root, scope="openid profile beep")
    token = tokens["access_token"]
    assert (await _me(api, token)).json()["global_roles"] == ["user"]
    for path in ("/admin/clients", "/admin/people"):
        assert (await _me(api, token, path)).status_code == 403
    assert (await _me(api, token, "/audit-log")).status_code in {403, 404}
    # Whom it acts for is an administrator all the same, and it is told so.
    assert (await app.userinfo(token)).json()["roles"] == ["admin", "user"]
    del program


async def test_a_client_cannot_do_what_only_oneself_may(
    api: httpx2.AsyncClient, ana: Person, app: Client, wiki: Client
) -> None:
    token = (await app.tokens(ana, scope="beep"))["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    for method, path, body in (
        ("POST", "/auth/reauthenticate", {"password": PASSWORD}),
        ("POST", "/auth/logout-all", None),
        ("GET", "/auth/sessions", None),
        ("DELETE", "/auth/sessions/1", None),
        ("GET", "/users/@me/consents", None),
        ("DELETE", f"/users/@me/consents/{app.id}", None),
        ("POST", "/applications", {"name": "A bot that would stay"}),
    ):
        answer = await api.request(method, path, json=body, headers=headers)
        assert (answer.status_code, answer.json()["key"]) == (403, "oneself_only"), path
    # And it lets no other client in.
    shown = await api.post(
        "/authorizations", json={"query": wiki.query(), "answer": "allow"}, headers=headers
    )
    assert (shown.json()["sign_in"], shown.json()["redirect_to"]) == ("first", None)


async def test_a_client_has_just_proved_nothing(api: httpx2.AsyncClient, ana: Person, app: Client) -> None:
    token = (await app.tokens(ana, scope="beep"))["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    made = (await api.post("/guilds", json={"name": "Gala"}, headers=headers)).json()
    answer = await api.delete(f"/guilds/{made['id']}", headers=headers)
    assert (answer.status_code, answer.json()["key"]) == (403, "auth.recent_sign_in_required")


async def test_renewed_without_beep_a_token_opens_no_api(
    api: httpx2.AsyncClient, ana: Person, app: Client
) -> None:
    tokens = await app.tokens(ana, scope="openid beep offline_access")
    less = (await app.refresh(tokens["refresh_token"], scope="openid")).json()
    assert (await _me(api, less["access_token"])).status_code == 401
    assert (await app.userinfo(less["access_token"])).json() == {"sub": str(ana.id)}


# -- ending -----------------------------------------------------------------------------------


@pytest.mark.req("AUTH-10")
async def test_what_hangs_on_a_session_ends_with_it(
    api: httpx2.AsyncClient, ana: Person, wiki: Client
) -> None:
    other = await log_in(api, ana)
    tokens = await wiki.tokens(other, scope=OFFLINE)
    await other.post("/auth/logout")
    assert (await wiki.userinfo(tokens["access_token"])).status_code == 401
    assert _is_over(await wiki.refresh(tokens["refresh_token"]))


async def test_a_suspended_persons_tokens_end(
    program: Program, ana: Person, wiki: Client, app: Client
) -> None:
    kept = await wiki.tokens(ana, scope=OFFLINE)
    lent = await app.tokens(ana, scope="openid beep offline_access")
    await suspend(program, ana)
    for client, tokens in ((wiki, kept), (app, lent)):
        assert (await client.userinfo(tokens["access_token"])).status_code == 401
        assert _is_over(await client.refresh(tokens["refresh_token"]))


async def test_a_token_is_revoked_by_its_client_only(ana: Person, wiki: Client, app: Client) -> None:
    token = (await wiki.tokens(ana))["access_token"]
    # RFC 7009: whoever may not know of a token is told the same as of an unknown one.
    assert (await app.revoke(token)).status_code == 200
    assert (await app.revoke("unknown")).status_code == 200
    assert (await app.revoke("a.b.c")).status_code == 200
    assert (await wiki.userinfo(token)).status_code == 200
    assert (await wiki.call("revoke", {"token": token}, auth=(wiki.id, "wrong"))).status_code == 401
    assert (await wiki.call("revoke", {})).json()["error"] == "invalid_request"
    assert (await wiki.revoke(token)).status_code == 200
    assert (await wiki.userinfo(token)).status_code == 401


async def test_a_client_that_is_removed_has_nothing_left(
    api: httpx2.AsyncClient, program: Program, ana: Person, root: Person, app: Client
) -> None:
    tokens = await app.tokens(ana, scope="openid beep offline_access")
    assert (await root.delete(f"/admin/clients/{app.id}")).status_code == 204
    answer = await app.refresh(tokens["refresh_token"])
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    await program.face("provider").registering.end_beyond(int(app.id))
    assert (await _me(api, tokens["access_token"])).status_code == 401
    assert await ended(program) == ["access_ended"]
    assert (await ana.get("/users/@me/consents")).json() == []


async def test_a_client_that_may_less_keeps_no_more_than_that(
    api: httpx2.AsyncClient, program: Program, ana: Person, root: Person, app: Client
) -> None:
    more = await app.tokens(ana, scope="openid beep offline_access")
    less = await app.tokens(ana, scope="openid offline_access")
    body = {"name": "Pocket", "redirect_uris": [app.redirect_uri], "scopes": ["openid", "offline_access"]}
    assert (await root.put(f"/admin/clients/{app.id}", body)).status_code == 200
    await program.face("provider").registering.end_beyond(int(app.id))
    assert (await _me(api, more["access_token"])).status_code == 401
    assert _is_over(await app.refresh(more["refresh_token"]))
    assert (await app.refresh(less["refresh_token"])).status_code == 200


async def test_what_is_of_no_more_use_is_forgotten(
    program: Program, ana: Person, wiki: Client, clock: FakeClock
) -> None:
    async def left() -> tuple[int, int]:
        await program.face("provider").consents.forget_old()
        [(grants,)] = await rows(program, 'SELECT count(*) FROM provider."grant"')
        [(tokens,)] = await rows(program, "SELECT count(*) FROM provider.token")
        return grants, tokens

    ended = await wiki.tokens(ana, scope=OFFLINE)
    await wiki.tokens(ana, scope=OFFLINE)
    await wiki.tokens(ana, scope="openid")
    await wiki.revoke(ended["access_token"])
    assert await left() == (3, 5)
    # What could not be renewed goes, and access tokens that have expired.
    clock.move(days=2, seconds=1)
    assert await left() == (2, 2)
    clock.move(days=29)
    assert await left() == (1, 1)


async def test_a_consent_taken_back_ends_every_sign_in_there_was(ana: Person, wiki: Client) -> None:
    first = await wiki.tokens(ana, scope=OFFLINE)
    for _ in range(110):
        await wiki.code(ana, scope=OFFLINE)
    last = await wiki.tokens(ana, scope=OFFLINE)
    assert (await ana.delete(f"/users/@me/consents/{wiki.id}")).status_code == 204
    for tokens in (first, last):
        assert (await wiki.userinfo(tokens["access_token"])).status_code == 401
        assert _is_over(await wiki.refresh(tokens["refresh_token"]))


async def test_who_leaves_for_good_is_forgotten(
    api: httpx2.AsyncClient, program: Program, ana: Person, wiki: Client, app: Client
) -> None:
    kept = await wiki.tokens(ana, scope=OFFLINE)
    lent = await app.tokens(ana, scope="beep")
    for _ in range(2):
        await program.face("provider").consents.forget(UserId(ana.id))
    assert (await ana.get("/users/@me/consents")).json() == []
    assert (await wiki.userinfo(kept["access_token"])).status_code == 401
    assert (await _me(api, lent["access_token"])).status_code == 401
    assert await rows(program, 'SELECT count(*) FROM provider."grant"') == [(0,)]


async def test_a_copy_of_ones_data_tells_what_one_allowed(
    program: Program, ana: Person, wiki: Client
) -> None:
    await wiki.tokens(ana, scope="openid")
    portions = [one async for one in program.face("provider").export_person(UserId(ana.id))]
    [(kind, [told])] = portions
    assert (kind, told["client_id"], told["name"], told["scopes"]) == (
        *("connected_apps", wiki.id, "Wiki"),
        ["openid"],
    )
