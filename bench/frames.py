"""The client's side of a WebSocket, no more than load needs."""

import struct
from typing import Final

HANDSHAKE: Final = (
    "GET /gateway?v=10&encoding=json HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0\r\n\r\n"
)
# No other text of the bench holds this sign, so finding it finds a message's number.
MARK: Final = b"~"
DIGITS: Final = 7
CLOSE: Final = 0x8
_FIN_TEXT: Final = 0x81


def marked(number: int) -> bytes:
    """Return what every message begins with: `~0000042~`."""
    return b"~%07d~" % number


def text_frame(payload: bytes) -> bytes:
    """Return a server's text frame: not masked."""
    return _head(len(payload), 0) + payload


def masked_frame(payload: bytes) -> bytes:
    """Return a client's text frame; a key of zeros masks as well as any here, and costs nothing."""
    return _head(len(payload), 0x80) + b"\0\0\0\0" + payload


def _head(length: int, mask: int) -> bytes:
    if length < 126:
        return bytes((_FIN_TEXT, mask | length))
    if length < 65536:
        return struct.pack("!BBH", _FIN_TEXT, mask | 126, length)
    return struct.pack("!BBQ", _FIN_TEXT, mask | 127, length)
