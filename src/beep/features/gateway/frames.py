"""Gateway payloads as bytes. The sequence stands first, so that the rest is encoded once for all."""

from collections.abc import Sequence
from typing import Any

import msgspec

from beep.runtime.sockets import frame_header

HEARTBEAT_ACK = b'{"op":11,"d":null,"s":null,"t":null}'
RECONNECT = b'{"op":7,"d":null,"s":null,"t":null}'
# An event's bytes, or its pieces: what a thousand sessions have in common is one of them.
Tail = bytes | tuple[bytes, ...]
Payload = Tail
_HEAD = b'{"s":'
# JSON allows spaces before a number; with them every sequence takes the same room.
_WIDTH = 12
_PADDED = b"%12d"


def tail_of(event: str, data: Any) -> bytes:
    """Return an event without its sequence, ready to be shared by all who receive it."""
    return b',"t":"%s","op":0,"d":%s}' % (event.encode(), msgspec.json.encode(data))


def tail_around(event: str, data: Any, key: str, encoded: bytes) -> tuple[bytes, ...]:
    """Return an event in pieces: an object, and in it one more key whose value is encoded already."""
    head = tail_of(event, data).removesuffix(b"}}")
    return head + b',"%s":' % key.encode(), encoded, b"}}"


def payload_of(seq: int, tail: Tail) -> Payload:
    """Return an event with its sequence; pieces stay pieces, so that those who share one need no copy."""
    if isinstance(tail, bytes):
        return b'{"s":%d%s' % (seq, tail)
    return (b'{"s":%d%s' % (seq, tail[0]), *tail[1:])


def in_one(payload: Payload) -> bytes:
    return payload if isinstance(payload, bytes) else b"".join(payload)


class Prepared:
    """Events as whole text frames, for many who number them differently.

    They are laid out once; for each session only its sequences are put in place. To build a message's
    frame anew for every session would take a quarter of the time it takes to send it.
    """

    __slots__ = ("_first", "_frames", "_places")

    def __init__(self, tails: Sequence[Tail]) -> None:
        self._first = 0
        self._frames = bytearray()
        self._places: list[slice] = []
        for tail in map(in_one, tails):
            self._frames += frame_header(len(_HEAD) + _WIDTH + len(tail)) + _HEAD
            self._places.append(slice(len(self._frames), len(self._frames) + _WIDTH))
            self._frames += b" " * _WIDTH + tail

    def frames(self, first: int) -> bytearray:
        """Return the frames for who numbers them from `first` on; good until the next call."""
        # Who came back together numbers alike.
        if first != self._first:
            self._first = seq = first
            for place in self._places:
                self._frames[place] = _PADDED % seq
                seq += 1
        return self._frames


def hello(interval_ms: int) -> bytes:
    return b'{"op":10,"d":{"heartbeat_interval":%d},"s":null,"t":null}' % interval_ms


def invalid_session(*, may_resume: bool) -> bytes:
    return b'{"op":9,"d":%s,"s":null,"t":null}' % (b"true" if may_resume else b"false")
