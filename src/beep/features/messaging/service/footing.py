"""What every use case of messaging stands on: who may do what, decided from memory and held at the commit."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from beep.features import audit, channels, servers
from beep.features.messaging import rules, store
from beep.features.messaging.contract import MessageView
from beep.features.messaging.drafts import Mentions
from beep.features.messaging.errors import MessageNotFound
from beep.features.messaging.settings import MessagingSettings
from beep.features.messaging.writer import Writer
from beep.kit.actor import Actor
from beep.kit.errors import Unavailable
from beep.kit.ids import ChannelId, MessageId, ServerId, UserId
from beep.kit.permissions import Permission
from beep.runtime.feature import Runtime
from beep.runtime.outbox import Moved

T = TypeVar("T")
# A server that changes so often within one request is busy with something else.
_ATTEMPTS = 5
SEE = Permission.VIEW_CHANNEL
NOBODY = Mentions()


class Footing:
    """The faces and stores use cases share, and what they all do."""

    def __init__(
        self,
        runtime: Runtime,
        settings: MessagingSettings,
        writer: Writer,
        *,
        channels: channels.Channels,
        servers: servers.Servers,
    ) -> None:
        self.runtime = runtime
        self.database = runtime.database
        self.settings = settings
        self.writer = writer
        self.channels = channels
        self.servers = servers

    async def on_firm_ground(self, act: Callable[[], Awaitable[T]]) -> T:
        """Do what is decided from memory; decide anew if the server changed before it was done (F-39)."""
        for _ in range(_ATTEMPTS):
            try:
                return await act()
            except Moved as moved:
                await self.database.places.reach(moved.stream, moved.place)
        raise Unavailable

    async def check_active(self, actor: Actor, access: channels.Access) -> None:
        """Refuse what only reading is left to: an archived server, a member who is timed out.

        For what needs no permission that either would take away, as changing what is one's own.
        """
        snapshot = await self.servers.snapshot(access.channel.server_id)
        if snapshot is None:
            raise channels.ChannelNotFound
        if snapshot.server.archived_at is not None:
            raise servers.ServerArchived
        if access.permissions & Permission.ADMINISTRATOR:
            return
        if snapshot.is_timed_out(actor.user_id, self.runtime.clock.now()):
            raise servers.TimedOut

    def acted(
        self,
        server_id: ServerId,
        actor: Actor,
        action: audit.Action,
        *,
        target_id: int,
        reason: str | None,
        options: dict[str, str],
    ) -> audit.Acted:
        """Return the entry an administrative act leaves."""
        entry_id = audit.EntryId(self.runtime.ids.next())
        return audit.Acted(
            server_id, entry_id, actor.user_id, action, str(target_id), reason, options=options
        )

    async def get(self, channel_id: ChannelId, message_id: MessageId) -> MessageView:
        """Return a message of a channel, whoever asks; raises `MessageNotFound`."""
        async with self.database.read() as connection:
            message = await store.find(connection, channel_id, message_id)
        if message is None:
            raise MessageNotFound
        return message

    async def mentions(
        self,
        access: channels.Access,
        content: str,
        allowed: rules.Allowed,
        replied: MessageView | None,
    ) -> Mentions:
        """Return whom a text calls, of those who see the channel (S-05)."""
        calls_reply = replied is not None and allowed.replied_user
        if not calls_reply and "<@" not in content and "@everyone" not in content and "@here" not in content:
            return NOBODY
        snapshot = await self.servers.snapshot(access.channel.server_id)
        if snapshot is None:
            return NOBODY
        named = rules.people_named(content)
        if replied is not None and calls_reply:
            named.append(replied.author_id)
        seeing = await self.channels.viewers_among(access.channel.id, named) if named else frozenset[UserId]()
        mentions = rules.mentions_in(
            content,
            allowed,
            members=seeing,
            roles={role.id: role.is_mentionable for role in snapshot.roles.values()},
            may_mention_everyone=bool(access.permissions & Permission.MENTION_EVERYONE),
        )
        if (
            replied is not None
            and calls_reply
            and replied.author_id in seeing
            and replied.author_id not in mentions.user_ids
        ):
            return Mentions((*mentions.user_ids, replied.author_id), mentions.role_ids, mentions.everyone)
        return mentions
