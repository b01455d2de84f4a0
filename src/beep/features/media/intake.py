"""The way of a file into the store: named, recognised, counted, stored, and only then there."""

from dataclasses import dataclass

from beep.features.media import rules, store
from beep.features.media.contract import AttachmentView, FileId
from beep.features.media.errors import FileNotFound, TooMuchWaiting
from beep.features.media.settings import MediaSettings
from beep.kit.ids import ChannelId, Snowflakes, UserId
from beep.runtime.clock import Clock
from beep.runtime.database import Database
from beep.runtime.http import Spooled
from beep.runtime.storage import Storage


def key_of(file_id: FileId) -> str:
    """Return where a file's bytes lie; by its low bits, so that no folder grows too large."""
    return f"attachments/{file_id >> 22 & 0xFF:02x}/{file_id}"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file on its way in, as whoever sends it names it."""

    owner_id: UserId
    channel_id: ChannelId
    filename: str
    content_type: str
    spooled: Spooled


class Intake:
    def __init__(
        self, database: Database, clock: Clock, ids: Snowflakes, storage: Storage, settings: MediaSettings
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._storage = storage
        self._settings = settings

    async def check_quota(self, owner_id: UserId, more_bytes: int) -> None:
        """Raise `TooMuchWaiting` if a file of this size would be too much already."""
        async with self._database.read() as connection:
            count, waiting = await store.read_waiting_of(connection, owner_id)
        self._check(count, waiting + more_bytes)

    async def take(self, arrival: Arrival) -> AttachmentView:
        """Store a file and return it, waiting for its message."""
        view = AttachmentView(
            id=FileId(self._ids.next()),
            channel_id=arrival.channel_id,
            owner_id=arrival.owner_id,
            filename=rules.filename(arrival.filename),
            content_type=arrival.content_type or "application/octet-stream",
            size_bytes=arrival.spooled.size_bytes,
        )
        async with self._database.write() as tx:
            count, waiting = await store.waiting_of(tx, arrival.owner_id)
            self._check(count, waiting + view.size_bytes)
            await store.insert_arriving(tx, view, arrival.spooled.sha256, at=self._clock.now())
        arrival.spooled.file.seek(0)
        await self._storage.put(key_of(view.id), arrival.spooled.file)
        async with self._database.write() as tx:
            if not await store.arrived(tx, view.id, at=self._clock.now()):
                raise FileNotFound
        return view

    def _check(self, count: int, size_bytes: int) -> None:
        if count >= self._settings.waiting_files or size_bytes > self._settings.waiting_bytes:
            raise TooMuchWaiting(retry_after_s=60)
