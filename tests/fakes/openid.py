"""An OpenID provider for tests, on a real port: honest unless told otherwise.

It signs with joserfc, redeems each code once, asks for PKCE, and remembers what it was asked. A test makes
it lie by changing `document`, `keys`, `sign` or `answers`, or lets it hang.
"""

import asyncio
import base64
import hashlib
import html
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import Key, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "beep", "a secret & more: ünïcode"
Claims = dict[str, Any]


@cache
def key_called(kid: str) -> RSAKey:
    """Return the same key for a name each time: making one costs more than most tests."""
    return RSAKey.generate_key(2048, {"kid": kid})


def public(key: Key, **more: str) -> dict[str, Any]:
    return {**key.as_dict(private=False), "use": "sig", **more}


@dataclass
class OpenIdFake:
    """`person` is who is signed in there; `asks` makes its page wait for a click, as browsers need it."""

    now: Callable[[], datetime]
    url: str = ""
    person: Claims = field(default_factory=lambda: {"sub": "1"})
    asks: bool = False
    key: RSAKey = field(default_factory=lambda: key_called("first"))
    # What is published beside, or instead of, what is true.
    document: dict[str, Any] = field(default_factory=dict[str, Any])
    keys: list[dict[str, Any]] | None = None
    # How a token is made of its claims.
    sign: Callable[[Claims], str] | None = None
    claims: Claims = field(default_factory=dict[str, Any])
    userinfo: Claims | None = None
    # Whole answers instead of honest ones, by path.
    answers: dict[str, Response] = field(default_factory=dict[str, Response])
    hanging: asyncio.Event | None = None
    requests: list[str] = field(default_factory=list[str])
    forms: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    _codes: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])

    def is_(self, name: str, /, **claims: Any) -> None:
        """Let somebody be signed in there."""
        email = f"{name}@school.example"
        self.person = {"sub": f"id-{name}", "preferred_username": name, "email": email, **claims}
        self.person.setdefault("email_verified", True)

    def signed(self, claims: Claims, key: Key | None = None, **header: Any) -> str:
        key = key or self.key
        return jwt.encode(
            {"alg": "RS256", "kid": key.kid, **header}, claims, key, algorithms=["RS256", "HS256"]
        )

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._honest(self._document)),
                Route("/authorize", self._honest(self._authorize)),
                Route("/token", self._honest(self._token), methods=["POST"]),
                Route("/jwks", self._honest(self._jwks)),
                Route("/userinfo", self._honest(self._userinfo)),
            ]
        )

    def _honest(self, answer: Callable[[Request], Any]) -> Callable[[Request], Any]:
        async def answered(request: Request) -> Response:
            self.requests.append(request.url.path)
            if self.hanging is not None:
                await self.hanging.wait()
            lie = self.answers.get(request.url.path)
            return lie if lie is not None else await answer(request)

        return answered

    async def _document(self, _request: Request) -> Response:
        truth = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "authorization_response_iss_parameter_supported": True,
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        return JSONResponse({**truth, **self.document})

    async def _jwks(self, _request: Request) -> Response:
        return JSONResponse({"keys": self.keys if self.keys is not None else [public(self.key)]})

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert (asked["code_challenge_method"], "openid" in asked["scope"].split()) == ("S256", True)
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        answer = {"code": code, "state": asked["state"], "iss": self.url}
        back = f"{asked['redirect_uri']}?{urlencode(answer)}"
        if not self.asks:
            return RedirectResponse(back, 302)
        name = html.escape(str(self.person.get("preferred_username")))
        return HTMLResponse(f'<h1>A school</h1><a href="{html.escape(back)}">Continue as {name}</a>')

    async def _token(self, request: Request) -> Response:
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        self.forms.append(form)
        if not _knows_secret(request, form):
            return JSONResponse({"error": "invalid_client"}, 401)
        asked = self._codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or (asked["code_challenge"], asked["redirect_uri"]) != (
            challenge,
            form["redirect_uri"],
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(self.now().timestamp())
        times = {"iat": now, "exp": now + 300, "auth_time": now}
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "nonce": asked["nonce"],
            **times,
            **self.person,
            **self.claims,
        }
        token = (self.sign or self.signed)({name: one for name, one in claims.items() if one is not None})
        return JSONResponse({"id_token": token, "access_token": "an access token", "token_type": "Bearer"})

    async def _userinfo(self, request: Request) -> Response:
        assert request.headers["authorization"] == "Bearer an access token"
        return JSONResponse(self.person if self.userinfo is None else self.userinfo)


def _knows_secret(request: Request, form: dict[str, str]) -> bool:
    given = request.headers.get("authorization", "")
    if not given:
        return (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
    pair = parse_qs(
        "id=" + base64.b64decode(given.removeprefix("Basic ")).decode().replace(":", "&secret=", 1)
    )
    return (pair["id"], pair["secret"]) == ([CLIENT], [SECRET])


@asynccontextmanager
async def openid(now: Callable[[], datetime], *, port: int = 0) -> AsyncIterator[OpenIdFake]:
    """Give a provider that serves on loopback."""
    fake = OpenIdFake(now)
    config = uvicorn.Config(fake.app(), host="127.0.0.1", port=port, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    bound = config.bind_socket()
    fake.url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    serving = asyncio.ensure_future(server._serve(sockets=[bound]))  # noqa: TID251 - ended below
    try:
        yield fake
    finally:
        if fake.hanging is not None:
            fake.hanging.set()
        server.should_exit = server.force_exit = True
        await serving
        bound.close()
