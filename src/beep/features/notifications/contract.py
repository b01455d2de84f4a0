"""The face of notifications: what people want to be told of each server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from beep.kit.ids import ChannelId, ServerId, UserId

# Every message, those that call oneself, or nothing.
Level = Literal["all", "mentions", "none"]


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """What differs in one channel. `level` `None` is the server's; `mute_until` `None` has no end."""

    channel_id: ChannelId
    muted: bool = False
    mute_until: datetime | None = None
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What a person wants to hear of a server; `suppress_everyone` makes `@everyone` call them no more."""

    server_id: ServerId
    muted: bool = False
    mute_until: datetime | None = None
    level: Level = "all"
    suppress_everyone: bool = False
    channels: Mapping[ChannelId, ChannelSettings] = field(default_factory=dict[ChannelId, ChannelSettings])


class Notifications(Protocol):
    async def settings_of(self, user_id: UserId) -> Sequence[ServerSettings]:
        """Return a person's settings of every server they ever set any for."""
        ...

    async def settings_in(self, user_id: UserId, server_id: ServerId) -> ServerSettings:
        """Return a person's settings of one server, the usual ones if they set none."""
        ...

    async def deaf_to_everyone(self, user_ids: Sequence[UserId]) -> Mapping[UserId, frozenset[ServerId]]:
        """Return in which servers each of these people is deaf to `@everyone`."""
        ...
