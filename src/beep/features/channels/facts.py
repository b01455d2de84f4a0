"""What channels tell."""

from dataclasses import dataclass

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
