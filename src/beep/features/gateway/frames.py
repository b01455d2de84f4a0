"""Gateway payloads as bytes. The sequence stands first, so that the rest is encoded once for all."""

from typing import Any

import msgspec

HEARTBEAT_ACK = b'{"op":11,"d":null,"s":null,"t":null}'
RECONNECT = b'{"op":7,"d":null,"s":null,"t":null}'
ASK_HEARTBEAT = b'{"op":1,"d":null,"s":null,"t":null}'


def tail_of(event: str, data: Any) -> bytes:
    """Return an event without its sequence, ready to be shared by all who receive it."""
    return b',"t":"%s","op":0,"d":%s}' % (event.encode(), msgspec.json.encode(data))


def payload_of(seq: int, tail: bytes) -> bytes:
    return b'{"s":%d%s' % (seq, tail)


def hello(interval_ms: int) -> bytes:
    return b'{"op":10,"d":{"heartbeat_interval":%d},"s":null,"t":null}' % interval_ms


def invalid_session(*, may_resume: bool) -> bytes:
    return b'{"op":9,"d":%s,"s":null,"t":null}' % (b"true" if may_resume else b"false")
