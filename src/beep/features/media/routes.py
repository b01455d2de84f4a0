"""Files and pictures over HTTP."""

from hashlib import sha256
from pathlib import Path

from starlette.responses import Response

from beep.features.media.contract import FileId, PictureKind
from beep.features.media.errors import FileNotFound
from beep.features.media.schemas import AddressQuery, PictureQuery, UploadQuery
from beep.features.media.service import MediaService
from beep.features.media.serving import Ticket
from beep.features.media.wire import AttachmentObject, attachment_object
from beep.kit.errors import invalid
from beep.kit.ids import ChannelId, ServerId, UserId
from beep.runtime.http import Call, delete, get, post
from beep.runtime.http.files import answer
from beep.runtime.http.wire import snowflake

_DEFAULTS = Path(__file__).parent / "default_avatars"
# A picture's address names what it holds: another picture has another one.
_FOR_EVER = "public, max-age=31536000, immutable"


class FileRoutes:
    def __init__(self, service: MediaService) -> None:
        self._service = service

    @post("/channels/{channel_id}/attachments", status=201, per_10_s=30, streams=True)
    async def upload(self, call: Call, channel_id: ChannelId, query: UploadQuery) -> AttachmentObject:
        """Upload a file: the body is the file itself.

        It waits a day for a message that lists it in `attachments`. 413 for one that is too large.
        """
        if call.stream is None:
            raise invalid("", "BODY_REQUIRED", "Send the file as the body.")
        announced = call.headers.get("content-length", "0")
        size = int(announced) if announced.isdigit() else 0
        view = await self._service.upload(call.actor, channel_id, query.filename, call.stream, size)
        return attachment_object(view, self._service.url_of(view))

    @delete("/channels/{channel_id}/attachments/{file_id}")
    async def discard(self, call: Call, channel_id: ChannelId, file_id: FileId) -> None:
        """Delete an uploaded file that no message carries yet."""
        await self._service.discard(call.actor, channel_id, file_id)

    @get(
        "/attachments/{channel_id}/{file_id}/{filename}",
        access="whoever",
        only_at_root=True,
        per_10_s=500,
        counts_as_activity=False,
    )
    async def read(
        self, call: Call, channel_id: ChannelId, file_id: FileId, filename: str, query: AddressQuery
    ) -> Response:
        """Return a file, or an image that fits `width` and `height`."""
        del filename  # the file has its own
        ticket = Ticket(query.ex, query.issued, query.hm, call.context.actor)
        served = await self._service.serve(channel_id, file_id, ticket, (query.width, query.height))
        return await answer(served, call.method, call.headers)


class PictureRoutes:
    """Pictures are public, as those who show them are; their addresses cannot be guessed."""

    def __init__(self, service: MediaService) -> None:
        self._service = service

    @get("/cdn/avatars/{user_id}/{file}", access="anyone", only_at_root=True, per_10_s=500)
    async def avatar(self, call: Call, user_id: UserId, file: str, query: PictureQuery) -> Response:
        """Return a person's picture by its hash: png, webp, jpg, or gif where it moves."""
        return await self._picture(call, "avatar", user_id, file, query.size)

    @get("/cdn/icons/{server_id}/{file}", access="anyone", only_at_root=True, per_10_s=500)
    async def icon(self, call: Call, server_id: ServerId, file: str, query: PictureQuery) -> Response:
        """Return a server's picture by its hash."""
        return await self._picture(call, "icon", server_id, file, query.size)

    @get("/cdn/emojis/{file}", access="anyone", only_at_root=True, per_10_s=500)
    async def emoji(self, call: Call, file: str, query: PictureQuery) -> Response:
        """Return an emoji's picture by the emoji's id."""
        stem, _, ending = file.rpartition(".")
        try:
            emoji_id = int(snowflake(stem))
        except ValueError:
            raise FileNotFound from None
        name = await self._service.picture_of("emoji", emoji_id)
        if name is None:
            raise FileNotFound
        return await self._picture(call, "emoji", emoji_id, f"{name}.{ending}", query.size)

    @get("/cdn/embed/avatars/{file}", access="anyone", only_at_root=True, per_10_s=500)
    async def default_avatar(self, call: Call, file: str) -> Response:
        """Return the picture of who has none: 0.png to 5.png."""
        if file not in {f"{number}.png" for number in range(6)}:
            raise FileNotFound
        return _sent(call, "image/png", (_DEFAULTS / file).read_bytes())

    async def _picture(self, call: Call, kind: PictureKind, owner_id: int, file: str, size: int) -> Response:
        name, _, ending = file.rpartition(".")
        if not name or not name.removeprefix("a_").isalnum() or not name.isascii():
            raise FileNotFound
        return _sent(call, *await self._service.read_picture(kind, owner_id, name, ending, size))


def _sent(call: Call, kind: str, content: bytes) -> Response:
    etag = f'"{sha256(content).hexdigest()[:16]}"'
    headers = {
        "etag": etag,
        "cache-control": _FOR_EVER,
        "cross-origin-resource-policy": "cross-origin",
        "access-control-allow-origin": "*",
        "content-security-policy": "default-src 'none'; sandbox",
    }
    if call.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=kind, headers=headers)
