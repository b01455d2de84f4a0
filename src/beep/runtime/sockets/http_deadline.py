"""What uvicorn lacks: a deadline for request heads, or whoever dribbles them stays, and a last connection."""

import asyncio
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from beep.runtime.metrics import CONNECTIONS_REFUSED

if TYPE_CHECKING:
    from uvicorn import Config
    from uvicorn.server import ServerState

# Longer than nothing is enough: sockets are read between any two looks at the timers.
_LAST_LOOK_S = 0.05
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
)


class DeadlineHttpProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, which aborts when a request's head takes longer than `head_timeout_s`.

    A connection beyond `max_connections`, WebSockets counted, is told 503 and closed.
    """

    head_timeout_s = 10.0
    max_connections = 1 << 30

    def __init__(
        self,
        config: "Config",
        server_state: "ServerState",
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._is_head_awaited = True
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        super().connection_made(transport)
        self._await_head()
        if len(self.connections) > self.max_connections:
            CONNECTIONS_REFUSED.inc()
            transport.write(_FULL)
            transport.close()

    def data_received(self, data: bytes) -> None:
        if self._is_head_awaited:
            self._await_head()
        super().data_received(data)

    def on_headers_complete(self) -> None:
        self._is_head_awaited = False
        self._forget_timer()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        # Idle between two requests is the keep-alive time-out's business: the next byte starts the deadline.
        self._is_head_awaited = True
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:  # pyright: ignore[reportUnnecessaryComparison]
            # Its answer would be written between our frames, and its task would wait for ever for a protocol
            # that hears no more of the socket.
            self.transport.abort()
            return
        super().handle_websocket_upgrade()
        # The parser and this object hold each other: left to the garbage collector, thousands of upgrades
        # would keep kilobytes each until its next full run.
        self.parser = None  # pyright: ignore[reportAttributeAccessIssue] - as uvicorn does when a connection is lost

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_timer()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self.head_timeout_s, self._head_is_late)

    def _head_is_late(self) -> None:
        """Give up, but not while an earlier request is answered, nor before a last look at the socket.

        A loop that was held up looks at its timers while the whole request may wait to be read.
        """
        if self.cycle is not None and not self.cycle.response_complete:  # pyright: ignore[reportUnnecessaryComparison]
            self._head_timer = self.loop.call_later(self.head_timeout_s, self._head_is_late)
        else:
            self._head_timer = self.loop.call_later(_LAST_LOOK_S, self.transport.abort)

    def _forget_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None


def http_protocol(head_timeout_s: float, *, max_connections: int = 1 << 30) -> type[asyncio.Protocol]:
    """Return what `uvicorn.Config(http=...)` takes.

    The time counts from connecting, and on a kept-alive connection from the first byte of the next request.
    """
    limits = {"head_timeout_s": head_timeout_s, "max_connections": max_connections}
    return type("ServedHttp", (DeadlineHttpProtocol,), limits)
