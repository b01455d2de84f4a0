"""Access tokens of a provider in place of Beep's own: who is believed, and how it ends (S-34, AUTH-16)."""

import base64
import hmac
import json
from collections.abc import Callable
from typing import Any

import anyio
import httpx2
import pytest
from joserfc.jwk import OctKey
from starlette.responses import Response
from tests.fakes.clock import FakeClock
from tests.fakes.openid import OpenIdFake, key_called, public
from tests.features.auth.rows import rows
from tests.worlds.identities import configured, sign_up_there
from tests.worlds.people import Person, sign_up
from tests.worlds.relying import give_roles, suspend

from beep.app.program import Program
from beep.features.identities.peers.bearer import roles_at

pytestmark = [pytest.mark.anyio, pytest.mark.req("S-34")]
Claims = dict[str, Any]


@pytest.fixture
def environment(school: OpenIdFake) -> dict[str, str]:
    more = {"accept_tokens_for": "beep-api", "roles_claim": "realm_access.roles"}
    return configured(school, **more)


def claims(school: OpenIdFake, **changes: Any) -> Claims:
    """Return what an access token says that Keycloak would make for Beep's API; `None` leaves out."""
    now = int(school.now().timestamp())
    made = {
        "iss": school.url,
        "aud": ["account", "beep-api"],
        "typ": "Bearer",
        "iat": now,
        "exp": now + 300,
        "auth_time": now,
        "sid": "a sign-in",
        "azp": "some-app",
        "realm_access": {"roles": ["offline_access"]},
        **school.person,
        **changes,
    }
    return {name: value for name, value in made.items() if value is not None}


def bearer(school: OpenIdFake, **changes: Any) -> str:
    return school.signed(claims(school, **changes))


async def me(api: httpx2.AsyncClient, token: str) -> httpx2.Response:
    return await api.get("/users/@me", headers={"Authorization": f"Bearer {token}"})


# -- who comes in -----------------------------------------------------------------------------


@pytest.mark.req("AUTH-20")
async def test_somebody_new_has_an_account_at_their_first_call(
    api: httpx2.AsyncClient, school: OpenIdFake, program: Program
) -> None:
    answer = await me(api, bearer(school))
    assert answer.status_code == 200, answer.text
    own = answer.json()
    assert (own["username"], own["global_name"], own["email"]) == ("lea", "Léa Martin", "lea@school.example")
    # They act as everybody does.
    made = await api.post(
        "/guilds", json={"name": "Gala"}, headers={"Authorization": f"Bearer {bearer(school)}"}
    )
    assert made.status_code == 201
    assert await rows(program, "SELECT count(*) FROM auth.account") == [(1,)]


async def test_whoever_signed_up_by_the_provider_is_the_same_person(
    api: httpx2.AsyncClient, school: OpenIdFake
) -> None:
    lea = await sign_up_there(api, "lea-m")
    assert (await me(api, bearer(school))).json()["id"] == str(lea.id)


async def test_an_address_somebody_else_has_makes_no_account(
    api: httpx2.AsyncClient, school: OpenIdFake
) -> None:
    await sign_up(api, "ana", email="lea@school.example")
    answer = await me(api, bearer(school))
    assert (answer.status_code, answer.json()["key"]) == (409, "identities.email_has_account")


async def test_all_tokens_of_a_sign_in_are_one_session(
    api: httpx2.AsyncClient, school: OpenIdFake, clock: FakeClock
) -> None:
    await me(api, bearer(school))
    clock.move(minutes=4)
    second = bearer(school)
    await me(api, bearer(school, sid="another sign-in"))
    found = await api.get("/auth/sessions", headers={"Authorization": f"Bearer {second}"})
    assert [(one["current"], one["methods"]) for one in found.json()] == [
        (False, ["oidc:school"]),
        (True, ["oidc:school"]),
    ]


async def test_ten_first_calls_at_once_make_one_person_and_one_session(
    api: httpx2.AsyncClient, school: OpenIdFake, program: Program
) -> None:
    answers: list[int] = []

    async def call() -> None:
        answers.append((await me(api, bearer(school))).status_code)

    async with anyio.create_task_group() as group:
        for _ in range(10):
            group.start_soon(call)
    assert set(answers) <= {200, 503}
    assert (await me(api, bearer(school))).status_code == 200
    assert await rows(program, "SELECT count(*) FROM auth.account") == [(1,)]
    assert await rows(program, "SELECT count(*) FROM auth.session") == [(1,)]


async def test_beeps_own_tokens_are_good_beside_them(api: httpx2.AsyncClient) -> None:
    ana = await sign_up(api, "ana")
    assert (await ana.get("/users/@me")).status_code == 200


# -- what is believed -------------------------------------------------------------------------


@pytest.mark.req("AUTH-16")
@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "account"},
        {"aud": ["account"]},
        {"aud": None},
        {"aud": {"beep-api": True}},
        {"exp": 1},
        {"exp": None},
        {"exp": "soon"},
        {"exp": True},
        {"exp": -(10**400)},
        {"exp": 10**400},
        {"iat": 99999999999},
        {"nbf": 99999999999},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"typ": "ID"},
        {"typ": "Refresh"},
        {"nonce": "of an ID token"},
        {"at_hash": "of an ID token"},
        {"auth_time": "x"},
    ],
)
async def test_a_token_with_a_wrong_claim_is_refused(
    api: httpx2.AsyncClient, school: OpenIdFake, program: Program, changes: Claims
) -> None:
    assert (await me(api, bearer(school, **changes))).status_code == 401
    assert await rows(program, "SELECT count(*) FROM auth.account") == [(0,)]


def _encoded(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def _unsigned(school: OpenIdFake, alg: str = "none") -> str:
    return f"{_encoded({'alg': alg})}.{_encoded(claims(school))}."


def _with_the_public_key(school: OpenIdFake) -> str:
    signed = f"{_encoded({'alg': 'HS256', 'kid': 'first'})}.{_encoded(claims(school))}"
    digest = hmac.digest(school.key.as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def _with_a_word(school: OpenIdFake) -> str:
    return school.signed(claims(school), OctKey.import_key("beep" * 16), alg="HS256", kid="first")


def _by_another_key(school: OpenIdFake) -> str:
    return school.signed(claims(school), key_called("another"), kid="first")


def _by_a_key_it_brings(school: OpenIdFake) -> str:
    key = key_called("another")
    return school.signed(claims(school), key, jwk=key.as_dict(private=False))


def _by_a_key_it_points_to(school: OpenIdFake) -> str:
    return school.signed(claims(school), key_called("another"), jku=f"{school.url}/evil", kid="other")


def _as_a_logout_token(school: OpenIdFake) -> str:
    return school.signed(claims(school), typ="logout+jwt")


@pytest.mark.req("AUTH-16")
@pytest.mark.parametrize(
    "forge",
    [
        _unsigned,
        lambda school: _unsigned(school, "None"),
        lambda school: _unsigned(school, "RS256"),
        _with_the_public_key,
        _with_a_word,
        _by_another_key,
        _by_a_key_it_brings,
        _by_a_key_it_points_to,
        _as_a_logout_token,
    ],
)
async def test_a_forged_token_is_refused(
    api: httpx2.AsyncClient, school: OpenIdFake, program: Program, forge: Callable[[OpenIdFake], str]
) -> None:
    assert (await me(api, forge(school))).status_code == 401
    assert "/evil" not in school.requests
    assert await rows(program, "SELECT count(*) FROM auth.account") == [(0,)]


async def test_a_token_expires(api: httpx2.AsyncClient, school: OpenIdFake, clock: FakeClock) -> None:
    token = bearer(school)
    clock.move(seconds=299)
    assert (await me(api, token)).status_code == 200
    clock.move(seconds=1)
    assert (await me(api, token)).status_code == 401


@pytest.mark.req("S-31")
async def test_the_providers_keys_are_followed(
    api: httpx2.AsyncClient, school: OpenIdFake, clock: FakeClock
) -> None:
    old = bearer(school)
    assert (await me(api, old)).status_code == 200
    school.key, before = key_called("second"), school.key
    clock.move(seconds=31)
    assert (await me(api, bearer(school))).status_code == 200
    # What the retired key signs is no longer believed.
    assert (await me(api, school.signed(claims(school, jti="new"), before))).status_code == 401


async def test_a_thousand_unknown_keys_are_asked_for_once(
    api: httpx2.AsyncClient, school: OpenIdFake
) -> None:
    await me(api, bearer(school))
    asked = school.requests.count("/jwks")
    for number in range(20):
        await me(api, school.signed(claims(school), key_called("another"), kid=f"no {number}"))
    assert school.requests.count("/jwks") == asked


async def test_while_the_keys_cannot_be_had_one_is_told_to_wait(
    api: httpx2.AsyncClient, school: OpenIdFake, clock: FakeClock
) -> None:
    school.answers["/jwks"] = Response(status_code=500)
    assert (await me(api, bearer(school))).status_code == 503
    del school.answers["/jwks"]
    clock.move(seconds=31)
    assert (await me(api, bearer(school))).status_code == 200


async def test_a_smuggled_key_that_is_for_encryption_signs_nothing(
    api: httpx2.AsyncClient, school: OpenIdFake
) -> None:
    school.keys = [{**public(school.key), "use": "enc"}]
    assert (await me(api, bearer(school))).status_code == 401


# -- roles ------------------------------------------------------------------------------------


@pytest.mark.req("GROL-04")
async def test_the_provider_says_who_administers_and_takes_it_back(
    api: httpx2.AsyncClient, school: OpenIdFake, program: Program
) -> None:
    admin = bearer(school, realm_access={"roles": ["admin", "x"]})
    assert (await me(api, admin)).json()["global_roles"] == ["admin", "user"]
    people = await api.get("/admin/clients", headers={"Authorization": f"Bearer {admin}"})
    assert people.status_code == 200
    # The next token without it is nobody's administrator; nothing stays in the account.
    assert (await me(api, bearer(school))).json()["global_roles"] == ["user"]
    assert await rows(program, "SELECT global_roles FROM auth.account") == [(["user"],)]


@pytest.mark.req("GROL-04")
@pytest.mark.parametrize(
    "claim", [None, "admin", {"roles": "admin"}, {"roles": {"admin": True}}, {"roles": [["admin"]]}, []]
)
async def test_roles_in_another_shape_are_ignored(
    api: httpx2.AsyncClient, school: OpenIdFake, claim: object
) -> None:
    token = bearer(school, realm_access=claim, roles=["admin"], groups=["admin"])
    assert (await me(api, token)).json()["global_roles"] == ["user"]


def test_roles_are_found_by_a_path_or_by_a_name_with_dots() -> None:
    assert roles_at({"a": {"b": ["x", 7]}}, "a.b") == {"x"}
    assert roles_at({"https://x.example/roles": ["x"]}, "https://x.example/roles") == {"x"}
    assert roles_at({"a": ["x"]}, "a.b") == frozenset()


class TestWithoutRoles:
    @pytest.fixture
    def environment(self, school: OpenIdFake) -> dict[str, str]:
        return configured(school, accept_tokens_for="beep-api")

    async def test_beep_decides_who_administers(
        self, api: httpx2.AsyncClient, school: OpenIdFake, program: Program
    ) -> None:
        token = bearer(school, realm_access={"roles": ["admin"]})
        own = (await me(api, token)).json()
        assert own["global_roles"] == ["user"]
        await give_roles(program, Person(api, int(own["id"]), "lea", "", "", token, ""), "admin")
        assert (await me(api, token)).json()["global_roles"] == ["admin", "user"]


class TestNotAsked:
    @pytest.fixture
    def environment(self, school: OpenIdFake) -> dict[str, str]:
        return configured(school)

    async def test_no_token_of_a_provider_is_taken_unless_an_operator_says_so(
        self, api: httpx2.AsyncClient, school: OpenIdFake
    ) -> None:
        assert (await me(api, bearer(school))).status_code == 401


class TestClosed:
    @pytest.fixture
    def environment(self, school: OpenIdFake) -> dict[str, str]:
        more = {"accept_tokens_for": "beep-api", "allow_sign_up": "false"}
        return configured(school, **more)

    async def test_nobody_new_comes_in_where_signing_up_is_closed(
        self, api: httpx2.AsyncClient, school: OpenIdFake
    ) -> None:
        answer = await me(api, bearer(school))
        assert (answer.status_code, answer.json()["key"]) == (403, "identities.sign_up_closed")


# -- ending -----------------------------------------------------------------------------------


@pytest.mark.req("AUTH-10")
async def test_a_sign_in_that_was_ended_here_stays_so(
    api: httpx2.AsyncClient, school: OpenIdFake, clock: FakeClock
) -> None:
    token = bearer(school)
    headers = {"Authorization": f"Bearer {token}"}
    assert (await api.post("/auth/logout", headers=headers)).status_code == 204
    assert (await me(api, token)).status_code == 401
    clock.move(minutes=1)
    # The provider goes on renewing tokens of it; only a new sign-in there is one here.
    assert (await me(api, bearer(school))).status_code == 401
    assert (await me(api, bearer(school, sid="a new sign-in"))).status_code == 200


async def test_where_sign_ins_have_no_name_what_was_issued_before_is_over(
    api: httpx2.AsyncClient, school: OpenIdFake, clock: FakeClock
) -> None:
    token = bearer(school, sid=None)
    await api.post("/auth/logout-all", headers={"Authorization": f"Bearer {token}"})
    assert (await me(api, token)).status_code == 401
    assert (await me(api, bearer(school, sid=None, jti="another"))).status_code == 401
    clock.move(seconds=2)
    assert (await me(api, bearer(school, sid=None))).status_code == 200


@pytest.mark.req("AUTH-11")
async def test_a_day_without_use_ends_it(
    api: httpx2.AsyncClient, school: OpenIdFake, clock: FakeClock
) -> None:
    await me(api, bearer(school))
    clock.move(hours=24, seconds=1)
    assert (await me(api, bearer(school))).status_code == 401


async def test_who_is_suspended_does_not_come_in_by_it(
    api: httpx2.AsyncClient, school: OpenIdFake, program: Program
) -> None:
    own = (await me(api, bearer(school))).json()
    lea = Person(api, int(own["id"]), "lea", "", "", "", "")
    await suspend(program, lea)
    assert (await me(api, bearer(school))).status_code == 401
    answer = await me(api, bearer(school, sid="a new sign-in"))
    assert (answer.status_code, answer.json()["key"]) == (403, "auth.account_suspended")


async def test_what_cannot_be_undone_needs_a_sign_in_there_that_is_recent(
    api: httpx2.AsyncClient, school: OpenIdFake
) -> None:
    now = int(school.now().timestamp())
    for told, status in ((now - 3600, 403), (None, 403), (now - 60, 204)):
        token = bearer(school, auth_time=told, sid=f"proved {told}")
        headers = {"Authorization": f"Bearer {token}"}
        made = (await api.post("/guilds", json={"name": "Gala"}, headers=headers)).json()
        answer = await api.delete(f"/guilds/{made['id']}", headers=headers)
        assert answer.status_code == status, told
