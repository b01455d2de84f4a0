"""Gives files back: to whoever holds a signed address, or may read the file's channel now."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from weakref import WeakValueDictionary

from beep.features.media import rules, store
from beep.features.media.contract import AttachmentView, ChannelGate, FileId
from beep.features.media.errors import FileNotFound
from beep.features.media.links import Links
from beep.kit import sniffing
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId
from beep.kit.permissions import Permission
from beep.runtime.database import Database
from beep.runtime.http.files import Served
from beep.runtime.http.uploads import spool
from beep.runtime.images.workshop import NotAnImage, Workshop
from beep.runtime.storage import Storage

_READ = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
# Sides thumbnails have: few, so that nobody fills the store with every size there is.
SIDES = (64, 128, 256, 400, 560, 800, 1200, 1600)
_THUMBNAIL_TYPE = "image/webp"
# Originals that lie on the disk to be made smaller.
_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Ticket:
    """What lets somebody read a file: the signature of its address, or who they are."""

    ex: str
    issued: str
    hm: str
    actor: Actor | None


class Serving:
    def __init__(
        self, database: Database, storage: Storage, links: Links, workshop: Workshop, *, is_shared: bool
    ) -> None:
        self._database = database
        self._storage = storage
        self._links = links
        self._workshop = workshop
        self._is_shared = is_shared
        self._folder = workshop.folder
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._making: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def serve(
        self, gate: ChannelGate, channel_id: ChannelId, file_id: FileId, ticket: Ticket
    ) -> Served:
        """Return a file; raises `FileNotFound` for everything else, whatever the reason (FILE-06)."""
        held = await self._held(gate, channel_id, file_id, ticket)
        view = held.view
        is_image = view.content_type in sniffing.IMAGES and view.width is not None
        return Served(
            filename=view.filename,
            content_type=view.content_type,
            size_bytes=view.size_bytes,
            etag=held.sha256[:32],
            is_shown=is_image or view.content_type in sniffing.PLAYABLE,
            cache=self._cache(ticket),
            read=partial(self._read, view),
            is_shared=self._is_shared,
        )

    async def thumbnail(self, whole: Served, view_id: FileId, box: tuple[int | None, int | None]) -> Served:
        """Return an image made to fit a box; what is no still image comes as it is."""
        if whole.content_type not in sniffing.IMAGES or not whole.is_shown:
            return whole
        side = next((one for one in SIDES if one >= max(box[0] or 0, box[1] or 0)), SIDES[-1])
        content = await self._thumbnail(whole, view_id, side)
        if content is None:
            return whole

        async def read(start: int, end: int) -> AsyncIterator[bytes]:
            return _once(content[start:end])

        return Served(
            filename=f"{Path(whole.filename).stem}.webp",
            content_type=_THUMBNAIL_TYPE,
            size_bytes=len(content),
            etag=f"{whole.etag}-{side}",
            is_shown=True,
            cache=whole.cache,
            read=read,
            is_shared=self._is_shared,
        )

    async def _thumbnail(self, whole: Served, file_id: FileId, side: int) -> bytes | None:
        key = f"{rules.key_of(file_id)}.thumbnails/{side}.webp"
        made = await self._storage.get(key)
        if made is not None:
            return made
        lock = self._making.setdefault(key, asyncio.Lock())
        async with lock:
            if (made := await self._storage.get(key)) is not None:
                return made
            made = await self._made(whole, side)
            if made is not None:
                await self._storage.put(key, made)
        return made

    async def _made(self, whole: Served, side: int) -> bytes | None:
        """Return an image made smaller; by way of the disk, as originals are large and many are asked for."""
        async with self._places:
            source = await spool(await whole.read(0, whole.size_bytes), self._folder, whole.size_bytes)
            with source.file:
                try:
                    _, output = await self._workshop.variant(
                        source.file, "WEBP", (side, side), keeps_moving=True
                    )
                except NotAnImage:
                    return None
                with output:
                    return await asyncio.to_thread(output.read)

    async def _held(
        self, gate: ChannelGate, channel_id: ChannelId, file_id: FileId, ticket: Ticket
    ) -> store.Held:
        if ticket.actor is not None:
            await gate.access(ticket.actor, channel_id, _READ)
        elif not self._links.is_good(channel_id, file_id, ticket.ex, ticket.issued, ticket.hm):
            raise FileNotFound
        async with self._database.read() as connection:
            held = await store.find(connection, file_id)
        if held is None or held.view.channel_id != channel_id or held.state in _NOT_THERE:
            raise FileNotFound
        is_unsent = held.state == store.WAITING
        if ticket.actor is not None and is_unsent and ticket.actor.user_id != held.view.owner_id:
            raise FileNotFound
        return held

    async def _read(self, view: AttachmentView, start: int, end: int) -> AsyncIterator[bytes]:
        try:
            return await self._storage.read(rules.key_of(view.id), start, end)
        except FileNotFoundError:
            raise FileNotFound from None

    def _cache(self, ticket: Ticket) -> str:
        if ticket.actor is not None:
            return "private, no-cache"
        return f"private, max-age={self._links.seconds_left(ticket.ex)}, immutable"


_NOT_THERE = frozenset({store.ARRIVING, store.DROPPED})


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
