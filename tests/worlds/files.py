"""Files for tests: `file = await upload(ana, channel, "chat.png", png())`, and images good and bad."""

import io
import struct
import zlib
from collections.abc import AsyncIterator, Iterable
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2
from PIL import Image

from tests.worlds.communities import Caller

MIB = 1 << 20


async def upload(who: Caller, channel: int, filename: str, content: bytes) -> dict[str, Any]:
    """Upload a file and return its attachment object."""
    answer = await send(who, channel, filename, content)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def send(
    who: Caller, channel: int, filename: str, content: bytes | AsyncIterator[bytes]
) -> httpx2.Response:
    path = f"/channels/{channel}/attachments?filename={quote(filename)}"
    headers = {"content-type": "application/octet-stream"}
    return await who.call("POST", path, content=content, headers=headers)


async def pieces(total: int, piece: int = MIB) -> AsyncIterator[bytes]:
    """Give so many bytes piece by piece, without saying how many there will be."""
    for start in range(0, total, piece):
        yield b"\x01" * min(piece, total - start)


def local(url: str) -> str:
    """Return an address as a client of the API under test asks for it."""
    parts = urlsplit(url)
    return f"http://beep.test{parts.path}?{parts.query}"


def multipart(*parts: tuple[str, str | None, bytes]) -> tuple[bytes, dict[str, str]]:
    """Return a multipart body of (name, filename, content), in that order, and its header."""
    boundary = "grenze-7f3a"
    body = bytearray()
    for name, filename, content in parts:
        file = "" if filename is None else f'; filename="{filename}"'
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode()
        body += content + b"\r\n"
    body += f"--{boundary}--\r\n".encode()
    return bytes(body), {"content-type": f"multipart/form-data; boundary={boundary}"}


def png(width: int = 40, height: int = 30, colour: str = "teal") -> bytes:
    return image("PNG", width, height, colour)


def image(kind: str, width: int = 40, height: int = 30, colour: str = "teal", **more: Any) -> bytes:
    output = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(output, kind, **more)
    return output.getvalue()


def moving(frames: int = 5, side: int = 32) -> bytes:
    """Return an animated GIF."""
    output = io.BytesIO()
    drawn = [Image.new("RGB", (side, side), (number * 40 % 256, 80, 120)) for number in range(frames)]
    drawn[0].save(output, "GIF", save_all=True, append_images=drawn[1:], duration=50)
    return output.getvalue()


def chunks(*parts: tuple[bytes, bytes]) -> bytes:
    """Return a PNG made of chunks."""
    made = [_chunk(name, content) for name, content in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def pixel_flood(width: int = 60_000, height: int = 60_000) -> bytes:
    """Return a PNG of few bytes that would unpack to gigabytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return chunks((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 10_000)), (b"IEND", b""))


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def joined(content: Iterable[bytes]) -> bytes:
    return b"".join(content)
