"""The authorization code: who may redeem it, once, and what it gives (AUTH-18)."""

import base64
from urllib.parse import quote

import anyio
import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from tests.fakes.clock import FakeClock
from tests.worlds.people import Person, log_in, sign_up
from tests.worlds.relying import ROOT, Client, back, claims_of, register, suspend

from beep.app.program import Program

pytestmark = pytest.mark.anyio


def _refused(answer: httpx2.Response, error: str, status: int = 400) -> None:
    assert (answer.status_code, answer.json()["error"]) == (status, error), answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.req("AUTH-18")
async def test_a_code_becomes_tokens_and_the_person(ana: Person, wiki: Client, clock: FakeClock) -> None:
    answer = await wiki.asked(ana, "allow")
    brought = back(answer.json()["redirect_to"])
    assert answer.json()["redirect_to"].startswith(wiki.redirect_uri + "?")
    assert (brought["state"], brought["iss"]) == ("a state", "http://127.0.0.1:8000")
    tokens = (await wiki.redeem(brought["code"])).json()
    assert set(tokens) == {"access_token", "token_type", "expires_in", "scope", "id_token"}
    assert (tokens["token_type"], tokens["scope"]) == ("Bearer", "email openid profile")
    claims = claims_of(tokens["id_token"])
    now = int(clock.now().timestamp())
    assert claims["sub"] == str(ana.id)
    assert (claims["aud"], claims["iss"], claims["nonce"]) == (wiki.id, brought["iss"], "a nonce")
    assert (claims["iat"], claims["auth_time"], claims["exp"]) == (now, now, now + 3600)
    assert (claims["amr"], claims["acr"]) == (["pwd"], "urn:beep:acr:1")


@pytest.mark.req("AUTH-18", "AUTH-16")
async def test_an_id_token_is_signed_with_a_published_key(
    api: httpx2.AsyncClient, ana: Person, wiki: Client
) -> None:
    tokens = await wiki.tokens(ana)
    [key] = (await api.get(f"{ROOT}/.well-known/jwks.json")).json()["keys"]
    assert (
        jwt.decode(tokens["id_token"], RSAKey.import_key(key), algorithms=["RS256"]).claims["aud"] == wiki.id
    )


@pytest.mark.req("AUTH-16")
async def test_what_a_client_gets_is_no_key_to_beeps_api(
    api: httpx2.AsyncClient, ana: Person, wiki: Client
) -> None:
    tokens = await wiki.tokens(ana)
    for token in (tokens["id_token"], tokens["access_token"]):
        answer = await api.get("/users/@me", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401


@pytest.mark.req("AUTH-18")
@pytest.mark.parametrize("verifier", [None, "", "x" * 43, "short", "é" * 50, "x" * 200])
async def test_a_code_without_its_verifier_is_refused(
    ana: Person, app: Client, wiki: Client, verifier: str | None
) -> None:
    for client in (app, wiki):
        code = await client.code(ana)
        _refused(await client.redeem(code, code_verifier=verifier), "invalid_grant")


@pytest.mark.req("AUTH-18")
async def test_the_challenge_is_no_verifier(ana: Person, app: Client) -> None:
    # What a plain challenge would take, S256 does not.
    code = await app.code(ana)
    query = dict(pair.split("=") for pair in app.query().split("&"))
    _refused(await app.redeem(code, code_verifier=query["code_challenge"]), "invalid_grant")


@pytest.mark.req("AUTH-18")
@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": None},
        {"code_challenge_method": None},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": "s256"},
        {"code_challenge": "too-short"},
        {"code_challenge": "x" * 44},
    ],
)
async def test_a_request_without_pkce_gets_no_code(
    ana: Person, wiki: Client, changes: dict[str, str | None]
) -> None:
    answer = await wiki.asked(ana, "allow", **changes)
    told = back(answer.json()["redirect_to"])
    assert (told["error"], told["state"]) == ("invalid_request", "a state")


@pytest.mark.req("AUTH-18")
async def test_a_code_used_twice_ends_what_it_gave(ana: Person, wiki: Client) -> None:
    code = await wiki.code(ana, scope="openid offline_access")
    tokens = (await wiki.redeem(code)).json()
    assert (await wiki.userinfo(tokens["access_token"])).status_code == 200
    _refused(await wiki.redeem(code), "invalid_grant")
    assert (await wiki.userinfo(tokens["access_token"])).status_code == 401
    _refused(await wiki.refresh(tokens["refresh_token"]), "invalid_grant")


@pytest.mark.req("AUTH-18")
async def test_a_code_used_twice_ends_the_session_it_opened(
    api: httpx2.AsyncClient, ana: Person, app: Client
) -> None:
    code = await app.code(ana, scope="beep")
    token = (await app.redeem(code)).json()["access_token"]
    assert (await api.get("/users/@me", headers={"Authorization": f"Bearer {token}"})).status_code == 200
    # Not even whoever stole the code has to know the verifier for that.
    _refused(await app.redeem(code, code_verifier=None), "invalid_grant")
    assert (await api.get("/users/@me", headers={"Authorization": f"Bearer {token}"})).status_code == 401


@pytest.mark.req("AUTH-18")
async def test_a_code_redeemed_ten_times_at_once_gives_tokens_once_at_most(ana: Person, wiki: Client) -> None:
    code = await wiki.code(ana)
    answers: list[httpx2.Response] = []

    async def redeem() -> None:
        answers.append(await wiki.redeem(code))

    async with anyio.create_task_group() as group:
        for _ in range(10):
            group.start_soon(redeem)
    given = [one for one in answers if one.status_code == 200]
    assert len(given) <= 1
    for one in given:
        assert (await wiki.userinfo(one.json()["access_token"])).status_code == 401


@pytest.mark.req("AUTH-18")
async def test_a_code_of_another_client_is_refused_and_stays_good(
    ana: Person, root: Person, wiki: Client
) -> None:
    thief = await register(root, "Thief", wiki.redirect_uri)
    code = await wiki.code(ana)
    _refused(await thief.redeem(code, code_verifier=wiki.verifier), "invalid_grant")
    assert (await wiki.redeem(code)).status_code == 200


async def test_a_code_expires_after_a_minute(ana: Person, wiki: Client, clock: FakeClock) -> None:
    code = await wiki.code(ana)
    clock.move(seconds=60)
    _refused(await wiki.redeem(code), "invalid_grant")


async def test_an_invented_code_is_refused(wiki: Client) -> None:
    _refused(await wiki.redeem("made-up"), "invalid_grant")
    _refused(await wiki.call("token", {"grant_type": "authorization_code"}), "invalid_request")


async def test_a_code_is_bound_to_the_address_it_was_asked_for(ana: Person, root: Person) -> None:
    two = await register(root, redirect_uris=["https://a.example.org/x", "https://b.example.org/x"])
    two.redirect_uri = "https://a.example.org/x"
    code = await two.code(ana)
    for wrong in ("https://b.example.org/x", "https://a.example.org/x/", None):
        _refused(await two.redeem(code, redirect_uri=wrong), "invalid_grant")


async def test_a_code_ends_with_the_session_it_was_given_in(
    api: httpx2.AsyncClient, ana: Person, wiki: Client
) -> None:
    other = await log_in(api, ana)
    code = await wiki.code(other)
    await other.post("/auth/logout")
    _refused(await wiki.redeem(code), "invalid_grant")


@pytest.mark.parametrize("scope", ["openid", "openid beep"])
async def test_a_suspended_person_gives_no_tokens(
    program: Program, ana: Person, wiki: Client, scope: str
) -> None:
    code = await wiki.code(ana, scope=scope)
    await suspend(program, ana)
    _refused(await wiki.redeem(code), "invalid_grant")


# -- who the client is ------------------------------------------------------------------------


async def test_a_client_proves_itself_by_header_or_by_body(ana: Person, wiki: Client) -> None:
    assert wiki.secret is not None
    code = await wiki.code(ana)
    answer = await wiki.redeem(code, client_id=wiki.id, client_secret=wiki.secret)
    assert answer.status_code == 200


async def test_a_secret_in_the_header_is_form_encoded(api: httpx2.AsyncClient, wiki: Client) -> None:
    assert wiki.secret is not None
    raw = f"{quote(wiki.id)}:{quote(wiki.secret, safe='')}".replace("-", "%2D")
    headers = {"Authorization": "Basic " + base64.b64encode(raw.encode()).decode()}
    form = {"grant_type": "refresh_token", "refresh_token": "x"}
    answer = await api.post(f"{ROOT}/oauth2/token", data=form, headers=headers)
    # The client is known; only its token is not.
    _refused(answer, "invalid_grant")


async def test_a_wrong_secret_is_refused(ana: Person, wiki: Client) -> None:
    code = await wiki.code(ana)
    for wrong in ("", "wrong", "x" * 43):
        answer = await wiki.redeem(code, client_id=wiki.id, client_secret=wrong or None)
        if wrong:
            _refused(answer, "invalid_client", 401)
            assert answer.headers["www-authenticate"].startswith("Basic")


async def test_a_client_with_a_secret_cannot_go_without(
    api: httpx2.AsyncClient, ana: Person, wiki: Client
) -> None:
    code = await wiki.code(ana)
    bare = Client(api, wiki.id, None, wiki.redirect_uri, wiki.verifier)
    _refused(await bare.redeem(code), "invalid_client", 401)


async def test_a_public_client_has_no_secret_to_give(ana: Person, app: Client) -> None:
    code = await app.code(ana)
    _refused(await app.redeem(code, client_secret="guess"), "invalid_client", 401)


async def test_two_proofs_at_once_are_refused(wiki: Client) -> None:
    assert wiki.secret is not None
    form: dict[str, str | None] = {"grant_type": "authorization_code", "client_secret": wiki.secret}
    _refused(await wiki.call("token", form, auth=(wiki.id, wiki.secret)), "invalid_request")


async def test_header_and_body_must_name_the_same_client(root: Person, wiki: Client) -> None:
    other = await register(root, "Other")
    assert wiki.secret is not None
    form: dict[str, str | None] = {"grant_type": "refresh_token", "client_id": other.id, "refresh_token": "x"}
    _refused(await wiki.call("token", form, auth=(wiki.id, wiki.secret)), "invalid_client", 401)


@pytest.mark.req("S-34")
@pytest.mark.parametrize("alg", ["none", "HS256", "RS256"])
async def test_client_assertions_are_refused_whatever_signs_them(wiki: Client, alg: str) -> None:
    header = base64.urlsafe_b64encode(f'{{"alg":"{alg}"}}'.encode()).decode().rstrip("=")
    form: dict[str, str | None] = {
        "grant_type": "authorization_code",
        "code": "x",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": f"{header}.e30.",
    }
    assert wiki.secret is not None
    _refused(await wiki.call("token", form, auth=(wiki.id, wiki.secret)), "invalid_client", 401)


@pytest.mark.parametrize("name", ["0", "x", "", "99999999999999999999", "-1", "\uff11"])
async def test_a_client_nobody_registered_is_refused(api: httpx2.AsyncClient, name: str) -> None:
    form = {"grant_type": "authorization_code", "code": "x", "client_id": name}
    _refused(await api.post(f"{ROOT}/oauth2/token", data=form), "invalid_client", 401)


@pytest.mark.parametrize(
    ("content", "kind", "error"),
    [
        ("{}", "application/json", "invalid_request"),
        ("grant_type=a&grant_type=b", "application/x-www-form-urlencoded", "invalid_request"),
        ("a=%ff%fe", "application/x-www-form-urlencoded", "invalid_request"),
        ("a=%00", "application/x-www-form-urlencoded", "invalid_request"),
        ("&".join(f"a{n}=1" for n in range(60)), "application/x-www-form-urlencoded", "invalid_request"),
        ("é=1", "application/x-www-form-urlencoded", "invalid_request"),
        ("", "application/x-www-form-urlencoded", "invalid_client"),
    ],
)
async def test_what_is_no_form_is_refused(
    api: httpx2.AsyncClient, content: str, kind: str, error: str
) -> None:
    headers = {"content-type": kind}
    answer = await api.post(f"{ROOT}/oauth2/token", content=content.encode(), headers=headers)
    assert answer.json()["error"] == error


async def test_a_form_that_is_too_long_is_refused(api: httpx2.AsyncClient) -> None:
    answer = await api.post(f"{ROOT}/oauth2/token", data={"code": "x" * 20_000})
    assert answer.status_code == 413


async def test_other_grants_are_refused(wiki: Client) -> None:
    for kind in (
        "password",
        "client_credentials",
        "implicit",
        "urn:ietf:params:oauth:grant-type:device_code",
    ):
        _refused(await wiki.call("token", {"grant_type": kind}), "unsupported_grant_type")
    _refused(await wiki.call("token", {}), "invalid_request")


async def test_somebody_else_is_never_signed_in_by_my_click(
    api: httpx2.AsyncClient, ana: Person, wiki: Client
) -> None:
    ben = await sign_up(api, "ben")
    tokens = await wiki.tokens(ben)
    assert (await wiki.userinfo(tokens["access_token"])).json()["sub"] == str(ben.id)
    assert (await ana.get("/users/@me/consents")).json() == []
