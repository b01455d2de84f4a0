"""A small web site that signs people in with Beep by a library of its own (Authlib), on a real port.

`async with relying_site(address, id, secret) as site`, then a browser at `site.url`.
"""

import asyncio
import secrets
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass
class RelyingSite:
    """`signed_in` are the answers of the token endpoint, as the library took them, the last one last."""

    port: int
    signed_in: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    client: Any = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def callback(self) -> str:
        return f"{self.url}/callback"

    @property
    def goodbye(self) -> str:
        return f"{self.url}/bye"

    def use(self, issuer: str, client_id: str, secret: str | None, *, scope: str) -> None:
        """Set the site up as its administrator does: an address, an id, a secret."""
        oauth = OAuth()
        oauth.register(
            "beep",
            client_id=client_id,
            client_secret=secret,
            server_metadata_url=f"{issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": scope,
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": "client_secret_basic" if secret else "none",
            },
        )
        self.client = oauth.create_client("beep")

    async def home(self, _request: Request) -> Response:
        return HTMLResponse('<h1>Wiki</h1><p><a href="/login">Sign in with Beep</a></p>')

    async def login(self, request: Request) -> Response:
        return await self.client.authorize_redirect(request, self.callback, **dict(request.query_params))

    async def back(self, request: Request) -> Response:
        try:
            token = await self.client.authorize_access_token(request)
        except OAuthError as error:
            return HTMLResponse(f"<h1>Not signed in: {error.error}</h1>")
        person = await self.client.userinfo(token=token)
        self.signed_in.append({**token, "person": dict(person)})
        return HTMLResponse(f'<h1>Hello {person["name"]}</h1><p><a href="/logout">Sign out</a></p>')

    async def logout(self, request: Request) -> Response:
        hint = self.signed_in[-1]["id_token"]
        return await self.client.logout_redirect(request, self.goodbye, id_token_hint=hint)

    async def bye(self, request: Request) -> Response:
        await self.client.validate_logout_response(request)
        return HTMLResponse("<h1>Goodbye</h1>")


class _Sessions:
    """Keeps what a visitor's browser is told apart by in memory, under a cookie."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[str, dict[str, Any]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name = Request(scope).cookies.get("wiki") or secrets.token_hex(8)
        scope["session"] = self._kept.setdefault(name, {})

        async def answer(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"].append((b"set-cookie", f"wiki={name}; Path=/; SameSite=Lax".encode()))
            await send(message)

        await self._app(scope, receive, answer)


@asynccontextmanager
async def relying_site() -> AsyncGenerator[RelyingSite]:
    """Serve the site; `use` tells it whom to sign in with."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    site = RelyingSite(listening.getsockname()[1])
    routes = [
        Route("/", site.home),
        Route("/login", site.login),
        Route("/callback", site.back),
        Route("/logout", site.logout),
        Route("/bye", site.bye),
    ]
    config = uvicorn.Config(_Sessions(Starlette(routes=routes)), log_config=None, lifespan="off", ws="none")
    server = uvicorn.Server(config)
    serving = asyncio.get_running_loop().create_task(server.serve([listening]))
    try:
        yield site
    finally:
        server.should_exit = True
        await serving
        listening.close()
