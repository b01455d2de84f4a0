"""The page somebody is sent to: who is told what, and where a browser may be sent."""

import anyio
import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.features.auth.rows import rows
from tests.worlds.people import PASSWORD, Person
from tests.worlds.relying import ROOT, Client, back, claims_of, register

from beep.app.program import Program
from beep.features.provider.errors import OAuthError
from beep.features.provider.rules import is_registered, methods_claims, parameters
from beep.features.provider.rules.redirects import origins_of, redirect_uris
from beep.kit.errors import Invalid

pytestmark = pytest.mark.anyio


async def _told(
    client: Client, person: Person, answer: str = "look", **changes: str | None
) -> dict[str, str]:
    """Return what the client is told by way of the person's browser."""
    response = await client.asked(person, answer, **changes)
    assert response.status_code == 200, response.text
    return back(response.json()["redirect_to"])


async def test_looking_shows_who_asks_and_gives_nothing(ana: Person, wiki: Client) -> None:
    shown = (await wiki.asked(ana)).json()
    assert shown == {
        "client": {"id": wiki.id, "name": "Wiki"},
        "redirect_host": "wiki.example.org",
        "redirect_to": None,
        "sign_in": "no",
        "scopes": ["email", "openid", "profile"],
    }


async def test_whoever_is_not_signed_in_is_sent_to_do_so(api: httpx2.AsyncClient, wiki: Client) -> None:
    for answer in ("look", "allow"):
        shown = await api.post("/authorizations", json={"query": wiki.query(), "answer": answer})
        assert (shown.json()["sign_in"], shown.json()["redirect_to"]) == ("first", None)


async def test_a_no_is_told_to_the_client(ana: Person, wiki: Client) -> None:
    told = await _told(wiki, ana, "deny")
    assert (told["error"], told["state"], told["iss"]) == (
        "access_denied",
        "a state",
        "http://127.0.0.1:8000",
    )


async def test_a_state_comes_back_word_for_word_and_nothing_where_there_was_none(
    ana: Person, wiki: Client
) -> None:
    for state in ("a&b=c#d ?é", "x" * 2048):
        assert (await _told(wiki, ana, "allow", state=state))["state"] == state
    assert "state" not in await _told(wiki, ana, "allow", state=None)


async def test_parameters_of_a_registered_address_stay(ana: Person, root: Person) -> None:
    client = await register(root, redirect_uri="https://x.example.org/cb?tenant=1")
    address = (await client.asked(ana, "allow")).json()["redirect_to"]
    assert address.startswith("https://x.example.org/cb?tenant=1&code=")


# -- open redirects ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        "https://evil.example",
        "https://wiki.example.org/callback/",
        "https://wiki.example.org/callback?x=1",
        "https://wiki.example.org/callback/../evil",
        "https://wiki.example.org/Callback",
        "https://WIKI.example.org/callback",
        "https://wiki.example.org.evil.example/callback",
        "https://wiki.example.org@evil.example/callback",
        "https://wiki.example.org:444/callback",
        "http://wiki.example.org/callback",
        "//wiki.example.org/callback",
        "/callback",
        "javascript:alert(1)",
        "data:text/html,x",
        "",
        None,
    ],
)
async def test_nobody_is_sent_where_a_client_is_not_registered(
    ana: Person, wiki: Client, asked: str | None
) -> None:
    for answer in ("look", "allow", "deny"):
        response = await wiki.asked(ana, answer, redirect_uri=asked, scope="nonsense")
        assert response.status_code == 404
        assert response.json()["key"] == "provider.unknown_redirect"


@pytest.mark.parametrize("client_id", [None, "", "0", "1", "x", "123456789012345678"])
async def test_an_unknown_client_is_told_to_the_person_only(
    ana: Person, wiki: Client, client_id: str | None
) -> None:
    response = await wiki.asked(ana, "allow", client_id=client_id)
    assert (response.status_code, response.json()["key"]) == (404, "provider.unknown_client")


async def test_a_parameter_given_twice_is_told_to_the_person_only(ana: Person, wiki: Client) -> None:
    for twice in ("redirect_uri=https%3A%2F%2Fevil.example", "client_id=1", "scope=openid"):
        body = {"query": f"{wiki.query()}&{twice}", "answer": "allow"}
        response = await ana.post("/authorizations", body)
        assert (response.status_code, list(response.json()["errors"])) == (400, ["query"])


def test_a_loopback_address_may_have_any_port_for_a_public_client() -> None:
    registered = ["http://127.0.0.1/back", "http://[::1]:9/back", "https://x.example/back"]

    def may(asked: str, *, is_public: bool = True) -> bool:
        return is_registered(asked, registered, is_public=is_public)

    assert may("http://127.0.0.1:51004/back")
    assert may("http://[::1]:51004/back")
    assert not may("http://127.0.0.1:51004/back", is_public=False)
    assert not may("http://127.0.0.1:51004/other")
    assert not may("http://127.0.0.1:51004/back?x=1")
    assert not may("http://127.0.0.1:51004/back#x")
    assert not may("http://127.0.0.2:51004/back")
    assert not may("http://localhost:51004/back")
    assert not may("https://127.0.0.1:51004/back")
    assert not may("https://x.example:51004/back")
    assert not may("http://127.0.0.1:51004@evil.example/back")
    assert not may("http://127.0.0.1:0/back")
    assert not may("http://127.0.0.1:99999/back")
    assert not may("http://127.0.0.1.evil.example/back")
    assert not may("http://2130706433:80/back")


@pytest.mark.parametrize(
    ("uri", "code"),
    [
        ("http://wiki.example.org/cb", "REDIRECT_HTTPS"),
        ("https:///cb", "REDIRECT_HTTPS"),
        ("https://x.example/cb#f", "REDIRECT_FRAGMENT"),
        ("https://user:pw@x.example/cb", "REDIRECT_ADDRESS"),
        ("https://X.example/cb", "REDIRECT_ADDRESS"),
        ("https://x.example/c b", "REDIRECT_ADDRESS"),
        ("https://x.example/*\\", "REDIRECT_ADDRESS"),
        ("https://é.example/", "REDIRECT_ADDRESS"),
        ("/callback", "REDIRECT_ADDRESS"),
        ("javascript:alert(1)", "REDIRECT_SCHEME"),
        ("myapp:/cb", "REDIRECT_SCHEME"),
        ("https://x.example/" + "a" * 500, "REDIRECT_ADDRESS"),
        ("org.example.app:/cb", "REDIRECT_PRIVATE"),
    ],
)
def test_an_address_that_cannot_be_registered_is_named(uri: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        redirect_uris("redirect_uris", ["https://good.example/cb", uri], is_public=False)
    [error] = refused.value.errors
    assert (error.path, error.code) == ("redirect_uris.1", code)


def test_an_app_may_have_a_scheme_of_its_own() -> None:
    given = ["org.example.app:/cb", "org.example.app://cb", "http://127.0.0.1/cb", "http://localhost:3000/cb"]
    assert redirect_uris("redirect_uris", [*given, given[0]], is_public=True) == tuple(given)


def test_origins_are_written_as_browsers_do() -> None:
    given = [
        "https://a.example:443/x",
        "http://localhost:3000/",
        "org.example.app:/cb",
        "https://b.example:8/x",
    ]
    assert origins_of(given) == {"https://a.example", "http://localhost:3000", "https://b.example:8"}


# -- what is asked for ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"request": "e30.e30."}, "request_not_supported"),
        ({"request_uri": "http://169.254.169.254/"}, "request_uri_not_supported"),
        ({"registration": "{}"}, "registration_not_supported"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "nonsense"}, "invalid_scope"),
        ({"nonce": "x" * 513}, "invalid_request"),
        ({"state": "x" * 2049}, "invalid_request"),
    ],
)
async def test_a_wrong_request_is_told_to_the_client(
    ana: Person, wiki: Client, changes: dict[str, str | None], error: str
) -> None:
    for answer in ("look", "allow"):
        assert (await _told(wiki, ana, answer, **changes))["error"] == error


async def test_a_client_gets_no_scope_it_is_not_registered_for(ana: Person, root: Person) -> None:
    modest = await register(root, scopes=["openid"])
    for more in ("openid email", "beep", "openid offline_access"):
        assert (await _told(modest, ana, "allow", scope=more))["error"] == "invalid_scope"


async def test_scopes_nobody_knows_are_left_out(ana: Person, wiki: Client) -> None:
    assert (await wiki.tokens(ana, scope="openid address phone"))["scope"] == "openid"


# -- asking once, asking again ----------------------------------------------------------------


async def test_what_was_allowed_is_not_asked_again(ana: Person, wiki: Client) -> None:
    await wiki.code(ana)
    assert "code" in await _told(wiki, ana)
    assert "code" in await _told(wiki, ana, scope="openid")
    assert (await wiki.asked(ana, scope="openid beep")).json()["redirect_to"] is None


@pytest.mark.parametrize("prompt", ["consent", "select_account"])
async def test_a_client_may_have_it_asked_again(ana: Person, wiki: Client, prompt: str) -> None:
    await wiki.code(ana)
    assert (await wiki.asked(ana, prompt=prompt)).json()["redirect_to"] is None


async def test_what_listens_on_ones_own_machine_is_asked_about_every_time(ana: Person, app: Client) -> None:
    await app.code(ana)
    assert (await app.asked(ana)).json()["redirect_to"] is None


async def test_without_a_page_the_client_is_told_what_is_missing(
    api: httpx2.AsyncClient, ana: Person, wiki: Client
) -> None:
    query = wiki.query(prompt="none")
    nobody = (await api.post("/authorizations", json={"query": query})).json()
    assert back(nobody["redirect_to"])["error"] == "login_required"
    assert (await _told(wiki, ana, prompt="none"))["error"] == "consent_required"
    # A page that is not shown has no button.
    assert (await _told(wiki, ana, "allow", prompt="none"))["error"] == "consent_required"
    await wiki.code(ana)
    assert "code" in await _told(wiki, ana, prompt="none")


async def test_without_a_page_nobody_else_is_signed_in(ana: Person, root: Person, wiki: Client) -> None:
    hint = (await wiki.tokens(ana))["id_token"]
    assert "code" in await _told(wiki, ana, prompt="none", id_token_hint=hint)
    await wiki.code(root)
    told = await _told(wiki, root, prompt="none", id_token_hint=hint)
    assert told["error"] == "login_required"


@pytest.mark.parametrize("changes", [{"prompt": "login"}, {"max_age": "0"}, {"max_age": "200"}])
async def test_a_client_may_want_a_new_sign_in(
    ana: Person, wiki: Client, clock: FakeClock, changes: dict[str, str | None]
) -> None:
    await wiki.code(ana)
    clock.move(minutes=6)
    for answer in ("look", "allow"):
        shown = (await wiki.asked(ana, answer, **changes)).json()
        assert (shown["sign_in"], shown["redirect_to"]) == ("again", None)
    assert (await _told(wiki, ana, prompt="none", max_age="200"))["error"] == "login_required"
    assert (await ana.post("/auth/reauthenticate", {"password": PASSWORD})).status_code == 204
    assert "code" in await _told(wiki, ana, **changes)


async def test_auth_time_is_when_the_password_was_given(ana: Person, wiki: Client, clock: FakeClock) -> None:
    before = int(clock.now().timestamp())
    clock.move(minutes=6)
    assert claims_of((await wiki.tokens(ana))["id_token"])["auth_time"] == before


def test_how_somebody_signed_in_is_told_as_it_was() -> None:
    one, two = "urn:beep:acr:1", "urn:beep:acr:2"
    assert methods_claims(["password"]) == (["pwd"], one)
    assert methods_claims(["password", "totp"]) == (["pwd", "otp", "mfa"], two)
    assert methods_claims(["passkey"]) == (["pop"], two)
    assert methods_claims(["oidc:google"]) == ([], one)


async def test_a_hundred_clicks_at_once_remember_one_consent(ana: Person, wiki: Client) -> None:
    async with anyio.create_task_group() as group:
        for _ in range(20):
            group.start_soon(wiki.asked, ana, "allow")
    assert len((await ana.get("/users/@me/consents")).json()) == 1


# -- the addresses that lead to the page ------------------------------------------------------


async def test_the_address_of_clients_leads_to_the_page(api: httpx2.AsyncClient, wiki: Client) -> None:
    query = wiki.query(state="a b&c")
    for answer in (
        await api.get(f"{ROOT}/oauth2/authorize?{query}"),
        await api.post(
            f"{ROOT}/oauth2/authorize",
            content=query,
            headers={"content-type": "application/x-www-form-urlencoded"},
        ),
    ):
        assert answer.status_code == 303
        path, _, kept = answer.headers["location"].partition("?")
        assert path == "/authorize"
        assert parameters(kept) == parameters(query)


@pytest.mark.req("S-12")
async def test_the_page_keeps_its_address_to_itself_and_is_never_framed(api: httpx2.AsyncClient) -> None:
    page = await api.get(f"{ROOT}/authorize?client_id=1&state=secret")
    assert page.headers["referrer-policy"] == "no-referrer"
    if page.status_code == 200:  # where the web client is built
        assert page.headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


@pytest.mark.req("S-12")
async def test_no_secret_is_stored_as_it_is(program: Program, ana: Person, wiki: Client) -> None:
    code = await wiki.code(ana, scope="openid offline_access")
    tokens = (await wiki.redeem(code)).json()
    stored = str(await rows(program, "SELECT c::text FROM provider.client c"))
    stored += str(await rows(program, "SELECT c::text FROM provider.code c"))
    stored += str(await rows(program, "SELECT t::text FROM provider.token t"))
    stored += str(await rows(program, "SELECT payload::text FROM outbox.fact"))
    assert wiki.id in stored
    for secret in (code, wiki.secret, tokens["access_token"], tokens["refresh_token"]):
        assert secret
        assert secret not in stored
        assert secret.encode().hex() not in stored


def test_fields_are_read_strictly() -> None:
    assert parameters("a=1&b=&c=%20") == {"a": "1", "c": " "}
    for bad in ("a=1&a=1", "a=%00", "a=%ff", "&".join(f"a{n}=1" for n in range(51))):
        with pytest.raises(OAuthError):
            parameters(bad)
