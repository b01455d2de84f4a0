"""A real Keycloak that knows a school's people from a real directory: the whole way, there and back."""

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.directories import PASSWORD, slapd
from tests.worlds.identities import finish, leave, person_of
from tests.worlds.keycloak import (
    AUDIENCE,
    CLIENT,
    SECRET,
    STRANGER,
    Browser,
    Keycloak,
    keycloak,
    needs_keycloak,
)
from tests.worlds.people import Person, sign_up

# A start takes a quarter of a minute on a machine with nothing else to do.
pytestmark = [pytest.mark.anyio, pytest.mark.slow, needs_keycloak, pytest.mark.timeout(400)]
NAME = "campus"


@pytest.fixture(scope="module")
async def sso(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Keycloak]:
    folder = tmp_path_factory.mktemp("sso")
    async with slapd(folder / "slapd") as directory, keycloak(folder / "keycloak", directory) as running:
        yield running


class RunningClock(FakeClock):
    """The time it is, as Keycloak knows no other, and what a test lets pass besides."""

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._passed_s)  # noqa: TID251 - see above

    def monotonic(self) -> float:
        return time.monotonic() + self._passed_s


@pytest.fixture
def clock() -> FakeClock:
    return RunningClock()


@pytest.fixture
def environment(sso: Keycloak) -> dict[str, str]:
    return configured_at(sso)


def configured_at(sso: Keycloak, **more: str) -> dict[str, str]:
    """Return the environment in which this Keycloak is believed."""
    values = {
        "PRESET": "keycloak",
        "ISSUER": sso.issuer,
        "CLIENT_ID": CLIENT,
        "CLIENT_SECRET": SECRET,
        "ALLOW_PRIVATE_ADDRESSES": "true",
        **more,
    }
    own = {f"BEEP_IDENTITIES__PROVIDERS__{NAME.upper()}__{key}": one for key, one in values.items()}
    return {**own, "BEEP_PUBLIC_URL": "http://127.0.0.1:8000", "BEEP_IDENTITIES__TIMEOUT_S": "20"}


async def _there_and_back(
    api: httpx2.AsyncClient,
    username: str,
    *,
    who: Person | None = None,
    purpose: str = "sign_in",
    browser: Browser | None = None,
) -> dict[str, Any]:
    away = await leave(api, who=who, purpose=purpose, name=NAME)
    async with browser or Browser() as at_keycloak:
        back = await at_keycloak.sign_in(away.url, username, PASSWORD)
    assert isinstance(back, dict), back
    kept = {name: value for name, value in back.items() if name in {"code", "state", "iss"}}
    answer = await finish(api, {**away.body, **kept}, who=who, name=NAME)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.req("AUTH-03", "AUTH-04", "AUTH-05", "AUTH-20")
async def test_people_of_a_directory_come_in_by_way_of_keycloak(api: httpx2.AsyncClient) -> None:
    newcomer = (await _there_and_back(api, "lea"))["newcomer"]
    assert (newcomer["username"], newcomer["email"]) == ("lea", "lea@school.example")
    body = {"ticket": newcomer["ticket"], "username": "lea"}
    tokens = await api.post(f"/auth/providers/{NAME}/signup", json=body)
    lea = await person_of(api, tokens.json())
    again = await _there_and_back(api, "lea")
    assert (await person_of(api, again["session"])).id == lea.id
    ana = await sign_up(api, "ana")
    linked = await _there_and_back(api, "noe", who=ana, purpose="link")
    assert linked["identity"]["username"] == "noe"
    proved = await _there_and_back(api, "noe", who=ana, purpose="prove")
    assert proved["outcome"] == "proved"


async def test_keys_keycloak_rotates_are_followed(
    api: httpx2.AsyncClient, clock: FakeClock, sso: Keycloak
) -> None:
    await _there_and_back(api, "lea")
    await sso.rotate_keys()
    clock.move(seconds=30)
    assert (await _there_and_back(api, "lea"))["outcome"] == "newcomer"


async def test_a_wrong_password_stays_at_keycloak(api: httpx2.AsyncClient) -> None:
    away = await leave(api, name=NAME)
    async with Browser() as at_keycloak:
        page = await at_keycloak.sign_in(away.url, "lea", "wrong")
    assert isinstance(page, str)
    assert "Invalid username or password" in page


async def test_a_wrong_secret_is_told_as_a_wrong_setting(api: httpx2.AsyncClient, sso: Keycloak) -> None:
    [client] = await sso.admin("GET", f"/{NAME}/clients?clientId={CLIENT}")
    path = f"/{NAME}/clients/{client['id']}"
    away = await leave(api, name=NAME)
    async with Browser() as at_keycloak:
        back = await at_keycloak.sign_in(away.url, "lea", PASSWORD)
    assert isinstance(back, dict)
    kept = {name: back[name] for name in ("code", "state", "iss")}
    await sso.admin("PUT", path, {**client, "secret": "another"})
    try:
        answer = await finish(api, {**away.body, **kept}, name=NAME)
    finally:
        await sso.admin("PUT", path, {**client, "secret": SECRET})
    assert (answer.status_code, answer.json()["key"]) == (503, "identities.wrongly_set")


class TestItsOwnTokens:
    """Keycloak issues the tokens, and Beep's API takes them by the keys it signs in with (S-34)."""

    @pytest.fixture
    def environment(self, sso: Keycloak) -> dict[str, str]:
        return configured_at(sso, ACCEPT_TOKENS_FOR=AUDIENCE, ROLES_CLAIM="realm_access.roles")

    @pytest.mark.req("S-34", "AUTH-20")
    async def test_an_access_token_made_for_beep_is_taken_as_whom_it_names(
        self, api: httpx2.AsyncClient, sso: Keycloak
    ) -> None:
        token = (await sso.tokens_of("lea", PASSWORD))["access_token"]
        own = (await _me(api, token)).json()
        assert (own["username"], own["email"], own["global_roles"]) == ("lea", "lea@school.example", ["user"])
        there = await _there_and_back(api, "lea")
        assert (await person_of(api, there["session"])).id == int(own["id"])

    @pytest.mark.req("S-34")
    async def test_one_made_for_another_program_is_not(self, api: httpx2.AsyncClient, sso: Keycloak) -> None:
        token = (await sso.tokens_of("lea", PASSWORD, STRANGER))["access_token"]
        assert (await _me(api, token)).status_code == 401

    @pytest.mark.req("S-34")
    async def test_neither_is_a_refresh_token_or_an_id_token(
        self, api: httpx2.AsyncClient, sso: Keycloak
    ) -> None:
        tokens = await sso.tokens_of("lea", PASSWORD)
        for kind in ("refresh_token", "id_token"):
            assert (await _me(api, tokens[kind])).status_code == 401, kind

    @pytest.mark.req("GROL-04")
    async def test_roles_given_there_hold_here(self, api: httpx2.AsyncClient, sso: Keycloak) -> None:
        before = (await sso.tokens_of("noe", PASSWORD))["access_token"]
        assert (await _me(api, before)).json()["global_roles"] == ["user"]
        await sso.make_administrator("noe")
        after = (await sso.tokens_of("noe", PASSWORD))["access_token"]
        assert (await _me(api, after)).json()["global_roles"] == ["admin", "user"]


async def _me(api: httpx2.AsyncClient, token: str) -> httpx2.Response:
    return await api.get("/users/@me", headers={"Authorization": f"Bearer {token}"})
