"""Programs that let people sign in with Beep, for tests: each step can be taken alone, and wrongly."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2

from beep.app.program import Program
from beep.features import audit, auth
from beep.kit.ids import UserId
from tests.worlds.people import Person

ROOT = "http://beep.test"
CALLBACK = "https://wiki.example.org/callback"


async def make_administrator(program: Program, person: Person) -> None:
    """Give somebody the administrator's role, as it holds from their next call on."""
    await give_roles(program, person, "admin")


async def give_roles(program: Program, person: Person, *roles: str) -> None:
    act = auth.Act(UserId(0), audit.Action.ROLE_GRANTED)
    await program.face("auth").accounts.change_roles(UserId(person.id), frozenset(roles), act)


async def suspend(program: Program, person: Person) -> None:
    act = auth.Act(UserId(0), audit.Action.ACCOUNT_SUSPENDED)
    await program.face("auth").accounts.suspend(UserId(person.id), act)


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def claims_of(token: str) -> dict[str, Any]:
    """Return what a JWT says, unverified."""
    payload = token.split(".")[1]
    return httpx2.Response(200, content=base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))).json()


@dataclass(slots=True)
class Client:
    """A registered program. `verifier` is that of its last request."""

    api: httpx2.AsyncClient
    id: str
    secret: str | None
    redirect_uri: str
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def root(self) -> str:
        """Return where Beep is, which its API is a part of."""
        return str(self.api.base_url).rstrip("/").removesuffix("/api/v10")

    def query(self, scope: str = "openid profile email", **changes: str | None) -> str:
        """Return a request as the program writes it; `None` leaves a parameter out."""
        wanted = {
            "client_id": self.id,
            "redirect_uri": self.redirect_uri,
            "response_type": "code",
            "scope": scope,
            "state": "a state",
            "nonce": "a nonce",
            "code_challenge": challenge_of(self.verifier),
            "code_challenge_method": "S256",
            **changes,
        }
        return urlencode({name: value for name, value in wanted.items() if value is not None})

    async def asked(self, person: Person, answer: str = "look", **changes: str | None) -> httpx2.Response:
        """Let somebody answer the page it sends them to."""
        return await person.post("/authorizations", {"query": self.query(**changes), "answer": answer})

    async def code(self, person: Person, **changes: str | None) -> str:
        """Let somebody allow it, and return the code they come back with."""
        answer = await self.asked(person, "allow", **changes)
        assert answer.status_code == 200, answer.text
        return back(answer.json()["redirect_to"])["code"]

    async def redeem(self, code: str, **changes: str | None) -> httpx2.Response:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": self.verifier,
            **changes,
        }
        return await self.call("token", form)

    async def refresh(self, token: str, **changes: str | None) -> httpx2.Response:
        return await self.call("token", {"grant_type": "refresh_token", "refresh_token": token, **changes})

    async def revoke(self, token: str) -> httpx2.Response:
        return await self.call("revoke", {"token": token})

    async def call(self, endpoint: str, form: dict[str, str | None], **options: Any) -> httpx2.Response:
        """Call an endpoint as this client: with HTTP Basic, or by its name where it has no secret."""
        sent = {name: value for name, value in form.items() if value is not None}
        if self.secret is None:
            sent.setdefault("client_id", self.id)
        elif "client_secret" not in sent and "auth" not in options:
            options["auth"] = (self.id, self.secret)
        return await self.api.post(f"{self.root}/oauth2/{endpoint}", data=sent, **options)

    async def tokens(self, person: Person, **changes: str | None) -> dict[str, Any]:
        """Let somebody sign in and return what the program gets."""
        answer = await self.redeem(await self.code(person, **changes))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def userinfo(self, access_token: str) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {access_token}"}
        return await self.api.get(f"{self.root}/oauth2/userinfo", headers=headers)


async def register(
    administrator: Person, name: str = "Wiki", redirect_uri: str = CALLBACK, **draft: Any
) -> Client:
    """Register a program with every scope, unless the draft says otherwise."""
    body = {
        "name": name,
        "redirect_uris": [redirect_uri],
        "scopes": ["openid", "profile", "email", "offline_access", "beep"],
        **draft,
    }
    answer = await administrator.post("/admin/clients", body)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    return Client(administrator.api, made["id"], made["secret"], redirect_uri)


def back(address: str) -> dict[str, str]:
    """Return what somebody brings back to a program, each parameter once."""
    found = parse_qs(urlsplit(address).query, keep_blank_values=True)
    assert all(len(values) == 1 for values in found.values()), address
    return {name: values[0] for name, values in found.items()}
