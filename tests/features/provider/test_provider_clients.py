"""Clients and consents: who looks after them, what browsers may call, what is published."""

from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.conftest import CHEAP, running
from tests.fakes.clock import FakeClock
from tests.features.auth.rows import audit
from tests.worlds.people import Person, sign_up
from tests.worlds.relying import ROOT, Client, back, make_administrator, register

from beep.app import client_commands
from beep.app.program import Program
from beep.app.settings import Settings, load
from beep.features import provider

pytestmark = pytest.mark.anyio
DRAFT: dict[str, Any] = {"name": "Wiki", "redirect_uris": ["https://wiki.example.org/callback"]}


# -- administrators ---------------------------------------------------------------------------


async def test_a_secret_is_shown_once(root: Person) -> None:
    made = (await root.post("/admin/clients", DRAFT)).json()
    assert len(made["secret"]) == 43
    assert made["scopes"] == ["openid", "profile", "email", "offline_access"]
    [listed] = (await root.get("/admin/clients")).json()
    assert listed == {name: value for name, value in made.items() if name != "secret"}


async def test_a_public_client_has_no_secret(root: Person, app: Client) -> None:
    assert app.secret is None
    answer = await root.post(f"/admin/clients/{app.id}/secret")
    assert (answer.status_code, answer.json()["key"]) == (409, "provider.secret_impossible")


async def test_a_new_secret_ends_the_old_one(ana: Person, root: Person, wiki: Client) -> None:
    code = await wiki.code(ana)
    old, wiki.secret = wiki.secret, (await root.post(f"/admin/clients/{wiki.id}/secret")).json()["secret"]
    assert (await wiki.redeem(code, client_id=wiki.id, client_secret=old)).status_code == 401
    assert (await wiki.redeem(code)).status_code == 200


@pytest.mark.req("GROL-03", "GROL-01")
async def test_only_administrators_look_after_clients(
    api: httpx2.AsyncClient, ana: Person, root: Person, wiki: Client
) -> None:
    body = {**DRAFT, "scopes": ["openid"]}
    for method, path, sent in (
        ("GET", "/admin/clients", None),
        ("POST", "/admin/clients", body),
        ("PUT", f"/admin/clients/{wiki.id}", body),
        ("POST", f"/admin/clients/{wiki.id}/secret", None),
        ("DELETE", f"/admin/clients/{wiki.id}", None),
    ):
        refused = await ana.call(method, path, sent)
        assert (refused.status_code, refused.json()["key"]) == (404, "provider.not_for_you")
        assert (await api.request(method, path, json=sent)).status_code == 401
        allowed = await root.call(method, path, sent)
        assert allowed.status_code in {200, 201, 204}, allowed.text


async def test_a_client_that_is_not_there_is_not_found(root: Person) -> None:
    body = {**DRAFT, "scopes": ["openid"]}
    for method, path in (("PUT", ""), ("POST", "/secret"), ("DELETE", "")):
        answer = await root.call(method, f"/admin/clients/1{path}", body if method == "PUT" else None)
        assert (answer.status_code, answer.json()["key"]) == (404, "provider.client_not_found")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "Wi\u202eki"}, "name"),
        ({"name": 7}, "name"),
        ({"redirect_uris": []}, "redirect_uris"),
        ({"redirect_uris": ["https://x.example/cb"] * 3 + ["http://x.example/cb"]}, "redirect_uris"),
        ({"redirect_uris": [f"https://x.example/{n}" for n in range(21)]}, "redirect_uris"),
        ({"redirect_uris": "https://x.example/cb"}, "redirect_uris"),
        ({"logout_uris": ["javascript:alert(1)"]}, "logout_uris"),
        ({"scopes": ["openid", "root"]}, "scopes"),
        ({"scopes": []}, "scopes"),
    ],
)
async def test_a_bad_draft_names_its_field(root: Person, change: dict[str, Any], field: str) -> None:
    answer = await root.post("/admin/clients", {**DRAFT, **change})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert (await root.get("/admin/clients")).json() == []


async def test_a_client_stays_public_or_not(root: Person, app: Client) -> None:
    body = {
        "name": "Pocket 2",
        "redirect_uris": ["org.example.app:/cb"],
        "scopes": ["openid"],
        "public": False,
    }
    changed = (await root.put(f"/admin/clients/{app.id}", body)).json()
    assert (changed["public"], changed["name"], changed["redirect_uris"]) == (
        True,
        "Pocket 2",
        ["org.example.app:/cb"],
    )


async def test_there_are_only_so_many_clients(database_url: str, home: Path, clock: FakeClock) -> None:
    few = load({**CHEAP, "BEEP_HOME": str(home), "BEEP_PROVIDER__MAX_CLIENTS": "1"})
    async with running(few, database_url, clock) as program:
        transport = httpx2.ASGITransport(program.asgi, client=("127.0.0.1", 40000))
        async with httpx2.AsyncClient(transport=transport, base_url=f"{ROOT}/api/v10") as api:
            root = await sign_up(api, "root")
            await make_administrator(program, root)
            await register(root)
            answer = await root.post("/admin/clients", DRAFT)
    assert (answer.status_code, answer.json()["key"]) == (409, "provider.too_many_clients")


@pytest.mark.req("AUD-01")
async def test_what_happens_to_clients_is_in_the_log(
    program: Program, ana: Person, root: Person, wiki: Client
) -> None:
    await wiki.tokens(ana)
    await root.put(f"/admin/clients/{wiki.id}", {**DRAFT, "scopes": ["openid", "profile", "email"]})
    await root.post(f"/admin/clients/{wiki.id}/secret")
    await ana.delete(f"/users/@me/consents/{wiki.id}")
    await root.delete(f"/admin/clients/{wiki.id}")
    assert [one for one in await audit(program) if not one.startswith(("signed", "role"))] == [
        *("client_registered", "access_given", "client_changed", "client_secret_renewed"),
        *("access_taken_back", "client_removed"),
    ]


# -- consents ---------------------------------------------------------------------------------


async def test_everybody_sees_and_ends_what_they_allowed(
    api: httpx2.AsyncClient, ana: Person, wiki: Client
) -> None:
    ben = await sign_up(api, "ben")
    await wiki.tokens(ana, scope="openid")
    await wiki.tokens(ana, scope="openid email")
    [consent] = (await ana.get("/users/@me/consents")).json()
    assert consent["client"] == {"id": wiki.id, "name": "Wiki"}
    assert sorted(consent["scopes"]) == ["email", "openid"]
    assert (await ben.get("/users/@me/consents")).json() == []
    assert (await ben.delete(f"/users/@me/consents/{wiki.id}")).status_code == 404
    assert (await ana.delete(f"/users/@me/consents/{wiki.id}")).status_code == 204
    assert (await ana.delete(f"/users/@me/consents/{wiki.id}")).status_code == 404
    # It is asked again.
    assert (await wiki.asked(ana)).json()["redirect_to"] is None


async def test_what_was_taken_back_gives_no_tokens_for_a_code_that_waits(ana: Person, wiki: Client) -> None:
    code = await wiki.code(ana)
    await ana.delete(f"/users/@me/consents/{wiki.id}")
    assert (await wiki.redeem(code)).json()["error"] == "invalid_grant"


# -- browsers ---------------------------------------------------------------------------------


async def test_a_page_of_a_public_client_may_call(api: httpx2.AsyncClient, ana: Person, root: Person) -> None:
    page = await register(root, "Page", "https://page.example.org/cb", public=True)
    headers = {"origin": "https://page.example.org"}
    for endpoint in ("token", "userinfo", "revoke"):
        asked = await api.options(f"{ROOT}/oauth2/{endpoint}", headers=headers)
        assert asked.status_code == 204
        assert asked.headers["access-control-allow-origin"] == headers["origin"]
        assert "authorization" in asked.headers["access-control-allow-headers"]
        assert "access-control-allow-credentials" not in asked.headers
    form: dict[str, str | None] = {
        "grant_type": "authorization_code",
        "code": await page.code(ana),
        "redirect_uri": page.redirect_uri,
        "code_verifier": page.verifier,
    }
    answer = await page.call("token", form, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == headers["origin"]
    assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://page.example.org",
        "https://page.example.org:444",
        "null",
        "https://wiki.example.org",
    ],
)
async def test_a_page_of_another_origin_may_not(
    api: httpx2.AsyncClient, ana: Person, root: Person, wiki: Client, origin: str
) -> None:
    page = await register(root, "Page", "https://page.example.org/cb", public=True)
    asked = await api.options(f"{ROOT}/oauth2/token", headers={"origin": origin})
    assert "access-control-allow-origin" not in asked.headers
    for client in (page, wiki):
        code = await client.code(ana)
        form: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": client.redirect_uri,
            "code_verifier": client.verifier,
        }
        answer = await client.call("token", form, headers={"origin": origin})
        assert answer.status_code == 401
        assert "access-control-allow-origin" not in answer.headers
        # Nothing was spent.
        assert (await client.call("token", form)).status_code == 200


async def test_what_is_published_may_be_read_from_anywhere(api: httpx2.AsyncClient) -> None:
    for name in ("openid-configuration", "oauth-authorization-server", "jwks.json"):
        answer = await api.get(f"{ROOT}/.well-known/{name}", headers={"origin": "https://x.example"})
        assert answer.headers["access-control-allow-origin"] == "*"


# -- signing out ------------------------------------------------------------------------------


async def _leaving(api: httpx2.AsyncClient, query: str) -> httpx2.Response:
    return await api.post("/authorizations/end", json={"query": query})


async def test_signing_out_leads_to_a_registered_address_only(
    api: httpx2.AsyncClient, ana: Person, root: Person
) -> None:
    client = await register(root, logout_uris=["https://wiki.example.org/bye"])
    hint = (await client.tokens(ana))["id_token"]
    good = "post_logout_redirect_uri=https%3A%2F%2Fwiki.example.org%2Fbye&state=s+1"
    for who in (
        f"id_token_hint={hint}",
        f"client_id={client.id}",
        f"id_token_hint={hint}&client_id={client.id}",
    ):
        shown = (await _leaving(api, f"{who}&{good}")).json()
        assert shown["client"]["name"] == "Wiki"
        assert back(shown["redirect_to"]) == {"state": "s 1"}
        evil = await _leaving(api, f"{who}&post_logout_redirect_uri=https%3A%2F%2Fevil.example")
        assert (evil.status_code, evil.json()["key"]) == (404, "provider.unknown_redirect")
    # Nobody says who asks, so nowhere is registered.
    assert (await _leaving(api, good)).status_code == 404
    assert (await _leaving(api, "")).json() == {"client": None, "redirect_to": None}


async def test_a_sign_in_address_is_no_sign_out_address(api: httpx2.AsyncClient, wiki: Client) -> None:
    query = f"client_id={wiki.id}&post_logout_redirect_uri=https%3A%2F%2Fwiki.example.org%2Fcallback"
    assert (await _leaving(api, query)).status_code == 404


@pytest.mark.req("S-34")
async def test_a_hint_that_is_not_ours_is_refused(
    api: httpx2.AsyncClient, ana: Person, root: Person, wiki: Client
) -> None:
    hint = (await wiki.tokens(ana))["id_token"]
    header, payload, signature = hint.split(".")
    other = await register(root, "Other")
    none = "eyJhbGciOiJub25lIn0"
    for forged in ("x", f"{none}.{payload}.", f"{header}.{payload}.{signature[::-1]}", ana.token, "." * 5000):
        assert (await _leaving(api, f"id_token_hint={forged}")).status_code == 404
    # The hint of one client in the hands of another.
    assert (await _leaving(api, f"id_token_hint={hint}&client_id={other.id}")).status_code == 404


@pytest.mark.req("S-31")
async def test_a_hint_signed_with_a_retired_key_is_refused_once_the_key_is_gone(
    api: httpx2.AsyncClient, program: Program, ana: Person, wiki: Client, clock: FakeClock
) -> None:
    hint = (await wiki.tokens(ana))["id_token"]
    await program.face("auth").rotate_keys()
    assert (await _leaving(api, f"id_token_hint={hint}")).status_code == 200
    clock.move(hours=2)
    assert (await _leaving(api, f"id_token_hint={hint}")).status_code == 404


async def test_a_client_sends_somebody_to_the_sign_out_page(api: httpx2.AsyncClient) -> None:
    answer = await api.get(f"{ROOT}/oauth2/end-session?client_id=1&state=x")
    assert (answer.status_code, answer.headers["location"]) == (303, "/signout?client_id=1&state=x")
    posted = await api.post(f"{ROOT}/oauth2/end-session", data={"client_id": "1", "state": "x"})
    assert (posted.status_code, posted.headers["location"]) == (303, "/signout?client_id=1&state=x")


# -- commands ---------------------------------------------------------------------------------


async def test_clients_are_looked_after_from_the_command_line(
    settings: Settings, program: Program, database_url: str, ana: Person
) -> None:
    wanted = client_commands.Wanted("Cloud", False, ["https://cloud.example.org/cb"], [], None)
    text = await client_commands.add(settings, database_url, wanted)
    shown = dict(line.split() for line in text.splitlines())
    assert shown["issuer"] == "http://127.0.0.1:8000"
    client = Client(ana.api, shown["client_id"], shown["client_secret"], "https://cloud.example.org/cb")
    # A Beep that is running beside it knows at once.
    assert (await client.tokens(ana))["scope"] == "email openid profile"
    listed = await client_commands.listed(settings, database_url)
    assert f"{client.id}  Cloud  (secret: openid profile email offline_access)" in listed
    assert await client_commands.remove(settings, database_url, client.id) == "The application is removed."
    assert await client_commands.listed(settings, database_url) == "No application is registered."
    assert (await client.asked(ana)).status_code == 404
    del program


async def test_a_command_names_every_field_that_is_wrong(settings: Settings, database_url: str) -> None:
    wanted = client_commands.Wanted("Cloud", False, ["http://cloud.example.org/cb"], [], None)
    with pytest.raises(ValueError, match=r"redirect_uris\.0: Use https"):
        await client_commands.add(settings, database_url, wanted)
    with pytest.raises(ValueError, match="client_id: give the number"):
        await client_commands.remove(settings, database_url, "cloud")
    with pytest.raises(provider.ClientNotFound):
        await client_commands.remove(settings, database_url, "1")
