"""The face of channels: where messages are, and who may see and post there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Protocol

from beep.features.servers import Engine, Refusals
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, MessageId, ServerId, UserId
from beep.kit.permissions import NONE, Override, Permission


class ChannelType(IntEnum):
    """The types Beep knows; on the wire `type` is an open number (ENT-03)."""

    TEXT = 0
    VOICE = 2
    CATEGORY = 4
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12


@dataclass(frozen=True, slots=True)
class ThreadPart:
    """What only a thread has. `members` are who joined it, and when.

    `archived_at` is when it was last archived or reopened, at first when it was made.
    """

    owner_id: UserId
    created_at: datetime
    is_archived: bool
    is_locked: bool
    is_invitable: bool
    auto_archive_min: int
    archived_at: datetime
    members: Mapping[UserId, datetime]


@dataclass(frozen=True, slots=True)
class ChannelView:
    """A channel of a server, a category, or a thread, whose `overrides` are its parent's.

    `position` counts from 0 among the channels of one parent; categories are counted apart.
    """

    id: ChannelId
    server_id: ServerId
    type: int
    name: str
    topic: str | None
    position: int
    overrides: Mapping[int, Override]
    parent_id: ChannelId | None = None
    slow_mode_s: int = 0
    is_nsfw: bool = False
    thread: ThreadPart | None = None

    def left_of(self, held: Permission, user_id: UserId) -> Permission:
        """Return what is left in a thread of what somebody may do in its parent; in a channel, everything.

        To post in a thread is a right of its own; a private one is for its members and who manages threads.
        """
        if self.thread is None:
            return held
        is_private = self.type == ChannelType.PRIVATE_THREAD
        if is_private and user_id not in self.thread.members and not held & Permission.MANAGE_THREADS:
            return NONE
        if held & Permission.SEND_MESSAGES_IN_THREADS:
            return held | Permission.SEND_MESSAGES
        return held & ~Permission.SEND_MESSAGES


@dataclass(frozen=True, slots=True)
class ThreadDraft:
    """What a thread is made from. With a start message it takes that message's id, and is not private."""

    name: str
    type: int | None = None
    auto_archive_min: int | None = None
    slow_mode_s: int = 0
    is_invitable: bool = True
    message_id: MessageId | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """A channel together with what one person may do in it.

    True as of place `as_of` in the server's stream; whoever stores something by it stands on that.
    """

    channel: ChannelView
    permissions: Permission
    as_of: int


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest message a channel ever had, and when its newest pin was made."""

    message_id: MessageId | None = None
    pinned_at: datetime | None = None


class LastMessages(Protocol):
    """Port: what only messaging knows of a channel. Filled by `app`."""

    async def newest(self, channel_ids: Sequence[ChannelId]) -> Mapping[ChannelId, Newest]:
        """Return what is newest in each channel that ever had a message."""
        ...

    async def message_counts(self, channel_ids: Sequence[ChannelId]) -> Mapping[ChannelId, int]:
        """Return how many messages each channel holds, left out where there are none."""
        ...


class Channels(Protocol):
    # Ports, filled by `app`: who keeps refusals, and who decides instead of the built-in evaluator.
    refusals: Refusals
    engine: Engine | None
    # Port, filled by `app`; until then no channel has a newest message.
    last_messages: LastMessages

    async def access(self, actor: Actor, channel_id: ChannelId, needed: Permission) -> Access:
        """Return a channel the actor sees and may use so.

        Raises `ChannelNotFound` for what they may not see, `MissingPermission` for the rest. From
        memory in microseconds once the server's snapshot is there.
        """
        ...

    async def list_of_server(self, server_id: ServerId) -> Sequence[ChannelView]:
        """Return all channels in their order, whoever may see them; no threads."""
        ...

    async def list_threads(self, server_id: ServerId) -> Sequence[ChannelView]:
        """Return the threads that are not archived, whoever may see them."""
        ...

    async def list_threads_by_ids(self, thread_ids: Sequence[ChannelId]) -> Sequence[ChannelView]:
        """Return the threads that exist among these ids, open or archived, whoever may see them."""
        ...

    async def open_thread(
        self, actor: Actor, channel_id: ChannelId, draft: ThreadDraft, reason: str | None = None
    ) -> ChannelView:
        """Start a thread in a channel; the caller has found its start message, if it has one.

        Raises `ThreadExists` when the message has one, `TooManyThreads`, and what `access` does.
        """
        ...

    async def take_part(self, actor: Actor, access: Access) -> Access:
        """Reopen an archived thread and join it, as whoever posts there does; raises `ThreadLocked`.

        Costs nothing in a channel, nor in a thread that is open and joined.
        """
        ...

    async def list_visible(self, actor: Actor, server_id: ServerId) -> Sequence[ChannelView]:
        """Return the channels the actor sees, in order; raises `ServerNotFound` for strangers."""
        ...

    async def list_visible_threads(self, actor: Actor, server_id: ServerId) -> Sequence[ChannelView]:
        """Return the open threads the actor sees, the newest first; raises `ServerNotFound`."""
        ...

    async def find(self, channel_id: ChannelId) -> ChannelView | None: ...

    def cached(self, channel_id: ChannelId) -> ChannelView | None:
        """Return a channel if it is in memory and current; never awaits."""
        ...

    async def viewers_among(self, channel_id: ChannelId, user_ids: Sequence[UserId]) -> frozenset[UserId]:
        """Return those of `user_ids` who are members and see a channel."""
        ...

    async def viewers(self, channel_id: ChannelId) -> frozenset[UserId]:
        """Return every member who sees a channel; empty when there is no such channel."""
        ...
