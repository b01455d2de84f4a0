"""Reacting to messages (MSG-09, S-16)."""

from collections.abc import Mapping, Sequence

from beep.features import channels, servers
from beep.features.messaging import store, unicode_emojis
from beep.features.messaging.contract import Emoji, Emojis, MessageView, ReactionView
from beep.features.messaging.errors import MessageNotFound, TooManyReactions, UnknownEmoji
from beep.features.messaging.facts import ReactionAdded, ReactionRemoved, ReactionsCleared
from beep.features.messaging.service.footing import SEE, Footing
from beep.kit.actor import Actor
from beep.kit.ids import MAX_ID, ChannelId, MessageId, UserId
from beep.kit.permissions import Permission

# Different emojis a message may have.
DISTINCT_LIMIT = 20
_READ = SEE | Permission.READ_MESSAGE_HISTORY


class _NoEmojis:
    """Stands in where servers have no emojis of their own."""

    async def find(self, actor: Actor, emoji_id: int) -> None:
        del actor, emoji_id


class Reactions:
    """`emojis` is a port: the emojis of servers."""

    def __init__(self, footing: Footing) -> None:
        self._on = footing
        self.emojis: Emojis = _NoEmojis()

    async def add(self, actor: Actor, channel_id: ChannelId, message_id: MessageId, emoji: str) -> None:
        """React once with an emoji; again changes nothing. Only one that is new needs ADD_REACTIONS."""

        async def act() -> None:
            access = await self._on.channels.access(actor, channel_id, _READ)
            await self._on.check_active(actor, access)
            wanted = await self._wanted(actor, access, message_id, emoji)
            await self._add(actor, access, message_id, wanted)

        await self._on.on_firm_ground(act)

    async def _add(self, actor: Actor, access: channels.Access, message_id: MessageId, emoji: Emoji) -> None:
        channel_id = access.channel.id
        async with self._on.database.write() as tx:
            message = await store.lock(tx, channel_id, message_id)
            if message is None:
                raise MessageNotFound
            if not await store.reactions.has(tx, message_id, emoji):
                if not access.permissions & Permission.ADD_REACTIONS:
                    raise servers.MissingPermission("You need the permission ADD_REACTIONS in this channel.")
                if await store.reactions.distinct(tx, message_id) >= DISTINCT_LIMIT:
                    raise TooManyReactions
            place = self._on.runtime.ids.next()
            count = await store.reactions.add(tx, message_id, emoji, actor.user_id, place)
            if not count:
                return
            tx.stand_on(access.channel.server_id, access.as_of)
            told = (message.author_id, actor.user_id, *emoji.told())
            tx.record(ReactionAdded(channel_id, message_id, *told, count))

    async def remove(
        self, actor: Actor, channel_id: ChannelId, message_id: MessageId, emoji: str, user_id: UserId
    ) -> None:
        """Take a reaction back, one's own or, with MANAGE_MESSAGES, anybody's; none there changes nothing."""

        async def act() -> None:
            others = Permission.MANAGE_MESSAGES if user_id != actor.user_id else Permission(0)
            access = await self._on.channels.access(actor, channel_id, _READ | others)
            await self._on.check_active(actor, access)
            known = await self._known(channel_id, message_id, emoji)
            async with self._on.database.write() as tx:
                if await store.lock(tx, channel_id, message_id) is None:
                    raise MessageNotFound
                left = await store.reactions.remove(tx, message_id, known, user_id)
                if left is not None:
                    tx.stand_on(access.channel.server_id, access.as_of)
                    tx.record(ReactionRemoved(channel_id, message_id, user_id, *known.told(), left))

        await self._on.on_firm_ground(act)

    async def clear(
        self, actor: Actor, channel_id: ChannelId, message_id: MessageId, emoji: str | None = None
    ) -> None:
        """Take all reactions of a message away, or those of one emoji; needs MANAGE_MESSAGES."""

        async def act() -> None:
            access = await self._on.channels.access(actor, channel_id, _READ | Permission.MANAGE_MESSAGES)
            known = None if emoji is None else await self._known(channel_id, message_id, emoji)
            async with self._on.database.write() as tx:
                if await store.lock(tx, channel_id, message_id) is None:
                    raise MessageNotFound
                if await store.reactions.clear(tx, [message_id], known):
                    tx.stand_on(access.channel.server_id, access.as_of)
                    tx.record(ReactionsCleared(channel_id, message_id, *(known or Emoji("")).told()))

        await self._on.on_firm_ground(act)

    async def list_people(
        self,
        actor: Actor,
        channel_id: ChannelId,
        message_id: MessageId,
        emoji: str,
        *,
        after: int,
        limit: int,
    ) -> Sequence[UserId]:
        """Return who reacted with an emoji, in the order of their ids."""
        await self._on.channels.access(actor, channel_id, _READ)
        known = await self._known(channel_id, message_id, emoji)
        async with self._on.database.read() as connection:
            return await store.reactions.list_people(connection, message_id, known, after=after, limit=limit)

    async def list_of(
        self, viewer: UserId, messages: Sequence[MessageView]
    ) -> Mapping[MessageId, Sequence[ReactionView]]:
        """Return the reactions of messages as one person sees them; asks nobody for permission."""
        if not messages:
            return {}
        async with self._on.database.read() as connection:
            return await store.reactions.list_of(connection, [one.id for one in messages], viewer)

    async def _wanted(self, actor: Actor, access: channels.Access, message_id: MessageId, text: str) -> Emoji:
        """Return the emoji somebody may react with: one that is there already, or one they may use."""
        if sign := unicode_emojis.find(text):
            return Emoji(sign)
        key = _key(text)
        if key is None:
            raise UnknownEmoji
        async with self._on.database.read() as connection:
            there = await store.reactions.find_emoji(connection, message_id, key)
        if there is not None:
            return there
        own = await self.emojis.find(actor, int(key))
        if own is None:
            raise UnknownEmoji
        if own.server_id != access.channel.server_id:
            await self._on.channels.access(actor, access.channel.id, Permission.USE_EXTERNAL_EMOJIS)
        return Emoji(own.name, own.id, own.is_animated)

    async def _known(self, channel_id: ChannelId, message_id: MessageId, text: str) -> Emoji:
        """Return an emoji as a message may have it; raises `UnknownEmoji` for what nothing can be."""
        await self._on.get(channel_id, message_id)
        if sign := unicode_emojis.find(text):
            return Emoji(sign)
        key = _key(text)
        async with self._on.database.read() as connection:
            there = key and await store.reactions.find_emoji(connection, message_id, key)
        if not there:
            raise UnknownEmoji
        return there


def _key(text: str) -> str | None:
    """Return what a server's own emoji in an address (`name:id`) is known by."""
    name, _, digits = text.rpartition(":")
    is_own = bool(name) and digits.isascii() and digits.isdigit() and len(digits) < 20
    return str(int(digits)) if is_own and int(digits) <= MAX_ID else None
