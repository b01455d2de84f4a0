"""Files over HTTP."""

from beep.features.media.contract import FileId
from beep.features.media.schemas import UploadQuery
from beep.features.media.service import MediaService
from beep.features.media.wire import AttachmentObject, attachment_object
from beep.kit.errors import invalid
from beep.kit.ids import ChannelId
from beep.runtime.http import Call, delete, post


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
        name = query.filename, call.headers.get("content-type", "")
        view = await self._service.upload(call.actor, channel_id, name, call.stream, size)
        return attachment_object(view, self._service.url_of(view))

    @delete("/channels/{channel_id}/attachments/{file_id}")
    async def discard(self, call: Call, channel_id: ChannelId, file_id: FileId) -> None:
        """Delete an uploaded file that no message carries yet."""
        await self._service.discard(call.actor, channel_id, file_id)
