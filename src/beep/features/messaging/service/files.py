"""Files of messages: taken when a message is posted or changed, let go when it is gone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from beep.features import media
from beep.features.messaging import rules, store
from beep.features.messaging.contract import MessageView
from beep.features.messaging.facts import FilesDropped
from beep.features.messaging.service.footing import SEE, Footing
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, MessageId, UserId, first_id_at
from beep.kit.permissions import Permission
from beep.runtime.database import Transaction
from beep.runtime.http import ReceivedFile


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What somebody wants a message to carry. `listed=None` keeps what it has."""

    listed: tuple[media.ListedAttachment, ...] | None = ()
    received: tuple[ReceivedFile, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.listed or self.received)


class MessageFiles:
    def __init__(self, footing: Footing, media: media.Media) -> None:
        self._on = footing
        self._media = media

    async def check_may_attach(self, actor: Actor, channel_id: ChannelId) -> None:
        """Refuse files from who may not send any, before they are read."""
        await self._on.channels.access(actor, channel_id, SEE | Permission.ATTACH_FILES)

    async def take(
        self, actor: Actor, channel_id: ChannelId, enclosed: Enclosed, nonce: str | None
    ) -> tuple[media.AttachmentView, ...]:
        """Return the files of a new message; once taken they are its own (FILE-01)."""
        await self.check_may_attach(actor, channel_id)
        return await self._media.attach(actor, channel_id, enclosed.listed, enclosed.received, key=nonce)

    async def change(
        self, actor: Actor, message: MessageView, enclosed: Enclosed
    ) -> tuple[media.AttachmentView, ...]:
        """Return the files of a changed message; those that came are kept even if the change is lost."""
        there = {one.id for one in message.attachments}
        if enclosed.received or any(one.id not in there for one in enclosed.listed or ()):
            await self.check_may_attach(actor, message.channel_id)
        files = await self._media.attach(
            actor,
            message.channel_id,
            enclosed.listed,
            enclosed.received,
            existing=message.attachments,
        )
        await self._media.keep([one.id for one in files if one.id not in there])
        return files

    @staticmethod
    def let_go(tx: Transaction, user_id: UserId, file_ids: Sequence[media.FileId]) -> None:
        """Record in the change's own transaction that files are of no more use (FILE-03)."""
        if file_ids:
            tx.record(FilesDropped(user_id, [str(one) for one in file_ids]))

    async def keep(self, file_ids: Sequence[media.FileId]) -> None:
        await self._media.keep(file_ids)

    async def delete(self, file_ids: Sequence[media.FileId]) -> None:
        await self._media.delete(file_ids)

    async def delete_of_channel(self, channel_id: ChannelId) -> None:
        await self._media.delete_of_channel(channel_id)

    async def files_in_use(
        self, channel_id: ChannelId, file_ids: Sequence[media.FileId], until: datetime
    ) -> Collection[media.FileId]:
        """Return those that a message carries which was posted after them and before `until`."""
        async with self._on.database.read() as connection:
            span = (min(file_ids), first_id_at(until))
            carried = await store.list_files(connection, channel_id, span)
        return rules.carried(file_ids, carried)

    async def page_pictures_in_use(
        self, pictures: Sequence[tuple[MessageId, media.FileId]]
    ) -> Collection[media.FileId]:
        """Return those that are shown under the messages they were made for."""
        async with self._on.database.read() as connection:
            messages = await store.list_by_ids(connection, [message_id for message_id, _ in pictures])
        shown = {(message.id, file_id) for message in messages for file_id in rules.files_of(message)}
        return {one[1] for one in pictures if one in shown}
