"""The face of messaging: messages of channels and where people have read to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, IntFlag
from typing import Protocol

from beep.features import channels
from beep.features.media import AttachmentView
from beep.features.messaging.embeds import Embed
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, MessageId, RoleId, ServerId, UserId


class Kind(IntEnum):
    """What a message is, by the numbers bots know. Kept as they came: others are open numbers."""

    PLAIN = 0
    PINNED = 6
    JOINED = 7
    THREAD_CREATED = 18
    REPLY = 19
    THREAD_STARTER = 21


class MessageFlag(IntFlag):
    """What is special about a message, by the bits bots know."""

    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    SUPPRESS_NOTIFICATIONS = 1 << 12


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message. `seq` is its place in the channel's stream of facts; `nonce` is its sender's own.

    `kind` is a `Kind`, `flags` are `MessageFlag`s. `reply_to` is the message that is answered, that a pin
    tells of, or that a thread starts from; of a notice that a thread was created it is the thread.
    """

    id: MessageId
    channel_id: ChannelId
    server_id: ServerId
    author_id: UserId
    content: str
    seq: int
    nonce: str | None
    reply_to: MessageId | None
    mention_ids: tuple[UserId, ...]
    mention_role_ids: tuple[RoleId, ...]
    mentions_everyone: bool
    created_at: datetime
    edited_at: datetime | None
    kind: int = Kind.PLAIN
    attachments: tuple[AttachmentView, ...] = ()
    embeds: tuple[Embed, ...] = ()
    flags: int = 0
    pinned_at: datetime | None = None

    def targets(self) -> tuple[int, ...]:
        """Return whom it calls: people but its author, roles, and its server when it calls everyone."""
        if not (self.mention_ids or self.mention_role_ids or self.mentions_everyone):
            return ()
        everyone = (self.server_id,) if self.mentions_everyone else ()
        people = (one for one in self.mention_ids if one != self.author_id)
        # The default role is everyone, and its id the server's.
        return tuple(dict.fromkeys((*people, *self.mention_role_ids, *everyone)))


@dataclass(frozen=True, slots=True)
class Emoji:
    """What somebody reacts with: a sign of Unicode, or an emoji of a server, which has an `id`."""

    name: str
    id: int | None = None
    is_animated: bool = False

    @property
    def key(self) -> str:
        return self.name if self.id is None else str(self.id)

    def told(self) -> tuple[str, str, bool]:
        """Return what facts say of it: its id, empty for a sign of Unicode, its name, whether it moves."""
        return "" if self.id is None else str(self.id), self.name, self.is_animated


class OwnEmoji(Protocol):
    """As much of a server's own emoji as reactions need."""

    @property
    def id(self) -> int: ...

    @property
    def server_id(self) -> ServerId: ...

    @property
    def name(self) -> str: ...

    @property
    def is_animated(self) -> bool: ...


class Emojis(Protocol):
    """What reactions ask about emojis of servers."""

    async def find(self, actor: Actor, emoji_id: int) -> OwnEmoji | None:
        """Return an emoji of a server the actor belongs to."""
        ...


@dataclass(frozen=True, slots=True)
class ReactionView:
    """How many people gave an emoji to a message, and whether who asks is one of them."""

    emoji: Emoji
    count: int
    is_mine: bool


@dataclass(frozen=True, slots=True)
class ReadState:
    """How far somebody has read a channel, 0 for not at all, and how many messages after that call them.

    The count takes in what there was up to `newest_id`.
    """

    channel_id: ChannelId
    message_id: MessageId
    mention_count: int = 0
    newest_id: MessageId | None = None


class Quiet(Protocol):
    """Port: where people do not count what calls everyone. Filled by notifications."""

    async def deaf_to_everyone(self, user_ids: Sequence[UserId]) -> Mapping[UserId, Collection[ServerId]]:
        """Return in which servers each of these people is deaf to `@everyone`."""
        ...


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a channel's history; at most one of the three ids counts, in this order."""

    before: int | None = None
    after: int | None = None
    around: int | None = None
    limit: int = 50


class Messaging(Protocol):
    def url_of(self, view: AttachmentView) -> str:
        """Return a signed address of a message's file; never awaits."""
        ...

    async def list_by_ids(self, message_ids: Sequence[MessageId]) -> Sequence[MessageView]:
        """Return the messages that still exist among at most 1000 ids; asks nobody for permission."""
        ...

    async def set_previews(self, message_id: MessageId, previews: Sequence[Embed], content_seen: str) -> None:
        """Show previews under a message, if its text is still the one they were made of and may have any.

        Pictures of theirs are kept if they are shown, and deleted otherwise.
        """
        ...

    async def newest(self, channel_ids: Sequence[ChannelId]) -> Mapping[ChannelId, channels.Newest]:
        """Return what is newest in each channel that ever had a message."""
        ...

    async def message_counts(self, channel_ids: Sequence[ChannelId]) -> Mapping[ChannelId, int]:
        """Return how many messages each channel holds, left out where there are none."""
        ...

    async def read_states(self, user_id: UserId) -> Sequence[ReadState]:
        """Return how far a person has read, and what calls them, wherever there is either."""
        ...

    async def read_states_in(self, user_id: UserId, server_id: ServerId) -> Sequence[ReadState]:
        """Return a person's read states in the channels of a server where anybody was called since."""
        ...

    async def read_states_of(
        self, channel_id: ChannelId, user_ids: Sequence[UserId]
    ) -> Mapping[UserId, ReadState]:
        """Return the read states of people in one channel; none for who does not see it."""
        ...

    async def channels_calling(self, target_id: int) -> Sequence[ChannelId]:
        """Return the channels in which a role, a person or everyone of a server was ever called."""
        ...
