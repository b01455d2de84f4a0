"""HTTP/1.1 and WebSocket as far as dialogues need them: text made once, answers found by their length."""

import re
import struct
from collections.abc import Iterator
from typing import Final

CLOSE: Final = 0x8
PING: Final = 0x9
_FIN_TEXT: Final = 0x81
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)


def upgrade(port: int, path: str, headers: str = "") -> bytes:
    """Return a WebSocket handshake as a browser sends it; each of `headers` ends with CRLF."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0\r\n"
        f"{headers}\r\n"
    ).encode()


def request(method: str, port: int, path: str, headers: str, body: bytes) -> bytes:
    return (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


class Responses:
    """Cuts a stream into HTTP answers."""

    def __init__(self) -> None:
        self._rest = b""

    def take(self, data: bytes) -> list[tuple[int, bytes]]:
        """Return (status, body) of every answer that is whole by now."""
        self._rest += data
        found: list[tuple[int, bytes]] = []
        while (one := self._next()) is not None:
            found.append(one)
        return found

    def _next(self) -> tuple[int, bytes] | None:
        head, end, rest = self._rest.partition(b"\r\n\r\n")
        if not end:
            return None
        status = int(head[9:12])
        if _CHUNKED.search(head):
            whole = _dechunked(rest)
            if whole is None:
                return None
            body, self._rest = whole
            return status, body
        length = _LENGTH.search(head)
        size = int(length[1]) if length else 0
        if len(rest) < size:
            return None
        self._rest = rest[size:]
        return status, rest[:size]


class Frames:
    """Cuts a server's WebSocket stream, its handshake first, into messages."""

    def __init__(self) -> None:
        self._rest = b""
        self._is_open = False

    def take(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Yield (opcode, payload) of every frame that is whole by now."""
        self._rest += data
        if not self._is_open:
            head, end, rest = self._rest.partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head[:20]:
                raise ConnectionError(f"no WebSocket: {head[:200]!r}")
            self._rest, self._is_open = rest, True
        while (one := self._next()) is not None:
            yield one

    def _next(self) -> tuple[int, bytes] | None:
        data = self._rest
        if len(data) < 2 or (data[1] >= 126 and len(data) < 10):
            return None
        length, start = data[1], 2
        if length == 126:
            length, start = int.from_bytes(data[2:4], "big"), 4
        elif length == 127:
            length, start = int.from_bytes(data[2:10], "big"), 10
        if len(data) < start + length:
            return None
        self._rest = data[start + length :]
        return data[0] & 15, data[start : start + length]


def text_frame(payload: bytes) -> bytes:
    """Return a server's text frame: not masked."""
    return _head(_FIN_TEXT, len(payload), 0) + payload


def masked_frame(payload: bytes, opcode: int = 1) -> bytes:
    """Return a client's frame; a key of zeros masks as well as any here, and costs nothing."""
    return _head(0x80 | opcode, len(payload), 0x80) + b"\0\0\0\0" + payload


def _head(first: int, length: int, mask: int) -> bytes:
    if length < 126:
        return bytes((first, mask | length))
    if length < 65536:
        return struct.pack("!BBH", first, mask | 126, length)
    return struct.pack("!BBQ", first, mask | 127, length)


def _dechunked(data: bytes) -> tuple[bytes, bytes] | None:
    """Return the body and what follows it, or None while it is not whole."""
    parts: list[bytes] = []
    while True:
        line, end, data = data.partition(b"\r\n")
        if not end:
            return None
        size = int(line.partition(b";")[0], 16)
        if len(data) < size + 2:
            return None
        parts.append(data[:size])
        data = data[size + 2 :]
        if not size:
            return b"".join(parts), data
