"""What messaging tells. `message.created` is the source's event, key for key (MSG-12)."""

from dataclasses import dataclass

from beep.kit.facts import Fact
from beep.kit.ids import ChannelId, MessageId, UserId


@dataclass(frozen=True, slots=True)
class MessageSent(Fact):
    """The recorder's view is the `MessageView`."""

    NAME = "message.created"
    STREAM = "channel_id"
    channel_id: ChannelId
    message_id: MessageId
    author_id: UserId
    type: str


@dataclass(frozen=True, slots=True)
class MessageEdited(Fact):
    """The recorder's view is the `MessageView` after the edit."""

    NAME = "message.edited"
    STREAM = "channel_id"
    channel_id: ChannelId
    message_id: MessageId


@dataclass(frozen=True, slots=True)
class MessageDeleted(Fact):
    NAME = "message.deleted"
    STREAM = "channel_id"
    channel_id: ChannelId
    message_id: MessageId


@dataclass(frozen=True, slots=True)
class MessagesDeleted(Fact):
    """Several messages at once."""

    NAME = "messages.deleted"
    STREAM = "channel_id"
    channel_id: ChannelId
    message_ids: list[str]


@dataclass(frozen=True, slots=True)
class CallsChanged(Fact):
    """An edit or an erasure changed whom messages call: people, roles, or the server for everyone."""

    NAME = "calls.changed"
    STREAM = "channel_id"
    channel_id: ChannelId
    target_ids: list[str]


@dataclass(frozen=True, slots=True)
class ReactionAdded(Fact):
    """`emoji_id` is empty for a sign of Unicode; `count` is how many gave it by then."""

    NAME = "reaction.added"
    STREAM = "channel_id"
    channel_id: ChannelId
    message_id: MessageId
    author_id: UserId
    user_id: UserId
    emoji_id: str
    emoji_name: str
    is_animated: bool
    count: int


@dataclass(frozen=True, slots=True)
class ReactionRemoved(Fact):
    NAME = "reaction.removed"
    STREAM = "channel_id"
    channel_id: ChannelId
    message_id: MessageId
    user_id: UserId
    emoji_id: str
    emoji_name: str
    is_animated: bool
    count: int


@dataclass(frozen=True, slots=True)
class ReactionsCleared(Fact):
    """All reactions of a message are gone, or all of one emoji when it has a name."""

    NAME = "reactions.cleared"
    STREAM = "channel_id"
    channel_id: ChannelId
    message_id: MessageId
    emoji_id: str
    emoji_name: str
    is_animated: bool


@dataclass(frozen=True, slots=True)
class PinsChanged(Fact):
    """A message was pinned by `user_id`, or unpinned; `pinned_at` is the channel's newest pin, if any."""

    NAME = "pins.changed"
    STREAM = "channel_id"
    channel_id: ChannelId
    message_id: MessageId
    user_id: UserId
    is_pinned: bool
    pinned_at: str | None


@dataclass(frozen=True, slots=True)
class ReadMoved(Fact):
    NAME = "read.moved"
    STREAM = "user_id"
    user_id: UserId
    channel_id: ChannelId
    message_id: MessageId


@dataclass(frozen=True, slots=True)
class FilesDropped(Fact):
    """Files whose message, or whose place in it, is gone. `file_ids` are decimal: the payload is JSON."""

    NAME = "files.dropped"
    STREAM = "user_id"
    user_id: UserId
    file_ids: list[str]
