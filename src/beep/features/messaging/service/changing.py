"""Editing and erasing messages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from beep.features import audit, channels
from beep.features.media import AttachmentView
from beep.features.messaging import rules, store
from beep.features.messaging.contract import Kind, MessageFlag, MessageView
from beep.features.messaging.errors import MessageNotFound, NotWritten, NotYourMessage
from beep.features.messaging.facts import CallsChanged, MessageDeleted, MessageEdited
from beep.features.messaging.service.files import Enclosed, MessageFiles
from beep.features.messaging.service.footing import SEE, Footing
from beep.features.messaging.service.sending import EVERYBODY
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, MessageId
from beep.kit.permissions import Permission
from beep.runtime.database import Transaction


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a message; `None` leaves that part as it is."""

    content: str | None
    allowed: rules.Allowed
    files: tuple[AttachmentView, ...] | None


class Changing:
    def __init__(self, footing: Footing, files: MessageFiles) -> None:
        self._on = footing
        self._files = files

    async def edit(
        self,
        actor: Actor,
        channel_id: ChannelId,
        message_id: MessageId,
        content: str | None,
        allowed: rules.Allowed = EVERYBODY,
        enclosed: Enclosed | None = None,
    ) -> MessageView:
        """Change the text or the files of one's own message (MSG-03); `None` changes nothing."""
        files = None
        if enclosed is not None:
            _, message = await self._may_edit(actor, channel_id, message_id)
            files = await self._files.change(actor, message, enclosed)
        change = Change(content, allowed, files)
        return await self._on.on_firm_ground(lambda: self._edit(actor, channel_id, message_id, change))

    async def _may_edit(
        self, actor: Actor, channel_id: ChannelId, message_id: MessageId
    ) -> tuple[channels.Access, MessageView]:
        access = await self._on.channels.access(actor, channel_id, SEE)
        await self._on.check_active(actor, access)
        message = await self._on.get(channel_id, message_id)
        if message.author_id != actor.user_id:
            raise NotYourMessage
        if message.kind not in {Kind.PLAIN, Kind.REPLY}:
            raise NotWritten
        return access, message

    async def suppress_embeds(
        self, actor: Actor, channel_id: ChannelId, message_id: MessageId, *, is_suppressed: bool
    ) -> MessageView:
        """Hide or show the embeds of one's own message, or of anybody's with MANAGE_MESSAGES."""

        async def act() -> MessageView:
            access = await self._on.channels.access(actor, channel_id, SEE)
            await self._on.check_active(actor, access)
            message = await self._on.get(channel_id, message_id)
            if message.author_id != actor.user_id:
                await self._on.channels.access(actor, channel_id, Permission.MANAGE_MESSAGES)
            async with self._on.database.write() as tx:
                before = await store.lock(tx, channel_id, message_id)
                if before is None:
                    raise MessageNotFound
                hidden = MessageFlag.SUPPRESS_EMBEDS
                flags = before.flags | hidden if is_suppressed else before.flags & ~hidden
                if flags == before.flags:
                    return before
                changed = await store.put_flags(tx, message_id, int(flags))
                tx.stand_on(access.channel.server_id, access.as_of)
                tx.record(MessageEdited(channel_id, message_id), view=changed, has_work=False)
            return changed

        return await self._on.on_firm_ground(act)

    async def _edit(
        self, actor: Actor, channel_id: ChannelId, message_id: MessageId, change: Change
    ) -> MessageView:
        access, message = await self._may_edit(actor, channel_id, message_id)
        if change.content is None and change.files is None:
            return message
        files = message.attachments if change.files is None else change.files
        text = rules.clean_content(
            message.content if change.content is None else change.content,
            max_length=self._on.settings.max_length,
            may_be_empty=bool(files or message.embeds),
        )
        replied = await self._called_back(message)
        mentions = await self._on.mentions(access, text, change.allowed, replied)
        async with self._on.database.write() as tx:
            before = await store.lock(tx, channel_id, message_id)
            if before is None:
                raise MessageNotFound
            edited = await store.edit(tx, message_id, text, mentions, self._on.runtime.clock.now())
            targets = await store.counting.change(tx, before, edited)
            if change.files is not None:
                await store.carry(tx, message_id, files)
                edited = replace(edited, attachments=files)
            tx.stand_on(access.channel.server_id, access.as_of)
            if text != before.content:
                # What is shown of links goes with them; those there are now are looked at anew.
                own = rules.with_previews(before.embeds, ())
                if own != before.embeds:
                    edited = await store.put_embeds(tx, message_id, own)
            kept = set(rules.files_of(edited))
            self._files.let_go(tx, actor.user_id, [one for one in rules.files_of(before) if one not in kept])
            is_linking = text != before.content and rules.is_linking(text, access.permissions, edited.flags)
            tx.record(MessageEdited(channel_id, message_id), view=edited, has_work=is_linking)
            _tell_calls(tx, channel_id, targets)
        return edited

    async def _called_back(self, message: MessageView) -> MessageView | None:
        """Return what a message answers, if it called that one's author: an edit goes on doing so."""
        if message.reply_to is None:
            return None
        async with self._on.database.read() as connection:
            replied = await store.find(connection, message.channel_id, message.reply_to)
        return replied if replied is not None and replied.author_id in message.mention_ids else None

    async def delete(
        self, actor: Actor, channel_id: ChannelId, message_id: MessageId, *, reason: str | None = None
    ) -> None:
        """Erase one's own message, or anybody's with MANAGE_MESSAGES, which is audited (MSG-05, MSG-06)."""
        await self._on.on_firm_ground(lambda: self._delete(actor, channel_id, message_id, reason))

    async def _delete(
        self, actor: Actor, channel_id: ChannelId, message_id: MessageId, reason: str | None
    ) -> None:
        access = await self._on.channels.access(actor, channel_id, SEE)
        await self._on.check_active(actor, access)
        message = await self._on.get(channel_id, message_id)
        if message.author_id != actor.user_id and not access.permissions & Permission.MANAGE_MESSAGES:
            await self._on.channels.access(actor, channel_id, Permission.MANAGE_MESSAGES)
        async with self._on.database.write() as tx:
            gone = await store.erase(tx, channel_id, [message_id])
            if not gone:
                raise MessageNotFound
            self._files.let_go(tx, actor.user_id, rules.files_of(gone[0]))
            tx.stand_on(access.channel.server_id, access.as_of)
            if message.author_id != actor.user_id:
                acted = self._on.acted(
                    access.channel.server_id,
                    actor,
                    audit.Action.MESSAGE_DELETE,
                    target_id=message.author_id,
                    reason=reason,
                    options={"channel_id": str(channel_id), "count": "1"},
                )
                tx.record(acted)
            tx.record(MessageDeleted(channel_id, message_id))
            _tell_calls(tx, channel_id, sorted({one for view in gone for one in view.targets()}))

    async def erase_channel(self, channel_id: ChannelId) -> None:
        """Erase all messages of a deleted channel, in short transactions; idempotent (CHAN-04)."""
        async with self._on.database.write() as tx:
            await store.close_channel(tx, channel_id)
        while True:
            async with self._on.database.write() as tx:
                if not await store.erase_some(tx, channel_id):
                    break
        async with self._on.database.write() as tx:
            await store.slow_mode.forget_channel(tx, channel_id)
        await self._files.delete_of_channel(channel_id)


def _tell_calls(tx: Transaction, channel_id: ChannelId, targets: Sequence[int]) -> None:
    if targets:
        tx.record(CallsChanged(channel_id, [str(one) for one in targets]))
