"""Coming in by a provider, for tests: `back = await go(api, fake)`, then `await come_back(api, back)`."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2

from tests.fakes.openid import SECRET, OpenIdFake
from tests.worlds.people import Person

SCHOOL = "school"
Body = dict[str, Any]


def configured(fake: OpenIdFake, name: str = SCHOOL, **more: str) -> dict[str, str]:
    """Return the environment in which a provider is believed."""
    values = {
        "ISSUER": fake.url,
        "CLIENT_ID": "beep",
        "CLIENT_SECRET": SECRET,
        "ALLOW_PRIVATE_ADDRESSES": "true",
        "LABEL": "A school",
        **{key.upper(): value for key, value in more.items()},
    }
    return {f"BEEP_IDENTITIES__PROVIDERS__{name.upper()}__{key}": value for key, value in values.items()}


@dataclass
class Away:
    """A browser at a provider's pages: where it was sent, and what it keeps."""

    url: str
    body: Body
    name: str

    @property
    def asked(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.url).query).items()}


async def leave(
    api: httpx2.AsyncClient, *, who: Person | None = None, purpose: str = "sign_in", name: str = SCHOOL
) -> Away:
    """Begin at a provider."""
    headers = who.headers if who else {}
    answer = await api.post(f"/auth/providers/{name}/start", json={"purpose": purpose}, headers=headers)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return Away(body["authorization_url"], {"browser_secret": body["browser_secret"]}, name)


async def prove(away: Away) -> Body:
    """Let the provider send the browser back, and return what it brings."""
    async with httpx2.AsyncClient() as browser:
        answer = await browser.get(away.url)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["location"])
    assert back.path == f"/auth/callback/{away.name}"
    return {**away.body, **{name: values[0] for name, values in parse_qs(back.query).items()}}


async def finish(
    api: httpx2.AsyncClient, body: Body, *, who: Person | None = None, name: str = SCHOOL
) -> httpx2.Response:
    headers = who.headers if who else {}
    return await api.post(f"/auth/providers/{name}/finish", json=body, headers=headers)


async def pass_through(
    api: httpx2.AsyncClient, *, who: Person | None = None, purpose: str = "sign_in", name: str = SCHOOL
) -> httpx2.Response:
    """Go to the provider, prove it there, and come back."""
    away = await leave(api, who=who, purpose=purpose, name=name)
    return await finish(api, await prove(away), who=who, name=name)


async def sign_up_there(api: httpx2.AsyncClient, username: str, *, name: str = SCHOOL) -> Person:
    """Make an account by whoever is signed in at the provider."""
    newcomer = (await pass_through(api, name=name)).json()["newcomer"]
    body = {"ticket": newcomer["ticket"], "username": username}
    answer = await api.post(f"/auth/providers/{name}/signup", json=body)
    assert answer.status_code == 201, answer.text
    return await person_of(api, answer.json())


async def person_of(api: httpx2.AsyncClient, tokens: Body) -> Person:
    """Return who tokens speak for."""
    headers = {"Authorization": f"Bearer {tokens['accessToken']}"}
    me = (await api.get("/users/@me", headers=headers)).json()
    access, refresh = tokens["accessToken"], tokens["refreshToken"]
    return Person(api, int(me["id"]), me["username"], me["email"] or "", "", access, refresh)
