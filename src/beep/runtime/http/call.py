"""What a handler knows of a request beyond its typed parts, and the context logs carry along."""

from collections.abc import AsyncIterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field

from beep.kit.actor import Actor
from beep.kit.errors import Unauthenticated
from beep.runtime.http.uploads import ReceivedFile


@dataclass(slots=True)
class Context:
    """One request as logs and limits see it. Filled on the way; never holds bodies or secrets."""

    request_id: str
    trace_id: str
    span_id: str
    client_ip: str
    user_agent: str = ""
    route: str = ""
    actor: Actor | None = None
    ids: dict[str, str] = field(default_factory=dict[str, str])
    answer_headers: list[tuple[bytes, bytes]] = field(default_factory=list[tuple[bytes, bytes]])


CURRENT: ContextVar[Context | None] = ContextVar("beep_request", default=None)


def current_trace() -> str | None:
    context = CURRENT.get()
    return context.trace_id if context else None


def current_client() -> str:
    """Return the address of who asks, empty outside a request."""
    context = CURRENT.get()
    return context.client_ip if context else ""


def current_agent() -> str:
    """Return what program asks, as it calls itself, empty outside a request."""
    context = CURRENT.get()
    return context.user_agent if context else ""


@dataclass(frozen=True, slots=True)
class Call:
    """A request to a handler."""

    context: Context
    # X-Audit-Log-Reason, decoded.
    reason: str | None = None
    # In lower case.
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    method: str = "GET"
    # As it was sent, without the question mark.
    query_string: str = ""
    # The files of a multipart body, where the route takes them.
    files: tuple[ReceivedFile, ...] = ()
    # The body as it arrives, where the route reads it itself.
    stream: AsyncIterator[bytes] | None = None

    @property
    def actor(self) -> Actor:
        """Return who asks; routes that need nobody must not ask."""
        if self.context.actor is None:
            raise Unauthenticated
        return self.context.actor

    @property
    def client_ip(self) -> str:
        return self.context.client_ip

    @property
    def user_agent(self) -> str:
        return self.context.user_agent
