"""Bodies that are too large for memory: spooled to files without a name, which end with the request."""

import asyncio
import hashlib
import re
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import parse_qs

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from beep.kit.errors import TooLarge, invalid

# What is kept in memory of a file on its way to the disk.
_BUFFER_BYTES = 1 << 20
_FILES = 10
_FIELDS = 20
_HEAD_BYTES = 8 << 10
_NUMBERED = re.compile(r"^files\[(\d{1,3})\]$")


@dataclass(slots=True)
class Spooled:
    """Bytes on disk. Closing the file is deleting it."""

    file: IO[bytes]
    size_bytes: int = 0
    _buffer: bytearray = field(default_factory=bytearray)
    _digest: Any = field(default_factory=hashlib.sha256)

    async def write(self, data: bytes, limit: int) -> None:
        """Add bytes; raises `TooLarge` at the first one beyond `limit`."""
        self.size_bytes += len(data)
        if self.size_bytes > limit:
            raise file_too_large(limit)
        self._buffer += data
        if len(self._buffer) >= _BUFFER_BYTES:
            await self.flush()

    async def flush(self) -> None:
        """Put what is in memory on the disk, without holding up anybody else meanwhile."""
        waiting, self._buffer = self._buffer, bytearray()
        await asyncio.to_thread(self._store, waiting)

    def _store(self, data: bytearray) -> None:
        self._digest.update(data)
        self.file.write(data)
        self.file.flush()

    @property
    def sha256(self) -> str:
        """Return the digest of everything flushed so far, in hexadecimal."""
        return str(self._digest.hexdigest())


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """The part `files[number]` of a multipart body; gone when the request is answered."""

    number: int
    filename: str
    content_type: str
    spooled: Spooled


def nameless(folder: Path) -> IO[bytes]:
    """Open a file on the disk of `folder` that vanishes with whoever holds it, however that ends."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return tempfile.TemporaryFile(dir=folder)


def file_too_large(limit: int) -> TooLarge:
    size = f"{limit} bytes ({limit / (1 << 20):.4g} MiB)"
    return TooLarge(f"A file may hold {size} at most. Send a smaller one.")


def digest_of(file: IO[bytes]) -> tuple[int, str]:
    """Return how long a file is and its SHA-256, in hexadecimal."""
    file.seek(0)
    digest = hashlib.file_digest(cast("Any", file), "sha256")
    return file.tell(), digest.hexdigest()


async def spool(stream: AsyncIterator[bytes], folder: Path, limit: int) -> Spooled:
    """Write a stream to disk; raises `TooLarge` at the first byte beyond `limit`. The caller closes it."""
    spooled = Spooled(await asyncio.to_thread(nameless, folder))
    try:
        async for chunk in stream:
            await spooled.write(chunk, limit)
        await spooled.flush()
    except BaseException:
        spooled.file.close()
        raise
    return spooled


def form_payload(raw: bytes) -> bytes:
    """Return `payload_json` of an urlencoded body; raises `Invalid` when there is none."""
    found = parse_qs(raw.decode("utf-8", "replace"), max_num_fields=_FIELDS).get("payload_json")
    if not found:
        raise invalid("payload_json", "BASE_TYPE_REQUIRED", "Send the body as JSON in payload_json.")
    return found[0].encode()


class FormReader:
    """Takes a multipart body apart while it arrives: one JSON payload and files, in any order.

    Files go to disk, into files of `stack`. Raises `TooLarge` at the first byte too many, of a file or
    of the payload, and `Invalid` for a body that is none.
    """

    def __init__(self, content_type: str, folder: Path, stack: ExitStack, *, limits: tuple[int, int]) -> None:
        _, options = parse_options_header(content_type)
        boundary = options.get(b"boundary", b"")
        if not 1 <= len(boundary) <= 200:
            raise invalid("", "MULTIPART", "The multipart body has no usable boundary.")
        self._folder = folder
        self._stack = stack
        self._payload_limit, self._file_limit = limits
        self._events: list[tuple[str, bytes]] = []
        self._parser = MultipartParser(boundary, self._callbacks())
        self._headers: dict[bytes, bytes] = {}
        self._field, self._value = bytearray(), bytearray()
        self._payload: bytearray | None = None
        self._other = 0
        self._ended = False
        self._target: ReceivedFile | bytearray | None = None
        self.files: list[ReceivedFile] = []

    def _callbacks(self) -> Any:
        def piece(kind: str) -> Callable[[bytes, int, int], None]:
            return lambda data, start, end: self._events.append((kind, data[start:end]))

        def moment(kind: str) -> Callable[[], None]:
            return lambda: self._events.append((kind, b""))

        pieces = {f"on_{kind}": piece(kind) for kind in ("part_data", "header_field", "header_value")}
        moments = ("part_begin", "part_end", "header_end", "headers_finished", "end")
        return {**pieces, **{f"on_{kind}": moment(kind) for kind in moments}}

    async def read(self, stream: AsyncIterator[bytes]) -> bytes:
        """Return the payload, `{}` when there is none, once everything is read."""
        try:
            async for chunk in stream:
                self._parser.write(chunk)
                events, self._events = self._events, []
                for kind, data in events:
                    await self._take(kind, data)
            self._parser.finalize()
        except MultipartParseError as error:
            reason = (
                f"The multipart body is broken ({error}): send it with the boundary its Content-Type names."
            )
            raise invalid("", "MULTIPART", reason) from None
        if not self._ended:
            raise invalid("", "MULTIPART", "The multipart body ends too early.")
        for one in self.files:
            await one.spooled.flush()
        return b"{}" if self._payload is None else bytes(self._payload)

    async def _take(self, kind: str, data: bytes) -> None:
        if kind == "part_data":
            await self._data(data)
        elif kind == "part_begin":
            self._headers, self._field, self._value = {}, bytearray(), bytearray()
        elif kind == "header_field":
            self._field += data
        elif kind == "header_value":
            self._value += data
            if len(self._value) > _HEAD_BYTES:
                raise invalid("", "MULTIPART", "A part of the multipart body has too long a header.")
        elif kind == "header_end":
            self._headers[bytes(self._field).lower()] = bytes(self._value)
            self._field, self._value = bytearray(), bytearray()
        elif kind == "headers_finished":
            await self._begin_part()
        elif kind == "end":
            self._ended = True

    async def _begin_part(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        name = options.get(b"name", b"").decode("utf-8", "replace")
        filename = options.get(b"filename")
        if name == "payload_json":
            self._payload = self._target = bytearray()
        elif filename is not None:
            self._target = await self._file(name, filename.decode("utf-8", "replace"))
        else:
            self._other += 1
            if self._other > _FIELDS:
                raise invalid("", "MULTIPART", "The multipart body has too many fields.")
            self._target = None

    async def _file(self, name: str, filename: str) -> ReceivedFile:
        if len(self.files) >= _FILES:
            raise invalid("files", "BASE_TYPE_MAX_LENGTH", f"A message carries {_FILES} files at most.")
        numbered = _NUMBERED.match(name)
        kind = self._headers.get(b"content-type", b"").decode("latin-1")[:200]
        number = int(numbered[1]) if numbered else len(self.files)
        opened = await asyncio.to_thread(nameless, self._folder)
        file = ReceivedFile(number, filename, kind, Spooled(self._stack.enter_context(opened)))
        self.files.append(file)
        return file

    async def _data(self, data: bytes) -> None:
        if isinstance(self._target, ReceivedFile):
            await self._target.spooled.write(data, self._file_limit)
        elif self._target is not None:
            self._target += data
            if len(self._target) > self._payload_limit:
                raise TooLarge(f"The payload may hold {self._payload_limit} bytes at most.")
