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
class ReadMoved(Fact):
    NAME = "read.moved"
    STREAM = "user_id"
    user_id: UserId
    channel_id: ChannelId
    message_id: MessageId
