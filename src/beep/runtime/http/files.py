"""Answers with stored bytes: in parts, under conditions, and never all of them in memory."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import ClientDisconnect
from starlette.responses import Response, StreamingResponse

from beep.kit.errors import Unavailable

_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")
_DIGITS = 18
_ASCII_NAME = re.compile(r"[^A-Za-z0-9 ._()+-]")
# Nothing in a file runs, loads or sends anything, even where a browser opens it as a page.
_POLICY = "default-src 'none'; sandbox"
Reader = Callable[[int, int], Awaitable[AsyncIterator[bytes]]]


@dataclass(frozen=True, slots=True)
class Served:
    """A file as it is sent. `read(start, end)` begins to read it; `is_shown` lets a page show it in place."""

    filename: str
    content_type: str
    size_bytes: int
    etag: str
    is_shown: bool
    cache: str
    read: Reader
    is_shared: bool = False


async def answer(served: Served, method: str, headers: Mapping[str, str]) -> Response:
    """Return all of a file, the range asked for, or 304 and 416 where those are due."""
    etag = f'"{served.etag}"'
    common = {
        "etag": etag,
        "accept-ranges": "bytes",
        "cache-control": served.cache,
        "content-security-policy": _POLICY,
        "cross-origin-resource-policy": "cross-origin" if served.is_shared else "same-origin",
        "content-disposition": disposition(served.filename, is_shown=served.is_shown),
        "content-type": served.content_type,
    }
    if _is_known(headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=common)
    part = _part(headers, etag, served.size_bytes)
    if part is None:
        return Response(status_code=416, headers={**common, "content-range": f"bytes */{served.size_bytes}"})
    start, end = part
    is_whole = (start, end) == (0, served.size_bytes)
    if not is_whole:
        common["content-range"] = f"bytes {start}-{end - 1}/{served.size_bytes}"
    common["content-length"] = str(end - start)
    status = 200 if is_whole else 206
    if method == "HEAD":
        return Response(status_code=status, headers=common)
    return StreamingResponse(_told(await served.read(start, end)), status, headers=common)


async def _told(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    try:
        async for chunk in chunks:
            yield chunk
    except (Unavailable, FileNotFoundError):
        # The answer has begun: all that can be said now is that it does not end as announced.
        raise ClientDisconnect from None


def _is_known(given: str, etag: str) -> bool:
    return bool(given) and any(one.strip().removeprefix("W/") in {etag, "*"} for one in given.split(","))


def _part(headers: Mapping[str, str], etag: str, size: int) -> tuple[int, int] | None:
    """Return which bytes to send, `None` when none of those asked for are there.

    Several ranges at once, and ranges of a file that has changed, are answered with the whole.
    """
    found = _RANGE.match(headers.get("range", "").replace(" ", ""))
    if found is None or headers.get("if-range", etag) != etag:
        return 0, size
    first, last = found[1][:_DIGITS], found[2][:_DIGITS]
    if not first and not last:
        return 0, size
    if not first:
        return (max(0, size - int(last)), size) if int(last) and size else None
    if int(first) >= size:
        return None
    end = min(size, int(last) + 1) if last else size
    return (int(first), end) if end > int(first) else (0, size)


def disposition(filename: str, *, is_shown: bool) -> str:
    """Return a Content-Disposition no name can break out of: plain signs, and the whole name encoded."""
    kind = "inline" if is_shown else "attachment"
    return (
        f"{kind}; filename=\"{_ASCII_NAME.sub('_', filename)}\"; filename*=UTF-8''{quote(filename, safe='')}"
    )
