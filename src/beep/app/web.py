"""Serves the built web client: hashed assets for ever, the page for every other address."""

import base64
import hashlib
import mimetypes
import re
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from beep.kit.errors import NotFound

STATIC = Path(__file__).parent / "static"
_INLINE = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_FOR_EVER = "public, max-age=31536000, immutable"
_UNBUILT = "The web client is not built. Run `make web`, then start Beep again.\n"
# Addresses of machines: a missing one is an error there, never the page.
_NOT_PAGES = (
    *("api", "auth", "oauth2", "health", "metrics", "gateway", ".well-known"),
    *("assets", "attachments", "cdn"),
)
# But for these, where a browser comes back to.
_PAGES = ("auth/callback/",)
_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


def client(folder: Path = STATIC, *, files_origin: str = "") -> ASGIApp:
    """Return what answers every address that no route has; pages may show files of `files_origin`."""
    folder = folder.resolve()
    index = folder / "index.html"

    def answer(request: Request) -> Response:
        path = request.scope["path"].lstrip("/")
        found = _find(folder, path)
        is_page = found == index or (found is None and _is_page(path))
        if request.method not in {"GET", "HEAD"} or not (found or is_page):
            raise NotFound("There is nothing at this address.")
        if found and not is_page:
            return _file(found, request, immutable=found.is_relative_to(folder / "assets"))
        if not index.is_file():
            return PlainTextResponse(_UNBUILT, 503)
        return _page(index, request, files_origin)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        await answer(Request(scope))(scope, receive, send)

    return serve


def _is_page(path: str) -> bool:
    return path.startswith(_PAGES) or path.split("/", 1)[0] not in _NOT_PAGES


def _find(folder: Path, path: str) -> Path | None:
    """Return the file a path names inside `folder`, if it names one."""
    try:
        wanted = (folder / path).resolve()
        return wanted if wanted.is_relative_to(folder) and wanted.is_file() else None
    except (OSError, ValueError):
        # Longer than a name may be, or holding what no name can.
        return None


def _page(index: Path, request: Request, files_origin: str) -> Response:
    response = _file(index, request, immutable=False)
    response.headers["content-security-policy"] = _policy(index, files_origin, index.stat().st_mtime_ns)
    response.headers["x-frame-options"] = "DENY"
    response.headers["cross-origin-opener-policy"] = "same-origin"
    return response


@cache
def _policy(index: Path, files_origin: str, _changed: int) -> str:
    """Return the page's content security policy; its own inline scripts are named by their hashes."""
    hashes = [
        "'sha256-" + base64.b64encode(hashlib.sha256(script).digest()).decode() + "'"
        for script in _INLINE.findall(index.read_bytes())
    ]
    return "; ".join(
        [
            "default-src 'self'",
            " ".join(["script-src 'self'", *hashes]),
            "style-src 'self'",
            f"img-src 'self' data: blob: {files_origin}".strip(),
            f"media-src 'self' blob: {files_origin}".strip(),
            "connect-src 'self' ws: wss:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def _file(path: Path, request: Request, *, immutable: bool) -> Response:
    encoding, body = _best(path, request.headers.get("accept-encoding", ""))
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {
        "cache-control": _FOR_EVER if immutable else "no-cache",
        "etag": etag,
        "vary": "accept-encoding",
    }
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    if encoding:
        headers["content-encoding"] = encoding
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Response(body, media_type=kind, headers=headers)


def _best(path: Path, accepted: str) -> tuple[str, bytes]:
    for encoding, suffix in (("br", ".br"), ("gzip", ".gz")):
        packed = path.with_name(path.name + suffix)
        if encoding in accepted and packed.is_file():
            return encoding, packed.read_bytes()
    return "", path.read_bytes()
