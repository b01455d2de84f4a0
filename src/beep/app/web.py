"""Serves the built web client: hashed assets for ever, the page for every other address."""

import base64
import hashlib
import mimetypes
import re
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route as StarletteRoute

from beep.kit.errors import NotFound

STATIC = Path(__file__).parent / "static"
_INLINE = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_FOR_EVER = "public, max-age=31536000, immutable"
_UNBUILT = "The web client is not built. Run `make web`, then start Beep again.\n"
# Addresses of machines: a missing one is an error there, never the page.
_NOT_PAGES = ("api", "auth", "health", "metrics", "gateway", ".well-known", "assets")
_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


def routes(folder: Path = STATIC) -> list[StarletteRoute]:
    async def serve(request: Request) -> Response:
        path = request.path_params["path"]
        wanted = folder / path if path else folder / "index.html"
        if path and _is_inside(wanted, folder) and wanted.is_file():
            return _file(wanted, request, immutable=path.startswith("assets/"))
        if path.split("/", 1)[0] in _NOT_PAGES:
            raise NotFound("There is nothing at this address.")
        if not (folder / "index.html").is_file():
            return PlainTextResponse(_UNBUILT, 503)
        return _page(folder / "index.html", request)

    return [StarletteRoute("/{path:path}", serve, methods=["GET"])]


def _is_inside(wanted: Path, folder: Path) -> bool:
    return wanted.resolve().is_relative_to(folder.resolve())


def _page(index: Path, request: Request) -> Response:
    response = _file(index, request, immutable=False)
    response.headers["content-security-policy"] = _policy(index, index.stat().st_mtime_ns)
    response.headers["x-frame-options"] = "DENY"
    response.headers["cross-origin-opener-policy"] = "same-origin"
    return response


@cache
def _policy(index: Path, _changed: int) -> str:
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
            "img-src 'self' data: blob:",
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
