"""Threads as gateway events carry them, every documented key present."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec import UNSET, Struct, UnsetType, structs

from beep.features import channels, servers
from beep.features.gateway.faces import Faces
from beep.kit.ids import UserId


@dataclass(frozen=True, slots=True)
class ShownThread:
    """A thread with all that is shown of it; encoded for each who joined it with their own membership."""

    view: channels.ChannelView
    object: channels.ThreadObject

    @property
    def id(self) -> int:
        return self.view.id

    def joined_at(self, user_id: UserId) -> datetime | None:
        return self.view.thread.members.get(user_id) if self.view.thread else None

    def membership(self, user_id: UserId) -> channels.ThreadMemberObject | UnsetType:
        at = self.joined_at(user_id)
        return UNSET if at is None else channels.thread_member_object(self.view, user_id, at)

    def to(self, user_id: UserId, *, newly_created: bool | UnsetType = UNSET) -> channels.ThreadObject:
        member = self.membership(user_id)
        return structs.replace(self.object, member=member, newly_created=newly_created)


class ThreadGone(Struct, kw_only=True):
    id: str
    guild_id: str
    parent_id: str
    type: int


class ThreadList(Struct, kw_only=True):
    guild_id: str
    channel_ids: list[str]
    threads: list[channels.ThreadObject]
    members: list[channels.ThreadMemberObject]


class ThreadMember(channels.ThreadMemberObject, kw_only=True):
    """Who joined, as THREAD_MEMBERS_UPDATE shows them."""

    presence: None = None


class OwnThreadMember(channels.ThreadMemberObject, kw_only=True):
    """How somebody stands in a thread, as THREAD_MEMBER_UPDATE tells their own sessions."""

    guild_id: str


class ThreadMembers(Struct, kw_only=True):
    id: str
    guild_id: str
    member_count: int
    added_members: list[ThreadMember]
    removed_member_ids: list[str]


async def shown_threads(faces: Faces, threads: Sequence[channels.ChannelView]) -> list[ShownThread]:
    """Return threads with what messaging knows of them."""
    ids = [one.id for one in threads]
    if not ids:
        return []
    newest = await faces.messaging.newest(ids)
    counts = await faces.messaging.message_counts(ids)
    return [
        ShownThread(one, channels.thread_object(one, newest.get(one.id), counts.get(one.id, 0)))
        for one in threads
    ]


def is_public(view: channels.ChannelView) -> bool:
    return view.type != channels.ChannelType.PRIVATE_THREAD


def thread_gone(view: channels.ChannelView) -> ThreadGone:
    return ThreadGone(
        id=str(view.id), guild_id=str(view.server_id), parent_id=str(view.parent_id), type=view.type
    )


def thread_list(channel: channels.ChannelView, inside: Sequence[ShownThread], user_id: UserId) -> ThreadList:
    members = [one.membership(user_id) for one in inside]
    return ThreadList(
        guild_id=str(channel.server_id),
        channel_ids=[str(channel.id)],
        threads=[one.to(user_id) for one in inside],
        members=[one for one in members if not isinstance(one, UnsetType)],
    )


def own_membership(thread: channels.ChannelView, user_id: UserId, at: datetime) -> OwnThreadMember:
    shown = channels.thread_member_object(thread, user_id, at)
    return OwnThreadMember(**structs.asdict(shown), guild_id=str(thread.server_id))


def thread_member(
    thread: channels.ChannelView, user_id: UserId, at: datetime, member: servers.MemberObject | None
) -> ThreadMember:
    shown = channels.thread_member_object(thread, user_id, at)
    return ThreadMember(
        id=shown.id,
        user_id=shown.user_id,
        join_timestamp=shown.join_timestamp,
        member=UNSET if member is None else member,
    )
