"""Editing and erasing messages."""

from beep.features.messaging import rules, store
from beep.features.messaging.contract import MessageView
from beep.features.messaging.errors import MessageNotFound, NotYourMessage
from beep.features.messaging.facts import MessageDeleted, MessageEdited
from beep.features.messaging.service.footing import SEE, Footing
from beep.features.messaging.service.sending import EVERYBODY
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, MessageId
from beep.kit.permissions import Permission


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
        mentions = await self._on.mentions(access, text, allowed, None)
        async with self._on.database.write() as tx:
            edited = await store.edit(tx, message_id, text, mentions, self._on.runtime.clock.now())
            if edited is None:
                raise MessageNotFound
            tx.stand_on(access.channel.server_id, access.as_of)
            tx.record(MessageEdited(channel_id, message_id), view=edited)
        return edited

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
            if not await store.erase(tx, channel_id, [message_id]):
                raise MessageNotFound
            tx.stand_on(access.channel.server_id, access.as_of)
            tx.record(MessageDeleted(channel_id, message_id))

    async def erase_channel(self, channel_id: ChannelId) -> None:
        """Erase all messages of a deleted channel, in short transactions; idempotent (CHAN-04)."""
        async with self._on.database.write() as tx:
            await store.close_channel(tx, channel_id)
        while True:
            async with self._on.database.write() as tx:
                if not await store.erase_some(tx, channel_id):
                    return
