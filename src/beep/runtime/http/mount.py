"""Turns declared routes into endpoints: authenticate, limit, decode, call, encode."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Protocol, cast
from urllib.parse import unquote

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from beep.kit.actor import Actor
from beep.kit.errors import Forbidden, NotFound, TooLarge, Unauthenticated, invalid
from beep.runtime.http.addresses import Address, Endpoint
from beep.runtime.http.call import CURRENT, Call, Context
from beep.runtime.http.limits import RateLimits
from beep.runtime.http.routing import Route
from beep.runtime.http.wire import build, decode, encode, snowflake

PREFIXES = ("/api/v10", "/api/v9", "/api")
# The main resources of a path: calls are limited apart for each of them.
_MAJOR = ("server_id", "channel_id")
_REASON_LIMIT = 512


class Authenticator(Protocol):
    async def authenticate(self, authorization: str, *, counts_as_activity: bool) -> Actor:
        """Return who an `Authorization` header speaks for; raises `Unauthenticated`."""
        ...


class PeopleOnly(Forbidden):
    """Bots cannot use this."""

    wire_code = 20001


def mounted(
    routes: Iterable[Route], authenticator: Authenticator, limits: RateLimits, *, max_body_bytes: int
) -> list[Address]:
    """Return what is served: every route under each API prefix, some at the root too."""
    found: list[Address] = []
    for route in routes:
        endpoint = _endpoint(route, authenticator, limits, max_body_bytes)
        found += [Address(route.method, base + route.path, endpoint) for base in PREFIXES]
        if route.at_root:
            rooted = replace(route, status=route.root_status or route.status)
            endpoint = _endpoint(rooted, authenticator, limits, max_body_bytes)
            found.append(Address(route.method, route.path, endpoint))
    return found


def _endpoint(
    route: Route, authenticator: Authenticator, limits: RateLimits, max_body_bytes: int
) -> Endpoint:
    async def answer(request: Request) -> Response:
        context = current()
        context.route = route.path
        context.ids = dict(request.path_params)
        if route.access != "anyone":
            context.actor = await _actor(request, route, authenticator)
        _spend(route, context, limits)
        arguments: dict[str, Any] = _path_ids(route, request)
        if route.query is not None:
            arguments["query"] = build(dict(request.query_params), route.query, strict=False)
        if route.body is not None:
            arguments["body"] = await _body(request, route.body, max_body_bytes)
        reason = request.headers.get("x-audit-log-reason")
        call = Call(context, unquote(reason)[:_REASON_LIMIT] if reason else None)
        result = await route.handler(call, **arguments)
        if result is None:
            return Response(status_code=204)
        content = result if isinstance(result, bytes) else encode(result)
        return Response(content, route.status, media_type="application/json")

    return answer


def current() -> Context:
    context = CURRENT.get()
    if context is None:
        raise RuntimeError("a handler was called outside a request")
    return context


async def _actor(request: Request, route: Route, authenticator: Authenticator) -> Actor:
    authorization = request.headers.get("authorization")
    if not authorization:
        raise Unauthenticated("Sign in first: send an Authorization header.")
    actor = await authenticator.authenticate(authorization, counts_as_activity=route.counts_as_activity)
    if route.access == "person" and actor.is_bot:
        raise PeopleOnly
    return actor


def _spend(route: Route, context: Context, limits: RateLimits) -> None:
    who = str(context.actor.user_id) if context.actor else context.client_ip
    major = next((context.ids[name] for name in _MAJOR if name in context.ids), "")
    what = f"{route.method} {route.path} {major}"
    context.answer_headers += limits.take(who, what, route.per_10_s)


def _path_ids(route: Route, request: Request) -> dict[str, Any]:
    """Return the path's parts, ids as numbers; `@me` is who asks."""
    parts: dict[str, Any] = {}
    for name, kind in route.path_types.items():
        value = cast("str", request.path_params[name])
        if kind is str:
            if len(value) > 100 or "\0" in value:
                raise NotFound
            parts[name] = value
            continue
        parts[name] = _path_id(name, value)
    return parts


def _path_id(name: str, value: str) -> int:
    actor = current().actor
    if value == "@me" and actor is not None:
        return actor.user_id
    try:
        # A plain number: a fact's payload can hold nothing else.
        return int(snowflake(value))
    except ValueError as error:
        raise invalid(name, "NUMBER_TYPE_COERCE", str(error)) from None


async def _body(request: Request, wanted: type[Any], max_body_bytes: int) -> object:
    raw = await read_limited(request, max_body_bytes)
    if not raw:
        try:
            return msgspec.convert({}, wanted)
        except msgspec.ValidationError:
            raise invalid("", "BODY_REQUIRED", "Send a JSON body.") from None
    kind = request.headers.get("content-type", "")
    if kind.startswith(("multipart/", "application/x-www-form-urlencoded")):
        raise invalid("", "CONTENT_TYPE", "Send the body as application/json.")
    return decode(raw, wanted)


async def read_limited(request: Request, limit: int) -> bytes:
    """Read a body of at most `limit` bytes; stops reading at the first byte beyond it."""
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > limit:
        raise TooLarge(f"The body may hold {limit} bytes at most.")
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise TooLarge(f"The body may hold {limit} bytes at most.")
        chunks.append(chunk)
    return b"".join(chunks)


__all__ = ["PREFIXES", "Authenticator", "mounted"]
