"""Routes of the process itself: health, metrics, the API's description, published keys."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cache
from typing import cast

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from beep import __version__
from beep.features import auth
from beep.kit.text import json_encode
from beep.runtime import metrics
from beep.runtime.database import Database
from beep.runtime.feature import Built
from beep.runtime.health import Health
from beep.runtime.http import Route
from beep.runtime.http.addresses import Address
from beep.runtime.http.errors import as_refusal
from beep.runtime.http.openapi import document

_READY_S = 2.0


def system_routes(
    routes: Sequence[Route], database: Database, built: Mapping[str, Built], health: Health
) -> list[Address]:
    """Return what answers without a token: the list of public addresses, with sign-in and invites."""

    @cache
    def description() -> bytes:
        return json_encode(document(routes, version=__version__))

    async def live(_request: Request) -> Response:
        return PlainTextResponse("live")

    async def ready(_request: Request) -> Response:
        """Say whether this process takes work: 503 while it stops or the database is away."""
        if health.is_leaving:
            return PlainTextResponse("stopping", 503)
        try:
            async with asyncio.timeout(_READY_S), database.read() as connection:
                await connection.exec_driver_sql("SELECT 1")
        except Exception as error:
            if as_refusal(error) is None and not isinstance(error, TimeoutError):
                raise
            return PlainTextResponse("the database does not answer", 503)
        return PlainTextResponse("\n".join(["ready", *(f"degraded: {one}" for one in health.warnings)]))

    async def exposition(_request: Request) -> Response:
        return Response(metrics.exposition(), media_type="text/plain; version=0.0.4")

    async def openapi(_request: Request) -> Response:
        return Response(description(), media_type="application/json")

    found = [
        Address("GET", "/health/live", live),
        Address("GET", "/health/ready", ready),
        Address("GET", "/metrics", exposition),
        Address("GET", "/api/v10/openapi.json", openapi),
    ]
    if "auth" in built:
        found.append(Address("GET", "/.well-known/jwks.json", _jwks(cast("auth.Auth", built["auth"].face))))
    return found


def _jwks(people: auth.Auth) -> Callable[[Request], Awaitable[Response]]:
    async def keys(_request: Request) -> Response:
        # Pages that check tokens themselves read it from a browser.
        headers = {"access-control-allow-origin": "*"}
        found = json_encode(await people.published_keys())
        return Response(found, headers=headers, media_type="application/json")

    return keys
