"""What OAuth sends and gets: forms in, JSON out, its own errors, and who may call from a browser."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping

from starlette.responses import Response

from beep.features.provider import rules
from beep.features.provider.errors import OAuthError
from beep.features.provider.schemas import OAuthErrorObject
from beep.kit.text import json_encode
from beep.runtime.http import Call

_LONGEST = 16 << 10
_FORM = "application/x-www-form-urlencoded"
_FRESH = {"cache-control": "no-store", "pragma": "no-cache"}
EVERYBODY = {"access-control-allow-origin": "*"}


async def form_text(call: Call) -> str:
    """Return a form as it was sent; raises `OAuthError`."""
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM:
        raise OAuthError("invalid_request", f"Send the parameters as {_FORM}.")
    raw = bytearray()
    async for part in call.stream or _nothing():
        raw += part
        if len(raw) > _LONGEST:
            raise OAuthError("invalid_request", f"The form may hold {_LONGEST} bytes at most.", status=413)
    if not raw.isascii():
        raise OAuthError("invalid_request", "A form is plain ASCII.")
    return raw.decode("ascii")


async def form_of(call: Call) -> dict[str, str]:
    return rules.parameters(await form_text(call))


async def answered(work: Callable[[], Awaitable[object]], headers: Mapping[str, str]) -> Response:
    """Return what `work` does as JSON that nobody keeps, or the error it raises."""
    try:
        return _json(await work(), 200, headers)
    except OAuthError as error:
        return refused(error, headers)


def refused(error: OAuthError, headers: Mapping[str, str]) -> Response:
    told = dict(headers)
    if error.code in {"invalid_token", "insufficient_scope"}:
        told["www-authenticate"] = f'Bearer realm="Beep", error="{error.code}"'
    elif error.status == 401:
        told["www-authenticate"] = 'Basic realm="Beep"'
    return _json(OAuthErrorObject(error.code, error.description), error.status, told)


def cors(call: Call, origins: Iterable[str]) -> dict[str, str]:
    """Return the headers that let a page of one of these origins read the answer."""
    origin = call.headers.get("origin")
    if origin is None:
        return {}
    allowed = {"access-control-allow-origin": origin} if origin in origins else {}
    return {**allowed, "vary": "Origin"}


def preflight(headers: Mapping[str, str]) -> Response:
    """Answer a browser that asks before it calls; it gets no further without an allowed origin."""
    allowed = {
        "access-control-allow-methods": "GET, POST",
        "access-control-allow-headers": "authorization, content-type",
        "access-control-max-age": "600",
    }
    return Response(
        status_code=204, headers={**headers, **(allowed if "access-control-allow-origin" in headers else {})}
    )


def _json(value: object, status: int, headers: Mapping[str, str]) -> Response:
    content = b"" if value is None else json_encode(value)
    return Response(content, status, {**_FRESH, **headers}, media_type="application/json")


async def _nothing() -> AsyncIterator[bytes]:
    for part in ():
        yield part
