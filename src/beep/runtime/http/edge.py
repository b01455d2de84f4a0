"""The outermost layer: every request gets an id, a trace, a log line, a metric and a clean error."""

import ipaddress
import logging
import re
import secrets
from collections.abc import Sequence
from functools import lru_cache

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from beep.runtime.clock import Clock
from beep.runtime.http.call import CURRENT, Context
from beep.runtime.http.errors import as_refusal, body_of, fault_body, headers_of, status_of
from beep.runtime.http.wire import encode
from beep.runtime.metrics import REQUEST_SECONDS, REQUESTS

_log = logging.getLogger("beep.http")
_TRACEPARENT = re.compile(r"^00-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$")
_REQUEST_ID = re.compile(r"^[A-Za-z0-9_-]{1,64}$")
_JSON = (b"content-type", b"application/json")
_ALWAYS = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"))


class Edge:
    """ASGI middleware. `trusted_proxies` are networks whose `X-Forwarded-For` is believed."""

    def __init__(self, app: ASGIApp, clock: Clock, *, trusted_proxies: Sequence[str] = ()) -> None:
        self._app = app
        self._clock = clock
        self._trusted = [ipaddress.ip_network(network, strict=False) for network in trusted_proxies]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        context = self._context(scope)
        token = CURRENT.set(context)
        started = self._clock.monotonic()
        # Stays when the client leaves before there is an answer.
        status = 499

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *_common(context)]
            await send(message)

        try:
            await self._guarded(scope, receive, answer, context)
        finally:
            self._account(scope, context, status, self._clock.monotonic() - started)
            CURRENT.reset(token)

    async def _guarded(self, scope: Scope, receive: Receive, answer: Send, context: Context) -> None:
        try:
            await self._app(scope, receive, answer)
        except ClientDisconnect:
            _log.info("the client left before the answer", extra={"route": context.route})
        except Exception as error:  # noqa: BLE001 - the last line before the wire
            refusal = as_refusal(error)
            if refusal is None:
                _log.exception("a request failed", extra={"route": context.route})
                await _send(answer, 500, fault_body(context.request_id))
                return
            body = encode(body_of(refusal, context.request_id))
            await _send(answer, status_of(refusal), body, headers_of(refusal))

    def _context(self, scope: Scope) -> Context:
        headers = {key: value.decode("latin-1") for key, value in scope["headers"]}
        # A proxy may add a line of its own rather than lengthen the one it was given.
        hops = [value.decode("latin-1") for key, value in scope["headers"] if key == b"x-forwarded-for"]
        traced = _TRACEPARENT.match(headers.get(b"traceparent", ""))
        wanted = headers.get(b"x-request-id", "")
        # Asked for once: the system's randomness costs a call each time.
        fresh = secrets.token_hex(32)
        return Context(
            request_id=wanted if _REQUEST_ID.match(wanted) else fresh[:16],
            trace_id=traced[1] if traced else fresh[16:48],
            span_id=fresh[48:],
            client_ip=self.client_ip(scope.get("client"), ",".join(hops)),
            user_agent=headers.get(b"user-agent", "")[:256],
        )

    def client_ip(self, peer: tuple[str, int] | None, forwarded: str) -> str:
        """Return who really asks: the last address in the chain that is not a trusted proxy."""
        address = peer[0] if peer else ""
        for hop in reversed(forwarded.split(",")):
            if not self._is_trusted(address) or not hop.strip():
                break
            address = hop.strip()
        return str(_parsed(address) or "unknown")

    def _is_trusted(self, address: str) -> bool:
        parsed = _parsed(address)
        return parsed is not None and any(parsed in network for network in self._trusted)

    def _account(self, scope: Scope, context: Context, status: int, took_s: float) -> None:
        route = context.route or "other"
        method = scope["method"] if scope["method"] in _METHODS else "other"
        REQUESTS.labels(method, route, status).inc()
        REQUEST_SECONDS.labels(method, route).observe(took_s)
        level = logging.ERROR if status >= 500 and status != 503 else logging.INFO
        if _log.isEnabledFor(level):
            line = {"method": method, "route": route, "status": status, "ms": round(took_s * 1000, 2)}
            _log.log(level, "request", extra=line)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@lru_cache(maxsize=4096)
def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return an address, an IPv4 one carried in IPv6 as itself; `None` for what is no address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed


def _common(context: Context) -> list[tuple[bytes, bytes]]:
    own = [
        (b"x-request-id", context.request_id.encode()),
        (b"traceparent", f"00-{context.trace_id}-{context.span_id}-01".encode()),
    ]
    return [*own, *_ALWAYS, *context.answer_headers]


async def _send(send: Send, status: int, body: bytes, headers: Sequence[tuple[bytes, bytes]] = ()) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [_JSON, length, *headers]})
    await send({"type": "http.response.body", "body": body})
