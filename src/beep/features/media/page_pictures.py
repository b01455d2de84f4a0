"""Pictures pages name, shown beside links to them: small, encoded anew, files of the message's channel."""

import asyncio
import logging
from hashlib import sha256

from beep.features.media import rules, store
from beep.features.media.contract import PAGE_PICTURE, AttachmentView, FileId, PagePicture
from beep.kit.ids import ChannelId, MessageId, UserId
from beep.runtime.feature import Runtime
from beep.runtime.images.workshop import Limits, NotAnImage, Workshop
from beep.runtime.storage import Storage

_log = logging.getLogger("beep.media")
_SIDE = 640
_TYPE = "image/webp"
# Strangers chose them: less may be spent on each than on what people send, and not in the same place.
_LIMITS = Limits(pixels=25_000_000, memory_bytes=512 << 20, cpu_s=3, seconds=6, output_bytes=4 << 20)


class PagePictures:
    def __init__(self, runtime: Runtime, storage: Storage) -> None:
        self._database = runtime.database
        self._clock = runtime.clock
        self._ids = runtime.ids
        self._storage = storage
        self._workshop = Workshop(runtime.home / "incoming", _LIMITS, at_once=1)

    async def made(self, raw: bytes) -> PagePicture | None:
        """Return a picture made small, `None` when it is none Beep can open."""
        try:
            found, output = await self._workshop.variant(raw, "WEBP", (_SIDE, _SIDE), keeps_moving=False)
        except NotAnImage as error:
            _log.info("a page's picture was not opened", extra={"reason": error.reason})
            return None
        with output:
            content = await asyncio.to_thread(output.read)
        return PagePicture(content, int(found["width"]), int(found["height"]))

    async def store(
        self, picture: PagePicture, channel_id: ChannelId, owner_id: UserId, message_id: MessageId
    ) -> FileId:
        """Store a picture as a message's; if that does not show it, it is swept like what never was sent."""
        view = AttachmentView(
            id=FileId(self._ids.next()),
            channel_id=channel_id,
            owner_id=owner_id,
            filename=PAGE_PICTURE,
            content_type=_TYPE,
            size_bytes=len(picture.content),
            width=picture.width,
            height=picture.height,
        )
        async with self._database.write() as tx:
            await store.insert_arriving(tx, view, sha256(picture.content).hexdigest(), at=self._clock.now())
        await self._storage.put(rules.key_of(view.id), picture.content)
        async with self._database.write() as tx:
            await store.claim_for_message(tx, view.id, message_id, at=self._clock.now())
        return view.id
