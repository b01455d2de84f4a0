"""Maps every error to a status and a body, once."""

import logging
from collections.abc import Iterable
from typing import Any

from beep.kit import errors
from beep.runtime.database import as_unavailable
from beep.runtime.http.wire import encode


class MethodNotAllowed(errors.Refusal):
    """The address does not answer that method."""

    def __init__(self, allowed: Iterable[str]) -> None:
        super().__init__()
        self.allowed = tuple(allowed)


_log = logging.getLogger("beep.http")
_STATUS: tuple[tuple[type[errors.Refusal], int], ...] = (
    (errors.Invalid, 400),
    (errors.Unauthenticated, 401),
    (errors.Forbidden, 403),
    (errors.NotFound, 404),
    (errors.Conflict, 409),
    (errors.TooLarge, 413),
    (errors.TooMany, 429),
    (errors.StorageFull, 507),
    (errors.Unavailable, 503),
    (MethodNotAllowed, 405),
)


def as_refusal(error: Exception) -> errors.Refusal | None:
    """Return what to tell about an error; `None` when it is a fault of ours."""
    if isinstance(error, errors.Refusal):
        return error
    return as_unavailable(error)


def status_of(refusal: errors.Refusal) -> int:
    return next(status for kind, status in _STATUS if isinstance(refusal, kind))


def body_of(refusal: errors.Refusal, request_id: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "code": refusal.wire_code,
        "message": refusal.message,
        "key": refusal.key(),
        "request_id": request_id,
        **refusal.details(),
    }
    if isinstance(refusal, errors.Invalid) and refusal.errors:
        body["errors"] = _nested(refusal.errors)
        first = refusal.errors[0]
        body["message"] = f"{first.path}: {first.message}" if first.path else first.message
    if isinstance(refusal, errors.TooMany):
        body["retry_after"] = round(refusal.retry_after_s, 3)
        body["global"] = refusal.scope == "global"
    return body


def headers_of(refusal: errors.Refusal) -> list[tuple[bytes, bytes]]:
    if isinstance(refusal, errors.TooMany):
        return [
            (b"retry-after", str(max(1, round(refusal.retry_after_s + 0.5))).encode()),
            (b"x-ratelimit-scope", refusal.scope.encode()),
            # Bot libraries take a 429 without `Via` for a ban by a proxy and give up.
            (b"via", b"1.1 beep"),
        ]
    if isinstance(refusal, MethodNotAllowed):
        return [(b"allow", ", ".join(sorted(refusal.allowed)).encode())]
    if isinstance(refusal, errors.Unavailable):
        return [(b"retry-after", str(max(1, round(refusal.retry_after_s))).encode())]
    return []


def fault_body(request_id: str) -> bytes:
    """Return the body of a 500: nothing but the number under which the logs know it."""
    message = "Something broke on our side. It has been logged; try again."
    return encode({"code": 0, "message": message, "key": "fault", "request_id": request_id})


def _nested(found: tuple[errors.FieldError, ...]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for one in found:
        node = tree
        for part in filter(None, one.path.split(".")):
            node = node.setdefault(part, {})
        node.setdefault("_errors", []).append({"code": one.code, "message": one.message})
    return tree
