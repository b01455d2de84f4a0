"""What a user of WebSockets sees: the connection it holds and the two objects it implements.

Every call is synchronous and happens on the event loop's thread.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


class Headers:
    """The headers of an upgrade request, found whatever their case."""

    __slots__ = ("_items",)

    def __init__(self, items: Iterable[tuple[str, str]]) -> None:
        self._items = tuple((name.lower(), value) for name, value in items)

    def get(self, name: str) -> str | None:
        """Return the header's value; several are joined by `, `, so a doubled Origin never matches."""
        values = self.get_all(name)
        return ", ".join(values) if values else None

    def get_all(self, name: str) -> tuple[str, ...]:
        wanted = name.lower()
        return tuple(value for key, value in self._items if key == wanted)


@dataclass(frozen=True, slots=True)
class UpgradeRequest:
    """A valid WebSocket handshake that awaits a decision.

    `path` and `query` are as on the wire (still percent-encoded). `client_ip` is the peer's address, None
    on a UNIX socket; whoever trusts a proxy reads `X-Forwarded-For` from `headers`. Headers live here only:
    kept on every connection they would cost more than the rest of it, so a handler takes what it needs.
    """

    path: str
    query: str
    headers: Headers
    client_ip: str | None


@dataclass(frozen=True, slots=True)
class Rejection:
    """An HTTP answer instead of an upgrade; the TCP connection is closed after it."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SocketOptions:
    """Limits of every connection of one server.

    Above `high_water_bytes` of unsent data the handler is told `overflowed`, at `low_water_bytes` `drained`.
    `send_buffer_bytes` is the kernel's share: left alone, it swallows megabytes before anyone notices a peer
    that does not read. After `frames_per_turn` incoming frames other connections get the loop.
    """

    max_message_bytes: int = 4096
    too_large_code: int = 1009
    max_fragments: int = 64
    high_water_bytes: int = 256 * 1024
    low_water_bytes: int = 64 * 1024
    send_buffer_bytes: int = 256 * 1024
    close_timeout_s: float = 5.0
    shutdown_code: int = 1012
    frames_per_turn: int = 64


class Connection(Protocol):
    """One open WebSocket, as its handler holds it.

    Sending never waits and never raises: on a connection that is not open it does nothing. `overflowed` may
    be called from inside a `send_*`.
    """

    @property
    def path(self) -> str: ...
    @property
    def query(self) -> str: ...
    @property
    def client_ip(self) -> str | None: ...
    @property
    def is_open(self) -> bool:
        """Say whether messages may still be sent; false as soon as either side has started to close."""
        ...

    @property
    def write_buffer_size(self) -> int:
        """Bytes this process still holds for the peer (the kernel's buffer not counted)."""
        ...

    @property
    def frames_received(self) -> int:
        """Frames of any kind received so far, control frames and fragments included."""
        ...

    def send_text(self, payload: bytes) -> None:
        """Send UTF-8 bytes as one text message."""
        ...

    def send_binary(self, payload: bytes) -> None: ...

    def send_prepared(self, frames: bytes | bytearray) -> None:
        """Write whole frames made by `text_frame` or `binary_frame`, as many as wanted, in one write.

        A `bytearray` may be changed as soon as this returns.
        """
        ...

    def close(self, code: int = 1000, reason: str = "") -> None:
        """Start the closing handshake; the connection is aborted if the peer has not finished it in time.

        Messages that arrive later are dropped. A second call does nothing. The reason is cut to 123 bytes.
        Raises `ValueError` for a code that may not travel (all but 1000-1003, 1007-1014 and 3000-4999).
        """
        ...

    def abort(self) -> None:
        """Drop the connection at once with everything unsent."""
        ...

    def pause_reading(self) -> None:
        """Deliver nothing more until `resume_reading`, not even what has already arrived."""
        ...

    def resume_reading(self) -> None: ...


class Handler(Protocol):
    """One per connection. A call that raises is logged and closes that connection with 1011."""

    def opened(self, connection: Connection) -> None: ...

    def received(self, data: str | bytes) -> None:
        """Take one whole message: `str` from a text message, `bytes` from a binary one."""
        ...

    def overflowed(self) -> None:
        """Learn that the peer reads too slowly: more than `high_water_bytes` wait in this process."""
        ...

    def drained(self) -> None:
        """Learn that the peer has caught up; always after an `overflowed`."""
        ...

    def closed(self, code: int, reason: str) -> None:
        """Learn that the connection is gone; called exactly once after `opened`, however it ended.

        The code is that of the first close frame, whoever sent it: 1005 when the peer's had none, 1006 when
        the connection was lost without one.
        """
        ...


class Acceptor(Protocol):
    """Decides on each handshake by path, Origin or capacity; one that raises is logged and answers 500."""

    def accept(self, request: UpgradeRequest) -> Handler | Rejection: ...
