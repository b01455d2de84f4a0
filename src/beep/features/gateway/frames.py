"""Gateway payloads as bytes. The sequence stands first, so that the rest is encoded once for all."""

from typing import Any

import msgspec

from beep.runtime.sockets import frame_header

HEARTBEAT_ACK = b'{"op":11,"d":null,"s":null,"t":null}'
RECONNECT = b'{"op":7,"d":null,"s":null,"t":null}'


def tail_of(event: str, data: Any) -> bytes:
    """Return an event without its sequence, ready to be shared by all who receive it."""
    return b',"t":"%s","op":0,"d":%s}' % (event.encode(), msgspec.json.encode(data))


def payload_of(seq: int, tail: bytes) -> bytes:
    return b'{"s":%d%s' % (seq, tail)


class Prepared:
    """One event as whole text frames: all but the sequence is made once for each number of digits."""

    __slots__ = ("_beyond", "_from", "_head", "_tail")

    def __init__(self, tail: bytes) -> None:
        self._tail = tail
        self._from = self._beyond = 0
        self._head = b""

    def frame(self, seq: int) -> bytes:
        if not self._from <= seq < self._beyond:
            digits = len(str(seq))
            self._from, self._beyond = 10 ** (digits - 1), 10**digits
            self._head = frame_header(len(payload_of(seq, self._tail))) + b'{"s":'
        return b"%b%d%b" % (self._head, seq, self._tail)


def hello(interval_ms: int) -> bytes:
    return b'{"op":10,"d":{"heartbeat_interval":%d},"s":null,"t":null}' % interval_ms


def invalid_session(*, may_resume: bool) -> bytes:
    return b'{"op":9,"d":%s,"s":null,"t":null}' % (b"true" if may_resume else b"false")
