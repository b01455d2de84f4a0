"""The face of channels: where messages are, and who may see and post there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, MessageId, ServerId, UserId
from beep.kit.permissions import Override, Permission


@dataclass(frozen=True, slots=True)
class ChannelView:
    """A channel of a server. `type` 0 is text; other types come as open numbers."""

    id: ChannelId
    server_id: ServerId
    type: int
    name: str
    topic: str | None
    position: int
    overrides: Mapping[int, Override]


@dataclass(frozen=True, slots=True)
class Access:
    """A channel together with what one person may do in it.

    True as of place `as_of` in the server's stream; whoever stores something by it stands on that.
    """

    channel: ChannelView
    permissions: Permission
    as_of: int


class LastMessages(Protocol):
    """Port: what only messaging knows of a channel. Filled by `app`."""

    async def last_message_ids(self, channel_ids: Sequence[ChannelId]) -> Mapping[ChannelId, MessageId]:
        """Return the newest message id of each channel that ever had one."""
        ...


class Channels(Protocol):
    # Port, filled by `app`; until then no channel has a newest message.
    last_messages: LastMessages

    async def access(self, actor: Actor, channel_id: ChannelId, needed: Permission) -> Access:
        """Return a channel the actor sees and may use so.

        Raises `ChannelNotFound` for what they may not see, `MissingPermission` for the rest. From
        memory in microseconds once the server's snapshot is there.
        """
        ...

    async def list_of_server(self, server_id: ServerId) -> Sequence[ChannelView]:
        """Return all channels in their order, whoever may see them."""
        ...

    async def list_visible(self, actor: Actor, server_id: ServerId) -> Sequence[ChannelView]:
        """Return the channels the actor sees, in order; raises `ServerNotFound` for strangers."""
        ...

    async def find(self, channel_id: ChannelId) -> ChannelView | None: ...

    def cached(self, channel_id: ChannelId) -> ChannelView | None:
        """Return a channel if it is in memory and current; never awaits."""
        ...

    async def viewers(self, channel_id: ChannelId) -> frozenset[UserId]:
        """Return every member who sees a channel; empty when there is no such channel."""
        ...
