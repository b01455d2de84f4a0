"""Editing and erasing messages."""

from collections.abc import Sequence

from beep.features.messaging import rules, store
from beep.features.messaging.contract import MessageView
from beep.features.messaging.errors import MessageNotFound, NotYourMessage
from beep.features.messaging.facts import CallsChanged, MessageDeleted, MessageEdited
from beep.features.messaging.service.footing import SEE, Footing
from beep.features.messaging.service.sending import EVERYBODY
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, MessageId
from beep.kit.permissions import Permission
from beep.runtime.database import Transaction


class Changing:
    def __init__(self, footing: Footing) -> None:
        self._on = footing

    async def edit(
        self,
        actor: Actor,
        channel_id: ChannelId,
        message_id: MessageId,
        content: str | None,
        allowed: rules.Allowed = EVERYBODY,
    ) -> MessageView:
        """Change the text of one's own message (MSG-03); `None` changes nothing."""
        return await self._on.on_firm_ground(
            lambda: self._edit(actor, channel_id, message_id, content, allowed)
        )

    async def _edit(
        self,
        actor: Actor,
        channel_id: ChannelId,
        message_id: MessageId,
        content: str | None,
        allowed: rules.Allowed,
    ) -> MessageView:
        access = await self._on.channels.access(actor, channel_id, SEE)
        await self._on.check_active(actor, access)
        message = await self._on.get(channel_id, message_id)
        if message.author_id != actor.user_id:
            raise NotYourMessage
        if content is None:
            return message
        text = rules.clean_content(
            content,
            max_length=self._on.settings.max_length,
            may_be_empty=bool(message.attachments or message.embeds),
        )
        replied = await self._called_back(message)
        mentions = await self._on.mentions(access, text, allowed, replied)
        async with self._on.database.write() as tx:
            before = await store.lock(tx, channel_id, message_id)
            if before is None:
                raise MessageNotFound
            edited = await store.edit(tx, message_id, text, mentions, self._on.runtime.clock.now())
            targets = await store.counting.change(tx, before, edited)
            tx.stand_on(access.channel.server_id, access.as_of)
            tx.record(MessageEdited(channel_id, message_id), view=edited)
            _tell_calls(tx, channel_id, targets)
        return edited

    async def _called_back(self, message: MessageView) -> MessageView | None:
        """Return what a message answers, if it called that one's author: an edit goes on doing so."""
        if message.reply_to is None:
            return None
        async with self._on.database.read() as connection:
            replied = await store.find(connection, message.channel_id, message.reply_to)
        return replied if replied is not None and replied.author_id in message.mention_ids else None

    async def delete(self, actor: Actor, channel_id: ChannelId, message_id: MessageId) -> None:
        """Erase one's own message, or anybody's with MANAGE_MESSAGES (MSG-05)."""
        await self._on.on_firm_ground(lambda: self._delete(actor, channel_id, message_id))

    async def _delete(self, actor: Actor, channel_id: ChannelId, message_id: MessageId) -> None:
        access = await self._on.channels.access(actor, channel_id, SEE)
        await self._on.check_active(actor, access)
        message = await self._on.get(channel_id, message_id)
        if message.author_id != actor.user_id and not access.permissions & Permission.MANAGE_MESSAGES:
            await self._on.channels.access(actor, channel_id, Permission.MANAGE_MESSAGES)
        async with self._on.database.write() as tx:
            gone = await store.erase(tx, channel_id, [message_id])
            if not gone:
                raise MessageNotFound
            tx.stand_on(access.channel.server_id, access.as_of)
            tx.record(MessageDeleted(channel_id, message_id))
            _tell_calls(tx, channel_id, sorted({one for view in gone for one in view.targets()}))

    async def erase_channel(self, channel_id: ChannelId) -> None:
        """Erase all messages of a deleted channel, in short transactions; idempotent (CHAN-04)."""
        async with self._on.database.write() as tx:
            await store.close_channel(tx, channel_id)
        while True:
            async with self._on.database.write() as tx:
                if not await store.erase_some(tx, channel_id):
                    return


def _tell_calls(tx: Transaction, channel_id: ChannelId, targets: Sequence[int]) -> None:
    if targets:
        tx.record(CallsChanged(channel_id, [str(one) for one in targets]))
