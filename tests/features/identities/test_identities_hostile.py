"""Providers that lie, and answers that are not theirs: nobody comes in by them (S-34)."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc.jwk import ECKey, OctKey
from starlette.responses import JSONResponse, RedirectResponse
from tests.fakes.clock import FakeClock
from tests.fakes.openid import SECRET, OpenIdFake, key_called, openid, public
from tests.features.auth.rows import rows
from tests.worlds.identities import configured, finish, leave, pass_through, prove
from tests.worlds.pages import pages

from beep.app.program import Program

pytestmark = [pytest.mark.anyio, pytest.mark.req("S-34")]
Sign = Callable[[OpenIdFake, dict[str, Any]], str]
OTHER = "https://other.example"


async def _is_refused(answer: httpx2.Response) -> None:
    assert (answer.status_code, answer.json()["key"]) == (403, "identities.not_believed"), answer.text


# -- tokens -----------------------------------------------------------------------------------


def _encoded(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def _without_signature(fake: OpenIdFake, claims: dict[str, Any], alg: str = "none") -> str:
    del fake
    return f"{_encoded({'alg': alg})}.{_encoded(claims)}."


def _with_the_public_key(fake: OpenIdFake, claims: dict[str, Any]) -> str:
    """Sign by HMAC with what everybody knows: the provider's public key."""
    signed = f"{_encoded({'alg': 'HS256', 'kid': 'first'})}.{_encoded(claims)}"
    digest = hmac.digest(fake.key.as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def _with_the_client_secret(fake: OpenIdFake, claims: dict[str, Any]) -> str:
    return fake.signed(claims, OctKey.import_key(SECRET * 2), alg="HS256", kid="first")


def _by_another_key(fake: OpenIdFake, claims: dict[str, Any]) -> str:
    return fake.signed(claims, key_called("another"), kid="first")


def _by_a_key_it_brings(fake: OpenIdFake, claims: dict[str, Any]) -> str:
    key = key_called("another")
    return fake.signed(claims, key, jwk=key.as_dict(private=False))


def _changed_afterwards(fake: OpenIdFake, claims: dict[str, Any]) -> str:
    head, _, signature = fake.signed(claims).split(".")
    return f"{head}.{_encoded({**claims, 'sub': 'id-ana'})}.{signature}"


def _with_the_signature_cut(fake: OpenIdFake, claims: dict[str, Any]) -> str:
    return fake.signed(claims).rpartition(".")[0] + "."


def _as_an_access_token(fake: OpenIdFake, claims: dict[str, Any]) -> str:
    return fake.signed(claims, typ="at+jwt")


def _with_an_empty_signature(fake: OpenIdFake, claims: dict[str, Any]) -> str:
    del fake
    signed = f"{_encoded({'alg': 'RS256', 'kid': 'first'})}.{_encoded(claims)}"
    return f"{signed}.{base64.urlsafe_b64encode(bytes(256)).decode().rstrip('=')}"


@pytest.mark.parametrize(
    "sign",
    [
        _without_signature,
        lambda fake, claims: _without_signature(fake, claims, "None"),
        lambda fake, claims: _without_signature(fake, claims, "RS256"),
        _with_the_public_key,
        _with_the_client_secret,
        _by_another_key,
        _by_a_key_it_brings,
        _changed_afterwards,
        _with_the_signature_cut,
        _as_an_access_token,
        _with_an_empty_signature,
        lambda _fake, _claims: "no token",
        lambda _fake, _claims: "a.b.c",
        lambda _fake, _claims: "",
        lambda fake, claims: fake.signed({**claims, "filler": "x" * 20_000}),
    ],
)
async def test_a_token_the_provider_did_not_sign_lets_nobody_in(
    api: httpx2.AsyncClient, school: OpenIdFake, sign: Sign
) -> None:
    school.sign = lambda claims: sign(school, claims)
    await _is_refused(await pass_through(api))


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": OTHER},
        {"iss": None},
        {"aud": "somebody"},
        {"aud": ["somebody"]},
        {"aud": None},
        {"aud": ["beep", "somebody"]},
        {"aud": ["beep", "somebody"], "azp": "somebody"},
        {"azp": "somebody"},
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": 7},
        {"exp": 0},
        {"exp": None},
        {"exp": "soon"},
        {"exp": True},
        {"iat": None},
        {"iat": 0},
        {"iat": 4_000_000_000},
        {"nbf": 4_000_000_000},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"sub": "a\u0000b"},
        {"at_hash": "another"},
        {"at_hash": 7},
    ],
    ids=str,
)
async def test_a_token_made_for_something_else_lets_nobody_in(
    api: httpx2.AsyncClient, school: OpenIdFake, claims: dict[str, Any]
) -> None:
    school.claims = claims
    await _is_refused(await pass_through(api))


async def test_a_token_may_also_name_the_access_token_it_came_with(
    api: httpx2.AsyncClient, school: OpenIdFake
) -> None:
    half = hashlib.sha256(b"an access token").digest()[:16]
    school.claims = {"at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(), "azp": "beep"}
    assert (await pass_through(api)).json()["outcome"] == "newcomer"


async def test_what_is_told_of_somebody_else_is_not_believed(
    api: httpx2.AsyncClient, school: OpenIdFake
) -> None:
    school.claims = {"email": None}
    school.userinfo = {"sub": "id-ana", "email": "ana@example.org", "email_verified": True}
    await _is_refused(await pass_through(api))


async def test_a_token_older_than_its_code_is_not_believed(
    api: httpx2.AsyncClient, school: OpenIdFake, clock: FakeClock
) -> None:
    old = int(clock.now().timestamp()) - 700
    school.claims = {"iat": old, "exp": old + 3600}
    await _is_refused(await pass_through(api))


# -- answers ----------------------------------------------------------------------------------


async def test_a_code_is_redeemed_once(api: httpx2.AsyncClient) -> None:
    back = await prove(await leave(api))
    assert (await finish(api, back)).status_code == 200
    again = await leave(api)
    await _is_refused(await finish(api, {**back, **again.body, "state": again.asked["state"]}))


async def test_a_code_of_another_browser_is_not_redeemed(api: httpx2.AsyncClient) -> None:
    theirs, mine = await prove(await leave(api)), await leave(api)
    await _is_refused(await finish(api, {**mine.body, "state": mine.asked["state"], "code": theirs["code"]}))


@pytest.mark.parametrize("iss", [OTHER, "", None])
async def test_an_answer_must_say_whose_it_is_where_the_provider_says_it_does(
    api: httpx2.AsyncClient, school: OpenIdFake, iss: str | None
) -> None:
    back = await prove(await leave(api))
    await _is_refused(await finish(api, {**back, "iss": iss}))
    assert school.forms == []


async def test_an_answer_that_need_not_say_whose_it_is_may_not_say_it_is_anothers(
    api: httpx2.AsyncClient, school: OpenIdFake, clock: FakeClock
) -> None:
    clock.move(hours=1)
    school.document = {"authorization_response_iss_parameter_supported": False}
    back = await prove(await leave(api))
    await _is_refused(await finish(api, {**back, "iss": OTHER}))
    back = await prove(await leave(api))
    assert (await finish(api, {**back, "iss": None})).status_code == 200


@pytest.mark.parametrize(
    "answer",
    [
        JSONResponse({"error": "invalid_grant"}, 400),
        JSONResponse({"id_token": 7}),
        JSONResponse([]),
        JSONResponse({"access_token": "an access token"}),
        JSONResponse({"id_token": "x"}, 201),
        RedirectResponse("/elsewhere", 307),
    ],
)
async def test_an_answer_without_a_token_lets_nobody_in(
    api: httpx2.AsyncClient, school: OpenIdFake, answer: JSONResponse
) -> None:
    school.answers = {"/token": answer}
    await _is_refused(await pass_through(api))
    assert "/elsewhere" not in school.requests


# -- keys -------------------------------------------------------------------------------------


async def test_keys_may_rotate(api: httpx2.AsyncClient, school: OpenIdFake, clock: FakeClock) -> None:
    await pass_through(api)
    clock.move(seconds=30)
    school.key = key_called("second")
    assert (await pass_through(api)).json()["outcome"] == "newcomer"


async def test_unknown_keys_make_us_look_again_only_so_often(
    api: httpx2.AsyncClient, school: OpenIdFake, clock: FakeClock
) -> None:
    await pass_through(api)
    clock.move(seconds=30)
    school.sign = lambda claims: school.signed(claims, key_called("another"))
    for _ in range(4):
        await _is_refused(await pass_through(api))
    assert school.requests.count("/jwks") == 2


async def test_keys_known_before_serve_while_no_others_can_be_had(
    api: httpx2.AsyncClient, school: OpenIdFake, clock: FakeClock
) -> None:
    await pass_through(api)
    clock.move(hours=2)
    school.answers = {"/jwks": JSONResponse({}, 503)}
    assert (await pass_through(api)).json()["outcome"] == "newcomer"
    clock.move(hours=24)
    assert (await pass_through(api)).status_code == 503


def _short_key() -> dict[str, str]:
    """Return a key of 1024 bits, which joserfc warns of making."""
    numbers = rsa.generate_private_key(65537, 1024).public_key().public_numbers()  # noqa: S505 - refused
    n, e = (
        base64.urlsafe_b64encode(one.to_bytes(128)).rstrip(b"=").decode() for one in (numbers.n, numbers.e)
    )
    return {"kty": "RSA", "kid": "first", "n": n, "e": e}


@pytest.mark.parametrize(
    "keys",
    [
        [],
        [{"kty": "oct", "k": "c2VjcmV0", "kid": "first"}],
        [{"kty": "RSA", "kid": "first", "n": "!", "e": "AQAB"}],
        ["first", None, 7],
        [public(key_called("first"), use="enc")],
        [_short_key()],
        [public(ECKey.generate_key("P-256", {"kid": "first"}))],
    ],
)
async def test_keys_that_are_none_verify_nothing(
    api: httpx2.AsyncClient, school: OpenIdFake, keys: list[Any]
) -> None:
    school.keys = keys
    await _is_refused(await pass_through(api))


# -- what it publishes ------------------------------------------------------------------------


@pytest.fixture
async def inside() -> AsyncIterator[str]:
    """Give an address inside this network that must not be asked for anything; nothing was, afterwards."""
    async with pages() as site:
        yield site.url("/")
        assert site.requests == []


@pytest.mark.parametrize(
    "named", ["token_endpoint", "jwks_uri", "userinfo_endpoint", "authorization_endpoint"]
)
async def test_its_document_cannot_make_us_ask_the_inside(
    api: httpx2.AsyncClient, school: OpenIdFake, clock: FakeClock, inside: str, named: str
) -> None:
    clock.move(hours=1)
    for address in (inside, inside.replace("http:", "https:"), "javascript:alert(1)", "file:///etc/passwd"):
        school.document = {named: address}
        answer = await api.post("/auth/providers/school/start", json={})
        if answer.status_code == 200:
            # By https it may be anywhere but inside: looking is what is refused.
            back = await prove(await leave(api)) if named != "authorization_endpoint" else None
            school.claims = {"email": None}
            answer = await finish(api, back) if back else answer
            assert answer.status_code in {200, 503}, answer.text
            clock.move(hours=1)
        else:
            assert answer.json()["key"] == "identities.wrongly_set", address


@pytest.mark.parametrize(
    "document",
    [{"issuer": OTHER}, {"issuer": None}, {"token_endpoint": 7}, {"jwks_uri": None}],
    ids=str,
)
async def test_a_document_that_is_not_the_providers_is_a_wrong_setting(
    api: httpx2.AsyncClient, school: OpenIdFake, clock: FakeClock, document: dict[str, Any]
) -> None:
    clock.move(hours=1)
    school.document = document
    answer = await api.post("/auth/providers/school/start", json={})
    assert (answer.status_code, answer.json()["key"]) == (503, "identities.wrongly_set")


async def test_its_document_is_not_followed_elsewhere(
    api: httpx2.AsyncClient, school: OpenIdFake, clock: FakeClock
) -> None:
    clock.move(hours=1)
    school.answers = {"/.well-known/openid-configuration": RedirectResponse("/elsewhere")}
    assert (await api.post("/auth/providers/school/start", json={})).status_code == 503
    assert "/elsewhere" not in school.requests


async def test_a_document_without_an_end_is_cut(
    api: httpx2.AsyncClient, school: OpenIdFake, clock: FakeClock
) -> None:
    clock.move(hours=1)
    school.document = {"filler": "x" * (2 << 20)}
    assert (await api.post("/auth/providers/school/start", json={})).status_code == 503


async def test_a_wrong_secret_is_a_wrong_setting(api: httpx2.AsyncClient, school: OpenIdFake) -> None:
    school.answers = {"/token": JSONResponse({"error": "invalid_client"}, 401)}
    answer = await pass_through(api)
    assert (answer.status_code, answer.json()["key"]) == (503, "identities.wrongly_set")


async def test_nothing_a_liar_says_leaves_a_trace(
    api: httpx2.AsyncClient, school: OpenIdFake, program: Program
) -> None:
    school.claims = {"iss": OTHER}
    await pass_through(api)
    for table in ("identity", "newcomer", "flow"):
        assert await rows(program, f"SELECT count(*) FROM identities.{table}") == [(0,)]  # noqa: S608


class TestNotAllowedInside:
    """A provider whose section does not say it may be inside."""

    @pytest.fixture
    async def school(self, clock: FakeClock) -> AsyncIterator[OpenIdFake]:
        async with openid(clock.now) as fake:
            fake.url = fake.url.replace("http:", "https:")
            yield fake

    @pytest.fixture
    def environment(self, school: OpenIdFake) -> dict[str, str]:
        return configured(school, allow_private_addresses="false")

    async def test_it_is_not_asked(self, api: httpx2.AsyncClient, school: OpenIdFake) -> None:
        answer = await api.post("/auth/providers/school/start", json={})
        assert (answer.status_code, school.requests) == (503, [])
