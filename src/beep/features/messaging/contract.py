"""The face of messaging: messages of channels and where people have read to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, IntFlag
from typing import Protocol

from beep.features import channels
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
class AttachmentView:
    """A stored file of a channel. Sizes are of images only; `placeholder` is a thumbhash in base64."""

    id: int
    channel_id: ChannelId
    owner_id: UserId
    filename: str
    content_type: str
    size_bytes: int
    description: str | None = None
    width: int | None = None
    height: int | None = None
    placeholder: str | None = None
    is_spoiler: bool = False


class Files(Protocol):
    """What messaging asks of media; without it no message has a file."""

    def url_of(self, view: AttachmentView) -> str:
        """Return a signed address anybody may read the file at for some hours; never awaits."""
        ...

    async def delete(self, file_ids: Sequence[int]) -> None:
        """Delete files; idempotent."""
        ...


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message. `seq` is its place in the channel's stream of facts; `nonce` is its sender's own.

    `kind` is a `Kind`, `flags` are `MessageFlag`s.
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


@dataclass(frozen=True, slots=True)
class Emoji:
    """What somebody reacts with: a sign of Unicode, or an emoji of a server, which has an `id`."""

    name: str
    id: int | None = None
    is_animated: bool = False

    @property
    def key(self) -> str:
        return self.name if self.id is None else str(self.id)


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

    async def newest(self, channel_ids: Sequence[ChannelId]) -> Mapping[ChannelId, channels.Newest]:
        """Return what is newest in each channel that ever had a message."""
        ...

    async def message_counts(self, channel_ids: Sequence[ChannelId]) -> Mapping[ChannelId, int]:
        """Return how many messages each channel holds, left out where there are none."""
        ...

    async def read_states(self, user_id: UserId) -> Mapping[ChannelId, MessageId]:
        """Return how far a person has read, by channel."""
        ...
