"""Outgoing frames (RFC 6455 §5.2), built once and then written to as many sockets as wanted."""

import struct
from typing import Final

CONTINUATION: Final = 0x0
TEXT: Final = 0x1
BINARY: Final = 0x2
CLOSE: Final = 0x8
PING: Final = 0x9
PONG: Final = 0xA

NO_STATUS: Final = 1005
ABNORMAL: Final = 1006

_FIN: Final = 0x80
_MAX_REASON_BYTES: Final = 123

_pack_short = struct.Struct("!BB").pack
_pack_medium = struct.Struct("!BBH").pack
_pack_long = struct.Struct("!BBQ").pack
_pack_code = struct.Struct("!H").pack


def frame_header(length: int, opcode: int = TEXT) -> bytes:
    """Return the header of one unfragmented server frame whose payload has `length` bytes."""
    if length < 126:
        return _pack_short(_FIN | opcode, length)
    if length < 65536:
        return _pack_medium(_FIN | opcode, 126, length)
    return _pack_long(_FIN | opcode, 127, length)


def text_frame(payload: bytes) -> bytes:
    """Return a whole text frame; the payload must be UTF-8, which is not checked."""
    return frame_header(len(payload), TEXT) + payload


def binary_frame(payload: bytes) -> bytes:
    return frame_header(len(payload), BINARY) + payload


def pong_frame(payload: bytes) -> bytes:
    return frame_header(len(payload), PONG) + payload


def close_frame(code: int, reason: str = "") -> bytes:
    """Return a close frame, its reason cut to 123 bytes; raises `ValueError` if the code may not travel."""
    if not is_sendable_code(code):
        raise ValueError(f"close code {code} may not be sent")
    # A cut in the middle of a character would make the reason invalid UTF-8.
    text = reason.encode()[:_MAX_REASON_BYTES].decode(errors="ignore").encode()
    payload = _pack_code(code) + text
    return frame_header(len(payload), CLOSE) + payload


def close_echo(code: int) -> bytes:
    """Return the answer to a peer's close frame: the same code, or no payload when it had none."""
    return frame_header(0, CLOSE) if code == NO_STATUS else close_frame(code)


def is_sendable_code(code: int) -> bool:
    """Say whether a close frame may carry this code: registered and not reserved, or 3000-4999."""
    return 3000 <= code <= 4999 or 1000 <= code <= 1003 or 1007 <= code <= 1014
