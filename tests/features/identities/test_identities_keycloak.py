"""A real Keycloak that knows a school's people from a real directory: the whole way, there and back."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from tests.fakes.clock import FakeClock
from tests.worlds.directories import PASSWORD, slapd
from tests.worlds.identities import finish, leave, person_of
from tests.worlds.keycloak import CLIENT, SECRET, Browser, Keycloak, keycloak, needs_keycloak
from tests.worlds.people import Person, sign_up

# Preparing it the first time takes minutes.
pytestmark = [pytest.mark.anyio, pytest.mark.slow, needs_keycloak, pytest.mark.timeout(1800)]
NAME = "campus"


@pytest.fixture(scope="module")
async def sso(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Keycloak]:
    folder = tmp_path_factory.mktemp("sso")
    async with slapd(folder / "slapd") as directory, keycloak(folder / "keycloak", directory) as running:
        yield running


@pytest.fixture
def clock() -> FakeClock:
    """Return the time it is: Keycloak knows no other."""
    return FakeClock(datetime.now(UTC))  # noqa: TID251 - see above


@pytest.fixture
def environment(sso: Keycloak) -> dict[str, str]:
    values = {
        "PRESET": "keycloak",
        "ISSUER": sso.issuer,
        "CLIENT_ID": CLIENT,
        "CLIENT_SECRET": SECRET,
        "ALLOW_PRIVATE_ADDRESSES": "true",
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
    clients = (await sso.admin.get(f"/admin/realms/{NAME}/clients?clientId={CLIENT}")).json()
    path = f"/admin/realms/{NAME}/clients/{clients[0]['id']}"
    away = await leave(api, name=NAME)
    async with Browser() as at_keycloak:
        back = await at_keycloak.sign_in(away.url, "lea", PASSWORD)
    assert isinstance(back, dict)
    await sso.admin.put(path, json={**clients[0], "secret": "another"})
    kept = {name: back[name] for name in ("code", "state", "iss")}
    answer = await finish(api, {**away.body, **kept}, name=NAME)
    await sso.admin.put(path, json={**clients[0], "secret": SECRET})
    assert (answer.status_code, answer.json()["key"]) == (503, "identities.wrongly_set")
