"""Takes out of an image file what is no image: places, cameras, comments, and whatever follows its end.

Nothing is decoded or encoded again, so nothing is lost. Raises `ValueError` for what is not well formed.
"""

import re
import struct
from collections.abc import Iterator

_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
# JPEG: its own marker (JFIF) and colours (ICC, Adobe). Everything else of an application goes.
_JPEG_KEPT = {0xE0, 0xE2, 0xEE}
_PNG_KEPT = frozenset(
    (b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs acTL fcTL fdAT").split()
)
_WEBP_KEPT = frozenset([b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP"])


def stripped(kind: str, data: bytes, *, orientation: int = 1) -> bytes:
    """Return an image file of a Pillow format name with its picture alone; JPEGs keep which way is up."""
    if kind == "JPEG":
        return b"".join(_jpeg(data, orientation))
    if kind == "PNG":
        return b"".join(_png(data))
    if kind == "WEBP":
        body = b"".join(_webp(data))
        return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body
    return b"".join(_gif(data))


def _jpeg(data: bytes, orientation: int) -> Iterator[bytes]:
    if data[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    yield b"\xff\xd8"
    if orientation != 1:
        tiff = b"MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01" + struct.pack(
            ">HHI", orientation, 0, 0
        )
        yield b"\xff\xe1" + struct.pack(">H", len(tiff) + 8) + b"Exif\x00\x00" + tiff
    at = 2
    while True:
        if data[at : at + 1] != b"\xff":
            raise ValueError("no marker where one must be")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xD9:
            yield b"\xff\xd9"
            return
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if marker == 0xDA:
            # The picture itself follows, up to the next marker that is no restart.
            found = _MARKER.search(data, end)
            if found is None:
                raise ValueError("the picture does not end")
            end = found.start()
        if (not 0xE0 <= marker <= 0xEF or marker in _JPEG_KEPT) and marker != 0xFE:
            yield data[at:end]
        at = end


def _png(data: bytes) -> Iterator[bytes]:
    yield data[:8]
    at = 8
    while True:
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise ValueError("a chunk is cut off")
        if name in _PNG_KEPT:
            yield data[at:end]
        if name == b"IEND":
            return
        at = end


def _webp(data: bytes) -> Iterator[bytes]:
    at, last = 12, min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    while at + 8 <= last:
        name, length = struct.unpack_from("<4sI", data, at)
        end = at + 8 + length + (length & 1)
        if at + 8 + length > len(data):
            raise ValueError("a chunk is cut off")
        if name in _WEBP_KEPT:
            chunk = bytearray(data[at:end])
            if name == b"VP8X":
                # The bits that promise EXIF and XMP.
                chunk[8] &= ~0b1100
            yield bytes(chunk)
        at = end


def _gif(data: bytes) -> Iterator[bytes]:
    at = 13 + _table(data[10])
    yield data[:at]
    while True:
        kind = data[at]
        if kind == 0x3B:
            yield b"\x3b"
            return
        if kind == 0x2C:
            start = at + 10 + _table(data[at + 9]) + 1
            is_kept = True
        elif kind == 0x21:
            start = at + 2
            looped = data[at + 1] == 0xFF and data[at + 3 : at + 14] == b"NETSCAPE2.0"
            is_kept = data[at + 1] == 0xF9 or looped
        else:
            raise ValueError("no block where one must be")
        end = _blocks_end(data, start)
        if is_kept:
            yield data[at:end]
        at = end


def _table(flags: int) -> int:
    return 3 * (2 << (flags & 7)) if flags & 0x80 else 0


def _blocks_end(data: bytes, at: int) -> int:
    while data[at]:
        at += data[at] + 1
    return at + 1
