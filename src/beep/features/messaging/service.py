"""Use cases of messaging: send, edit, delete, read, mark as read."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from beep.features import channels, servers
from beep.features.messaging import rules, store
from beep.features.messaging.contract import MessageView, Window
from beep.features.messaging.drafts import Draft, Mentions
from beep.features.messaging.errors import MessageNotFound, NotTheAuthor, NotYourMessage
from beep.features.messaging.facts import MessageDeleted, MessageEdited, ReadMoved
from beep.features.messaging.settings import MessagingSettings
from beep.features.messaging.writer import Writer
from beep.kit.actor import Actor
from beep.kit.errors import Unavailable, invalid
from beep.kit.ids import ChannelId, MessageId, UserId
from beep.kit.permissions import Permission
from beep.runtime.database import check_unmoved
from beep.runtime.feature import Runtime
from beep.runtime.metrics import MESSAGES_SENT
from beep.runtime.outbox import Moved

T = TypeVar("T")
# A server that changes so often within one request is busy with something else.
_ATTEMPTS = 5
_SEE = Permission.VIEW_CHANNEL
_EVERYBODY = rules.Allowed()


@dataclass(frozen=True, slots=True)
class Writing:
    """What somebody asks to post."""

    channel_id: ChannelId
    content: str
    nonce: str | int | None = None
    allowed: rules.Allowed = _EVERYBODY
    reply_to: MessageId | None = None
    # Refuse when the message replied to is gone; otherwise post without the reply.
    reply_must_exist: bool = True
    claimed_author: int | None = None


class MessagingService:
    """Implements the `Messaging` face."""

    def __init__(
        self,
        runtime: Runtime,
        settings: MessagingSettings,
        writer: Writer,
        *,
        channels: channels.Channels,
        servers: servers.Servers,
    ) -> None:
        self._runtime = runtime
        self._database = runtime.database
        self._settings = settings
        self._writer = writer
        self._channels = channels
        self._servers = servers

    async def send(self, actor: Actor, writing: Writing) -> MessageView:
        """Post a message and return it once it is committed (MSG-01, MSG-13).

        The same `nonce` by the same person in the same channel returns the first message (MSG-15).
        """
        message = await self._on_firm_ground(lambda: self._send(actor, writing))
        MESSAGES_SENT.inc()
        return message

    async def _send(self, actor: Actor, writing: Writing) -> MessageView:
        needed = _SEE | Permission.SEND_MESSAGES
        access = await self._channels.access(actor, writing.channel_id, needed)
        if writing.claimed_author not in {None, actor.user_id}:
            raise NotTheAuthor
        content = rules.clean_content(writing.content, max_length=self._settings.max_length)
        nonce = rules.clean_nonce(writing.nonce)
        replied = await self._replied(writing)
        mentions = await self._mentions(access, content, writing.allowed, replied)
        draft = Draft(
            channel_id=access.channel.id,
            server_id=access.channel.server_id,
            author_id=actor.user_id,
            content=content,
            nonce=nonce,
            reply_to=replied.id if replied else None,
            mentions=mentions,
            as_of=access.as_of,
        )
        return await self._writer.store(draft)

    async def edit(
        self,
        actor: Actor,
        channel_id: ChannelId,
        message_id: MessageId,
        content: str | None,
        allowed: rules.Allowed = _EVERYBODY,
    ) -> MessageView:
        """Change the text of one's own message (MSG-03); `None` changes nothing."""
        return await self._on_firm_ground(lambda: self._edit(actor, channel_id, message_id, content, allowed))

    async def _edit(
        self,
        actor: Actor,
        channel_id: ChannelId,
        message_id: MessageId,
        content: str | None,
        allowed: rules.Allowed,
    ) -> MessageView:
        access = await self._channels.access(actor, channel_id, _SEE)
        message = await self._get(channel_id, message_id)
        if message.author_id != actor.user_id:
            raise NotYourMessage
        if content is None:
            return message
        text = rules.clean_content(content, max_length=self._settings.max_length)
        mentions = await self._mentions(access, text, allowed, None)
        async with self._database.write() as tx:
            edited = await store.edit(tx, message_id, text, mentions, self._runtime.clock.now())
            if edited is None:
                raise MessageNotFound
            tx.stand_on(access.channel.server_id, access.as_of)
            tx.record(MessageEdited(channel_id, message_id), view=edited)
        return edited

    async def delete(self, actor: Actor, channel_id: ChannelId, message_id: MessageId) -> None:
        """Erase one's own message, or anybody's with MANAGE_MESSAGES (MSG-05)."""
        await self._on_firm_ground(lambda: self._delete(actor, channel_id, message_id))

    async def _delete(self, actor: Actor, channel_id: ChannelId, message_id: MessageId) -> None:
        access = await self._channels.access(actor, channel_id, _SEE)
        message = await self._get(channel_id, message_id)
        if message.author_id != actor.user_id and not access.permissions & Permission.MANAGE_MESSAGES:
            await self._channels.access(actor, channel_id, Permission.MANAGE_MESSAGES)
        async with self._database.write() as tx:
            if not await store.remove(tx, message_id):
                raise MessageNotFound
            tx.stand_on(access.channel.server_id, access.as_of)
            tx.record(MessageDeleted(channel_id, message_id))

    async def get(self, actor: Actor, channel_id: ChannelId, message_id: MessageId) -> MessageView:
        async def read() -> MessageView | None:
            access = await self._channels.access(actor, channel_id, _SEE)
            if not access.permissions & Permission.READ_MESSAGE_HISTORY:
                return None
            async with self._database.read() as connection:
                found = await store.find(connection, channel_id, message_id)
                await check_unmoved(connection, access.channel.server_id, access.as_of)
            return found

        message = await self._on_firm_ground(read)
        if message is None:
            raise MessageNotFound
        return message

    async def list_history(
        self, actor: Actor, channel_id: ChannelId, window: Window
    ) -> Sequence[MessageView]:
        """Return part of a channel's history, newest first; empty without READ_MESSAGE_HISTORY."""

        async def read() -> Sequence[MessageView]:
            access = await self._channels.access(actor, channel_id, _SEE)
            if not access.permissions & Permission.READ_MESSAGE_HISTORY:
                return []
            async with self._database.read() as connection:
                found = await store.list_window(connection, channel_id, window)
                await check_unmoved(connection, access.channel.server_id, access.as_of)
            return found

        return await self._on_firm_ground(read)

    async def mark_read(self, actor: Actor, channel_id: ChannelId, message_id: MessageId) -> None:
        """Move the person's read pointer forward, at most to the newest message; never back."""
        await self._channels.access(actor, channel_id, _SEE)
        async with self._database.write() as tx:
            reached = await store.move_read_pointer(tx, actor.user_id, channel_id, message_id)
            if reached is not None:
                tx.record(ReadMoved(actor.user_id, channel_id, reached))

    async def type(self, actor: Actor, channel_id: ChannelId) -> None:
        """Tell who looks at a channel that somebody is writing; may be lost."""
        access = await self._channels.access(actor, channel_id, _SEE | Permission.SEND_MESSAGES)
        self._runtime.live.tell(
            "typing",
            {
                "channel_id": str(channel_id),
                "server_id": str(access.channel.server_id),
                "user_id": str(actor.user_id),
                "at": int(self._runtime.clock.now().timestamp()),
            },
        )

    async def list_by_ids(self, message_ids: Sequence[MessageId]) -> Sequence[MessageView]:
        async with self._database.read() as connection:
            return await store.list_by_ids(connection, message_ids)

    async def last_message_ids(self, channel_ids: Sequence[ChannelId]) -> Mapping[ChannelId, MessageId]:
        async with self._database.read() as connection:
            return await store.last_message_ids(connection, channel_ids)

    async def read_states(self, user_id: UserId) -> Mapping[ChannelId, MessageId]:
        async with self._database.read() as connection:
            return await store.read_states(connection, user_id)

    async def erase_channel(self, channel_id: ChannelId) -> None:
        """Erase all messages of a deleted channel, in short transactions; idempotent (CHAN-04)."""
        async with self._database.write() as tx:
            await store.close_channel(tx, channel_id)
        while True:
            async with self._database.write() as tx:
                if not await store.delete_some(tx, channel_id):
                    return

    async def _on_firm_ground(self, act: Callable[[], Awaitable[T]]) -> T:
        """Do what is decided from memory; decide anew if the server changed before it was done (F-39)."""
        for _ in range(_ATTEMPTS):
            try:
                return await act()
            except Moved as moved:
                await self._database.places.reach(moved.stream, moved.place)
        raise Unavailable

    async def _get(self, channel_id: ChannelId, message_id: MessageId) -> MessageView:
        async with self._database.read() as connection:
            message = await store.find(connection, channel_id, message_id)
        if message is None:
            raise MessageNotFound
        return message

    async def _replied(self, writing: Writing) -> MessageView | None:
        if writing.reply_to is None:
            return None
        async with self._database.read() as connection:
            found = await store.find(connection, writing.channel_id, writing.reply_to)
        if found is None and writing.reply_must_exist:
            path = "message_reference.message_id"
            raise invalid(path, "REPLIES_UNKNOWN_MESSAGE", "There is no such message in this channel.")
        return found

    async def _mentions(
        self,
        access: channels.Access,
        content: str,
        allowed: rules.Allowed,
        replied: MessageView | None,
    ) -> Mentions:
        calls_reply = replied is not None and allowed.replied_user
        if not calls_reply and "<@" not in content and "@everyone" not in content and "@here" not in content:
            return _NOBODY
        snapshot = await self._servers.snapshot(access.channel.server_id)
        if snapshot is None:
            return _NOBODY
        mentions = rules.mentions_in(
            content,
            allowed,
            members=snapshot.members.keys(),
            roles={role.id: role.is_mentionable for role in snapshot.roles.values()},
            may_mention_everyone=bool(access.permissions & Permission.MENTION_EVERYONE),
        )
        if replied is not None and calls_reply and replied.author_id not in mentions.user_ids:
            return Mentions((*mentions.user_ids, replied.author_id), mentions.role_ids, mentions.everyone)
        return mentions


_NOBODY = Mentions()
