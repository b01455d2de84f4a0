"""What channels tell."""

from dataclasses import dataclass, field

from beep.kit.facts import Fact
from beep.kit.ids import ChannelId, ServerId


@dataclass(frozen=True, slots=True)
class ChannelCreated(Fact):
    """The recorder's view is the `ChannelView`."""

    NAME = "channel.created"
    STREAM = "server_id"
    server_id: ServerId
    channel_id: ChannelId


@dataclass(frozen=True, slots=True)
class ChannelChanged(Fact):
    """The recorder's view is the `ChannelView` after the change."""

    NAME = "channel.changed"
    STREAM = "server_id"
    server_id: ServerId
    channel_id: ChannelId


@dataclass(frozen=True, slots=True)
class ChannelDeleted(Fact):
    """The recorder's view is the `ChannelView` as it was last seen."""

    NAME = "channel.deleted"
    STREAM = "server_id"
    server_id: ServerId
    channel_id: ChannelId


@dataclass(frozen=True, slots=True)
class ThreadCreated(Fact):
    """`channel_id` is the thread. The recorder's view is its `ChannelView`."""

    NAME = "thread.created"
    STREAM = "server_id"
    server_id: ServerId
    channel_id: ChannelId
    parent_id: ChannelId


@dataclass(frozen=True, slots=True)
class ThreadChanged(Fact):
    """The recorder's view is the `ChannelView` after the change."""

    NAME = "thread.changed"
    STREAM = "server_id"
    server_id: ServerId
    channel_id: ChannelId
    parent_id: ChannelId


@dataclass(frozen=True, slots=True)
class ThreadDeleted(Fact):
    """Alone or with its channel. The recorder's view is the `ChannelView` as it was last seen."""

    NAME = "thread.deleted"
    STREAM = "server_id"
    server_id: ServerId
    channel_id: ChannelId
    parent_id: ChannelId
    type: int


@dataclass(frozen=True, slots=True)
class ThreadMembersChanged(Fact):
    """Who joined and who left, as decimal ids: the payload is JSON."""

    NAME = "thread.members_changed"
    STREAM = "server_id"
    server_id: ServerId
    channel_id: ChannelId
    added: list[str] = field(default_factory=list[str])
    removed: list[str] = field(default_factory=list[str])
