"""One WebSocket connection: the asyncio protocol uvicorn hands the socket to, and the object a handler holds.

Both in one slotted object, with no queue, task or timer of its own while idle: memory is what bounds fan-out.
"""

import asyncio
import logging
import os
import socket
from collections.abc import Callable
from enum import Enum, auto
from http import HTTPStatus
from typing import ParamSpec, cast

from beep.runtime.sockets.contract import Acceptor, Handler, Rejection, SocketOptions, UpgradeRequest
from beep.runtime.sockets.frames import (
    ABNORMAL,
    BINARY,
    TEXT,
    close_echo,
    close_frame,
    frame_header,
    pong_frame,
)
from beep.runtime.sockets.handshake import answer_handshake, rejection_bytes
from beep.runtime.sockets.parser import Closing, Event, FrameParser, Message, Ping, ProtocolViolation

_INTERNAL_ERROR = 1011
# asyncio's default low-water mark: a transport that still holds more of an earlier HTTP answer may already be
# paused, and would then never say that it overflows.
_MAX_LEFTOVER_BYTES = 16 * 1024
_logger = logging.getLogger("beep.runtime.sockets")
_P = ParamSpec("_P")


class _State(Enum):
    HANDSHAKE = auto()
    OPEN = auto()
    CLOSING = auto()  # our close frame is sent, the peer's is awaited
    ENDED = auto()  # nothing is sent or understood any more, the transport is on its way out


class SocketConnection(asyncio.Protocol):
    """Speaks the server's side of RFC 6455; implements `Connection` and the protocol uvicorn expects."""

    __slots__ = (
        "_acceptor",
        "_deadline",
        "_descriptor",
        "_direct",
        "_handler",
        "_is_overflowed",
        "_is_paused",
        "_late_pong",
        "_loop",
        "_options",
        "_outcome",
        "_parser",
        "_peers",
        "_state",
        "_transport",
        "_turn",
        "client_ip",
        "path",
        "query",
    )

    _transport: asyncio.Transport  # from connection_made, which asyncio calls before anything else

    def __init__(
        self,
        acceptor: Acceptor,
        options: SocketOptions,
        peers: set[asyncio.Protocol],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self.path = self.query = ""
        self.client_ip: str | None = None
        self._acceptor = acceptor
        self._options = options
        self._peers = peers
        self._loop = loop
        self._state = _State.HANDSHAKE
        # The socket past its transport, if bytes may go there as they are; `_direct` while they also
        # may go there at once, as the transport holds nothing.
        self._descriptor: int | None = None
        self._direct: int | None = None
        self._parser = FrameParser(options)
        self._handler: Handler | None = None
        self._outcome: tuple[int, str] | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._turn: asyncio.Handle | None = None
        self._is_paused = False
        self._is_overflowed = False
        self._late_pong: bytes | None = None

    @property
    def is_open(self) -> bool:
        return self._state is _State.OPEN

    @property
    def write_buffer_size(self) -> int:
        return self._transport.get_write_buffer_size()

    @property
    def frames_received(self) -> int:
        return self._parser.frames

    def send_text(self, payload: bytes) -> None:
        self.send_prepared(frame_header(len(payload), TEXT) + payload)

    def send_binary(self, payload: bytes) -> None:
        self.send_prepared(frame_header(len(payload), BINARY) + payload)

    def send_prepared(self, frames: bytes | bytearray) -> None:
        # The way of every push, so `_direct` alone is asked: it is only set while the connection is open.
        if self._direct is None:
            if self._state is _State.OPEN:
                self._write_behind(frames)
            return
        try:
            sent = os.write(self._direct, frames)
        except OSError:
            # Full, or lost: the transport waits for the one, and finds the other out by itself.
            sent = 0
        if sent < len(frames):
            self._direct = None
            self._write_behind(memoryview(frames)[sent:] if isinstance(frames, bytes) else frames[sent:])

    def _write(self, data: bytes) -> None:
        """Write in whatever state, the last words of a connection too."""
        if self._direct is None:
            self._write_behind(data)
        else:
            self.send_prepared(data)

    def _write_behind(self, data: bytes | bytearray | memoryview) -> None:
        """Let the transport write, which keeps the order with what it still holds."""
        # It may hold what it is given; a `bytearray` is only lent.
        self._transport.write(bytes(data) if isinstance(data, bytearray) else data)
        if not self._transport.get_write_buffer_size():
            self._direct = self._descriptor

    def close(self, code: int = 1000, reason: str = "") -> None:
        frame = close_frame(code, reason)
        if self._state is not _State.OPEN:
            return
        self._state = _State.CLOSING
        self._outcome = (code, reason)
        self._write(frame)
        # Nothing may follow a close frame.
        self._descriptor = self._direct = None
        self._arm_deadline()
        # The peer's close frame may wait behind messages the handler did not want yet.
        self._resume()

    def _finish(self) -> None:
        """Send nothing more, whatever happens: the descriptor's number may soon be another's."""
        self._state = _State.ENDED
        self._descriptor = self._direct = None

    def abort(self) -> None:
        self._finish()
        self._transport.abort()

    def pause_reading(self) -> None:
        if self._state is _State.OPEN:
            self._is_paused = True
            self._transport.pause_reading()

    def resume_reading(self) -> None:
        if self._state is _State.OPEN:
            self._resume()

    def shutdown(self) -> None:
        """Say goodbye because the server stops; uvicorn calls it and waits until the connection is gone."""
        if self._state is _State.HANDSHAKE:
            self._transport.close()
        else:
            self.close(self._options.shutdown_code)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._peers.add(self)

    def data_received(self, data: bytes) -> None:
        if self._state is _State.HANDSHAKE:
            self._shake_hands(data)
        elif self._state is not _State.ENDED:
            self._parser.feed(data)
            if self._turn is None:
                self._process()

    def eof_received(self) -> None:
        """Let the transport close; a peer that has stopped sending may have stopped reading too."""
        self._finish()
        self._arm_deadline()

    def pause_writing(self) -> None:
        self._is_overflowed = True
        if self._handler is not None and self._state is _State.OPEN:
            self._call(self._handler.overflowed)

    def resume_writing(self) -> None:
        if not self._is_overflowed:
            return
        self._is_overflowed = False
        if self._handler is None or self._state is not _State.OPEN:
            return
        if self._late_pong is not None:
            self._write(pong_frame(self._late_pong))
            self._late_pong = None
        self._call(self._handler.drained)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the outcome tells enough
        self._finish()
        self._peers.discard(self)
        for timer in (self._deadline, self._turn):
            if timer is not None:
                timer.cancel()
        self._turn = None
        handler, self._handler = self._handler, None
        if handler is not None:
            self._call(handler.closed, *(self._outcome or (ABNORMAL, "")))

    def _shake_hands(self, data: bytes) -> None:
        # uvicorn replaces the protocol after this call; what happens in it must already reach this object.
        self._transport.set_protocol(self)
        if self._transport.get_write_buffer_size() > _MAX_LEFTOVER_BYTES:
            self.abort()
            return
        peer: object = self._transport.get_extra_info("peername")
        address = cast("tuple[object, ...]", peer)[0] if isinstance(peer, tuple) else None
        head, end, rest = data.partition(b"\r\n\r\n")
        request, response = answer_handshake(head + end, None if address is None else str(address))
        if request is None:
            self._refuse(response)
            return
        verdict = self._decide(request)
        if isinstance(verdict, Rejection):
            self._refuse(rejection_bytes(verdict))
            return
        self._open(verdict, request, response)
        if rest:
            self.data_received(rest)

    def _decide(self, request: UpgradeRequest) -> Handler | Rejection:
        try:
            return self._acceptor.accept(request)
        except Exception:
            _logger.exception("a WebSocket acceptor failed")
            return Rejection(HTTPStatus.INTERNAL_SERVER_ERROR)

    def _refuse(self, response: bytes) -> None:
        self._finish()
        self._arm_deadline()
        self._transport.write(response)
        self._transport.close()

    def _open(self, handler: Handler, request: UpgradeRequest, response: bytes) -> None:
        self.path, self.query, self.client_ip = request.path, request.query, request.client_ip
        self._state = _State.OPEN
        self._handler = handler
        self._descriptor = _tune(self._transport, self._options)
        self._write(response)
        self._call(handler.opened, self)

    def _process(self) -> None:
        """Take frames until none is whole, the handler paused, or others deserve the loop."""
        for _ in range(self._options.frames_per_turn):
            if self._is_paused or self._state is _State.ENDED:
                return
            try:
                event = self._parser.next_event()
            except ProtocolViolation as violation:
                self._fail(violation.code, violation.reason)
                return
            if event is None:
                return
            self._handle(event)
        if self._state is not _State.ENDED:
            self._transport.pause_reading()
            self._turn = self._loop.call_soon(self._take_turn)

    def _take_turn(self) -> None:
        self._turn = None
        self._process()
        if self._turn is None and not self._is_paused and not self._transport.is_closing():
            self._transport.resume_reading()

    def _resume(self) -> None:
        self._is_paused = False
        if self._turn is None:
            self._turn = self._loop.call_soon(self._take_turn)

    def _handle(self, event: Event) -> None:
        if isinstance(event, Message):
            if self._handler is not None and self._state is _State.OPEN:
                self._call(self._handler.received, event.data)
        elif isinstance(event, Ping):
            self._answer_ping(event.payload)
        elif isinstance(event, Closing):
            self._end(event)

    def _answer_ping(self, payload: bytes) -> None:
        if self._state is not _State.OPEN:
            return
        if self._is_overflowed:
            # Pongs nobody reads must not pile up; answering the latest ping is enough (RFC 6455 §5.5.3).
            self._late_pong = payload
        else:
            self._write(pong_frame(payload))

    def _end(self, closing: Closing) -> None:
        """Finish the closing handshake: the server is the one who closes TCP first."""
        if self._state is _State.OPEN:
            self._outcome = (closing.code, closing.reason)
            self._write(close_echo(closing.code))
        self._finish()
        self._arm_deadline()
        self._transport.close()

    def _fail(self, code: int, reason: str) -> None:
        """Close on a peer whose bytes cannot be understood any further.

        Closing TCP with unread bytes would reset the connection and could destroy the close frame on its way:
        end our half only, drop what still comes, and let the peer's end or the deadline finish it.
        """
        if self._state is _State.OPEN:
            self._outcome = (code, reason)
            self._write(close_frame(code, reason))
        self._finish()
        self._arm_deadline()
        if self._transport.can_write_eof():
            self._transport.write_eof()
        else:
            self._transport.close()

    def _arm_deadline(self) -> None:
        if self._deadline is None:
            self._deadline = self._loop.call_later(self._options.close_timeout_s, self._transport.abort)

    def _call(self, callback: Callable[_P, None], *args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            callback(*args, **kwargs)
        except Exception:
            _logger.exception("a WebSocket handler failed")
            self.close(_INTERNAL_ERROR)


def _tune(transport: asyncio.Transport, options: SocketOptions) -> int | None:
    """Set the limits; return the descriptor if what is written to it reaches the peer as it is."""
    transport.set_write_buffer_limits(high=options.high_water_bytes, low=options.low_water_bytes)
    peer: socket.socket | None = transport.get_extra_info("socket")
    if peer is None:
        return None
    try:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, options.send_buffer_bytes)
        if peer.family in (socket.AF_INET, socket.AF_INET6):
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError:
        # The peer is already gone; the transport finds out by itself.
        _logger.debug("socket options not set", exc_info=True)
        return None
    # Bytes for TLS must pass through it first.
    return peer.fileno() if transport.get_extra_info("sslcontext") is None else None
