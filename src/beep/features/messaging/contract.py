"""The face of messaging: messages of channels and where people have read to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from beep.kit.ids import ChannelId, MessageId, RoleId, ServerId, UserId


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message. `seq` is its place in the channel's stream of facts; `nonce` is its sender's own."""

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


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a channel's history; at most one of the three ids counts, in this order."""

    before: int | None = None
    after: int | None = None
    around: int | None = None
    limit: int = 50


class Messaging(Protocol):
    async def list_by_ids(self, message_ids: Sequence[MessageId]) -> Sequence[MessageView]:
        """Return the messages that still exist among at most 1000 ids; asks nobody for permission."""
        ...

    async def last_message_ids(self, channel_ids: Sequence[ChannelId]) -> Mapping[ChannelId, MessageId]:
        """Return the newest message id of each channel that ever had one."""
        ...

    async def read_states(self, user_id: UserId) -> Mapping[ChannelId, MessageId]:
        """Return how far a person has read, by channel."""
        ...
