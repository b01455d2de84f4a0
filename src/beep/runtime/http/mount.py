"""Turns declared routes into endpoints: authenticate, limit, decode, call, encode."""

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
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
from beep.runtime.http.uploads import FormReader, form_payload
from beep.runtime.http.wire import build, decode, encode, snowflake

PREFIXES = ("/api/v10", "/api/v9", "/api")
# The main resources of a path: calls are limited apart for each of them.
_MAJOR = ("server_id", "channel_id")
_REASON_LIMIT = 512
# The longest part of a path that is no id: the name of a file.
_PART_LIMIT = 256


class Authenticator(Protocol):
    async def authenticate(self, authorization: str, *, counts_as_activity: bool) -> Actor:
        """Return who an `Authorization` header speaks for; raises `Unauthenticated`."""
        ...


class PeopleOnly(Forbidden):
    """Bots cannot use this."""

    wire_code = 20001


class OneselfOnly(Forbidden):
    """An application that acts for you cannot do this; do it yourself in Beep."""


@dataclass(frozen=True, slots=True)
class Bodies:
    """How large bodies and files may be, and where files wait while a request is answered."""

    max_bytes: int
    max_file_bytes: int
    spool: Path


def mounted(
    routes: Iterable[Route], authenticator: Authenticator, limits: RateLimits, *, bodies: Bodies
) -> list[Address]:
    """Return what is served: every route under each API prefix, some at the root too."""
    found: list[Address] = []
    for route in routes:
        endpoint = _endpoint(route, authenticator, limits, bodies)
        if not route.only_at_root:
            found += [Address(route.method, base + route.path, endpoint) for base in PREFIXES]
        if route.at_root or route.only_at_root:
            rooted = replace(route, status=route.root_status or route.status)
            endpoint = _endpoint(rooted, authenticator, limits, bodies)
            found.append(Address(route.method, route.path, endpoint))
    return found


def _endpoint(route: Route, authenticator: Authenticator, limits: RateLimits, bodies: Bodies) -> Endpoint:
    async def answer(request: Request) -> Response:
        context = current()
        context.route = route.path
        context.ids = dict(request.path_params)
        if _asks_who(route, request):
            context.actor = await _actor(request, route, authenticator)
        _spend(route, context, limits)
        arguments: dict[str, Any] = _path_ids(route, request)
        reason = request.headers.get("x-audit-log-reason")
        call = Call(
            context,
            unquote(reason)[:_REASON_LIMIT] if reason else None,
            request.headers,
            request.method,
            request.url.query,
        )
        if route.admit is not None and _kind(request) == "multipart/form-data":
            return await _with_files(request, route, call, arguments, bodies)
        if route.query is not None:
            arguments["query"] = build(dict(request.query_params), route.query, strict=False)
        if route.body is not None:
            arguments["body"] = await _body(request, route, bodies.max_bytes)
        if route.streams:
            call = replace(call, stream=request.stream())
        return _answer(route, await route.handler(call, **arguments))

    return answer


def _answer(route: Route, result: Any) -> Response:
    if result is None:
        return Response(status_code=204)
    if isinstance(result, Response):
        return result
    content = result if isinstance(result, bytes) else encode(result)
    return Response(content, route.status, media_type="application/json")


async def _with_files(
    request: Request, route: Route, call: Call, arguments: dict[str, Any], bodies: Bodies
) -> Response:
    """Answer a multipart request; its files are gone when this returns."""
    if route.admit is None or route.body is None:
        raise RuntimeError("a route without a body takes no files")
    if route.query is not None:
        arguments["query"] = build(dict(request.query_params), route.query, strict=False)
    parts = {name: arguments[name] for name in route.path_types}
    await route.admit(call, **parts)
    with ExitStack() as stack:
        kind = request.headers["content-type"]
        limits = (bodies.max_bytes, bodies.max_file_bytes)
        form = FormReader(kind, bodies.spool, stack, limits=limits)
        payload = await form.read(request.stream())
        arguments["body"] = decode(payload, route.body)
        call = replace(call, files=tuple(sorted(form.files, key=lambda one: one.number)))
        return _answer(route, await route.handler(call, **arguments))


def _asks_who(route: Route, request: Request) -> bool:
    return route.access not in {"anyone", "whoever"} or (
        route.access == "whoever" and "authorization" in request.headers
    )


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


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
    if route.access in {"person", "oneself"} and actor.is_bot:
        raise PeopleOnly
    if route.access == "oneself" and actor.client is not None:
        raise OneselfOnly
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
            if len(value) > _PART_LIMIT or "\0" in value:
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


async def _body(request: Request, route: Route, max_body_bytes: int) -> object:
    wanted = cast("type[Any]", route.body)
    raw = await read_limited(request, max_body_bytes)
    if not raw:
        try:
            return msgspec.convert({}, wanted)
        except msgspec.ValidationError:
            raise invalid("", "BODY_REQUIRED", "Send a JSON body.") from None
    kind = _kind(request)
    if route.admit is not None and kind == "application/x-www-form-urlencoded":
        return decode(form_payload(raw), wanted)
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


__all__ = ["PREFIXES", "Authenticator", "Bodies", "mounted"]
