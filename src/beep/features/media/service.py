"""What can be done with files of channels."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from beep.features.media import rules, store
from beep.features.media.contract import (
    AttachmentView,
    ChannelGate,
    FileId,
    FileUses,
    ListedAttachment,
    PagePicture,
    PictureKind,
)
from beep.features.media.errors import FileNotFound
from beep.features.media.holdings import Holdings
from beep.features.media.intake import Arrival, Intake
from beep.features.media.links import Links
from beep.features.media.page_pictures import PagePictures
from beep.features.media.pictures import Pictures
from beep.features.media.serving import Serving, Ticket
from beep.features.media.settings import MediaSettings
from beep.kit.actor import Actor
from beep.kit.errors import Unavailable, invalid
from beep.kit.ids import ChannelId, MessageId, UserId
from beep.kit.permissions import Permission
from beep.runtime.feature import Runtime
from beep.runtime.http import ReceivedFile, Snowflake
from beep.runtime.http.files import Served
from beep.runtime.http.uploads import file_too_large, spool
from beep.runtime.storage import Storage

_SEND = Permission.VIEW_CHANNEL | Permission.ATTACH_FILES
_BATCH = 500
# How long an uploaded file waits for its message.
_WAITS = timedelta(days=1)


class _NoGate:
    async def access(self, actor: Actor, channel_id: ChannelId, needed: Permission) -> object:
        del actor, channel_id, needed
        raise FileNotFound


@dataclass(frozen=True, slots=True)
class Parts:
    storage: Storage
    intake: Intake
    links: Links
    serving: Serving
    pictures: Pictures
    holdings: Holdings
    page_pictures: PagePictures


class MediaService:
    """Implements `Media`."""

    def __init__(self, runtime: Runtime, settings: MediaSettings, parts: Parts) -> None:
        self._runtime = runtime
        self._database = runtime.database
        self._clock = runtime.clock
        self._settings = settings
        self._storage = parts.storage
        self._intake = parts.intake
        self._links = parts.links
        self._serving = parts.serving
        self._pictures = parts.pictures
        self._holdings = parts.holdings
        self._page_pictures = parts.page_pictures
        self.picture_uses = parts.holdings.uses
        self.gate: ChannelGate = _NoGate()
        self.uses: FileUses | None = None

    async def upload(
        self,
        actor: Actor,
        channel_id: ChannelId,
        filename: str,
        stream: AsyncIterator[bytes],
        announced_bytes: int,
    ) -> AttachmentView:
        """Store a file; it waits for a message of the same person in the same channel."""
        await self.gate.access(actor, channel_id, _SEND)
        if announced_bytes > self._settings.max_file_bytes:
            raise file_too_large(self._settings.max_file_bytes)
        await self._intake.check_quota(actor.user_id, announced_bytes)
        spooled = await spool(stream, self._runtime.home / "incoming", self._settings.max_file_bytes)
        with spooled.file:
            return await self._intake.take(Arrival(actor.user_id, channel_id, filename, spooled))

    async def attach(
        self,
        actor: Actor,
        channel_id: ChannelId,
        listed: Sequence[ListedAttachment] | None,
        files: Sequence[ReceivedFile] = (),
        *,
        key: str | None = None,
        existing: Sequence[AttachmentView] = (),
    ) -> tuple[AttachmentView, ...]:
        plan = rules.plan(listed, files, existing)
        found: dict[FileId | int, AttachmentView] = {
            one.id: rules.described(one, plan.kept[one.id]) for one in existing if one.id in plan.kept
        }
        wanted = dict(plan.uploaded)
        numbers: dict[FileId, int] = {}
        for received, words in plan.received:
            arrival = Arrival(actor.user_id, channel_id, received.filename, received.spooled)
            view = await self._intake.take(arrival)
            numbers[view.id] = received.number
            wanted[view.id] = words or ListedAttachment(id=Snowflake(received.number))
        for view in await self._claim(actor, channel_id, wanted, key):
            found[numbers.get(view.id, view.id)] = view
        return tuple(found[place] for place in plan.order)

    async def _claim(
        self, actor: Actor, channel_id: ChannelId, wanted: dict[FileId, ListedAttachment], key: str | None
    ) -> list[AttachmentView]:
        if not wanted:
            return []
        now, own = self._clock.now(), rules.claim_key(key)
        async with self._database.write() as tx:
            taken = await store.claim(tx, actor.user_id, channel_id, list(wanted), key=own, at=now)
            if missing := wanted.keys() - {one.id for one in taken}:
                reason = f"No file {min(missing)} of yours waits here for a message. Upload it again."
                raise invalid("attachments", "ATTACHMENT_UNKNOWN", reason)
            views = [rules.described(one, wanted[one.id]) for one in taken]
            for view in (one for one, before in zip(views, taken, strict=True) if one != before):
                await store.describe(tx, view)
        return views

    async def keep(self, file_ids: Sequence[FileId]) -> None:
        if file_ids:
            async with self._database.write() as tx:
                await store.keep(tx, file_ids, at=self._clock.now())

    async def release(self, file_ids: Sequence[FileId]) -> None:
        async with self._database.write() as tx:
            await store.release(tx, file_ids, at=self._clock.now())

    async def discard(self, actor: Actor, channel_id: ChannelId, file_id: FileId) -> None:
        """Delete a file of one's own that waits for its message; raises `FileNotFound` for any other."""
        async with self._database.read() as connection:
            held = await store.find(connection, file_id)
        if held is None or held.state != store.WAITING or held.view.owner_id != actor.user_id:
            raise FileNotFound
        if held.view.channel_id != channel_id:
            raise FileNotFound
        await self.delete([file_id])

    async def delete(self, file_ids: Sequence[FileId]) -> None:
        async with self._database.write() as tx:
            gone = await store.drop(tx, file_ids, at=self._clock.now())
        await self._erase(gone)

    async def delete_of_channel(self, channel_id: ChannelId) -> None:
        while True:
            async with self._database.write() as tx:
                gone = await store.drop_of_channel(tx, channel_id, at=self._clock.now(), limit=_BATCH)
            if not gone:
                return
            await self._erase(gone)

    async def _erase(self, file_ids: Sequence[FileId]) -> bool:
        """Let dropped files' bytes go; tell whether they did: the store may be away until a later time."""
        try:
            for file_id in file_ids:
                key = rules.key_of(file_id)
                await self._storage.delete([key, *await self._storage.list_under(f"{key}.thumbnails")])
        except Unavailable:
            return False
        async with self._database.write() as tx:
            await store.forget(tx, file_ids)
        return True

    async def list_by_ids(self, file_ids: Sequence[FileId]) -> list[AttachmentView]:
        async with self._database.read() as connection:
            return await store.list_by_ids(connection, file_ids)

    def url_of(self, view: AttachmentView) -> str:
        return self._links.url(view)

    async def rotate_keys(self) -> None:
        await self._links.rotate(self._runtime.ids.next())

    async def serve(
        self, channel_id: ChannelId, file_id: FileId, ticket: Ticket, box: tuple[int | None, int | None]
    ) -> Served:
        """Return a file, as an image that fits `box` where that is asked for."""
        served = await self._serving.serve(self.gate, channel_id, file_id, ticket)
        return await self._serving.thumbnail(served, file_id, box) if any(box) else served

    # -- pictures of pages ----------------------------------------------------------------------

    async def page_picture(self, raw: bytes) -> PagePicture | None:
        return await self._page_pictures.made(raw)

    async def store_page_picture(
        self, picture: PagePicture, channel_id: ChannelId, owner_id: UserId, message_id: MessageId
    ) -> FileId:
        return await self._page_pictures.store(picture, channel_id, owner_id, message_id)

    # -- pictures -----------------------------------------------------------------------------

    async def store_picture(self, kind: PictureKind, owner_id: int, data: str) -> str:
        return await self._pictures.store(kind, owner_id, data)

    async def settle_pictures(self, kind: PictureKind, owner_id: int) -> None:
        await self._holdings.settle(kind, owner_id)

    async def picture_of(self, kind: PictureKind, owner_id: int) -> str | None:
        return await self._holdings.current(kind, owner_id)

    async def read_picture(
        self, kind: PictureKind, owner_id: int, name: str, ending: str, side: int
    ) -> tuple[str, bytes]:
        return await self._pictures.read(kind, owner_id, name, ending, side)

    # -- what nobody came back for --------------------------------------------------------------

    async def sweep(self) -> None:
        """Delete what no message came for within a day, and what the store could not delete (FILE-03)."""
        await self._drop_stale()
        await self._settle_claims()
        while True:
            async with self._database.read() as connection:
                gone = await store.list_dropped(connection, limit=_BATCH)
            if not gone or not await self._erase(gone):
                break
        await self._holdings.sweep()

    async def _drop_stale(self) -> None:
        now = self._clock.now()
        while True:
            async with self._database.write() as tx:
                if not await store.drop_stale(tx, before=now - _WAITS, at=now, limit=_BATCH):
                    return

    async def _settle_claims(self) -> None:
        """Keep what stored messages carry, drop what was claimed for one that was never stored."""
        if self.uses is None:
            return
        now = self._clock.now()
        while True:
            async with self._database.read() as connection:
                claimed = await store.list_claimed(connection, before=now - _WAITS, limit=_BATCH)
            if not claimed:
                return
            used = await self._used(self.uses, claimed, now)
            async with self._database.write() as tx:
                await store.keep(tx, used, at=now)
                await store.drop(tx, [one.id for one in claimed if one.id not in used], at=now)

    async def _used(self, uses: FileUses, claimed: Sequence[store.Claimed], now: datetime) -> set[FileId]:
        """Return what messages carry and show of what was claimed for them."""
        shown = [(one.message_id, one.id) for one in claimed if one.message_id is not None]
        used = set(await uses.page_pictures_in_use(shown)) if shown else set[FileId]()
        carried = [one for one in claimed if one.message_id is None]
        for channel_id in {one.channel_id for one in carried}:
            mine = [one.id for one in carried if one.channel_id == channel_id]
            used.update(await uses.files_in_use(channel_id, mine, now))
        return used
