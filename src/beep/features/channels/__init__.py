"""The face of channels: where messages are, and who may see and post there."""

from beep.features.channels.contract import (
    Access,
    Channels,
    ChannelType,
    ChannelView,
    LastMessages,
    Newest,
    ThreadPart,
)
from beep.features.channels.errors import ChannelNotFound, NotATextChannel, OverrideNotFound, TooManyChannels
from beep.features.channels.facts import ChannelChanged, ChannelCreated, ChannelDeleted
from beep.features.channels.wire import ChannelObject, OverwriteObject, channel_object

__all__ = [
    "Access",
    "ChannelChanged",
    "ChannelCreated",
    "ChannelDeleted",
    "ChannelNotFound",
    "ChannelObject",
    "ChannelType",
    "ChannelView",
    "Channels",
    "LastMessages",
    "Newest",
    "NotATextChannel",
    "OverrideNotFound",
    "OverwriteObject",
    "ThreadPart",
    "TooManyChannels",
    "channel_object",
]
