"""The channel on the wire, every documented key present."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import UNSET, Struct, UnsetType

from beep.features import servers
from beep.features.audit import Change
from beep.features.channels.contract import ChannelView, Newest
from beep.kit.ids import UserId
from beep.kit.permissions import Override
from beep.runtime.http import stamp

_TARGETS = {"role": 0, "member": 1}


class OverwriteObject(Struct, frozen=True, kw_only=True):
    """An exception; `type` is 0 for a role and 1 for a member."""

    id: str
    type: int
    allow: str
    deny: str


class AnyChannelObject(Struct, kw_only=True):
    """What channels and threads have in common; an answer is one of the two, whole."""

    id: str
    type: int
    guild_id: str
    name: str


class ChannelObject(AnyChannelObject, kw_only=True):
    topic: str | None
    position: int
    permission_overwrites: list[OverwriteObject]
    last_message_id: str | None
    last_pin_timestamp: str | None = None
    parent_id: str | None = None
    nsfw: bool = False
    rate_limit_per_user: int = 0
    default_auto_archive_duration: int = 1440
    default_thread_rate_limit_per_user: int = 0
    flags: int = 0
    icon_emoji: dict[str, Any] | None = None
    theme_color: int | None = None
    # Of voice channels; others carry them too, as every documented key is there.
    bitrate: int = 64_000
    user_limit: int = 0
    rtc_region: str | None = None
    video_quality_mode: int = 1


# What an audit entry tells of a channel, by the names of the wire.
_AUDITED = (
    "name",
    "type",
    "topic",
    "position",
    "parent_id",
    "rate_limit_per_user",
    "nsfw",
    "permission_overwrites",
)
_AUDITED_OF_THREADS = (
    "name",
    "type",
    "archived",
    "locked",
    "auto_archive_duration",
    "rate_limit_per_user",
    "invitable",
)


class _AuditedThread(Struct):
    """A thread as its audit entries tell of it: without the layers of the wire."""

    name: str
    type: int
    archived: bool
    locked: bool
    auto_archive_duration: int
    rate_limit_per_user: int
    invitable: bool


def _audited(view: ChannelView | None) -> _AuditedThread | None:
    if view is None or view.thread is None:
        return None
    part = view.thread
    return _AuditedThread(
        view.name,
        view.type,
        part.is_archived,
        part.is_locked,
        part.auto_archive_min,
        view.slow_mode_s,
        part.is_invitable,
    )


def channel_changes(old: ChannelView | None, new: ChannelView | None) -> list[Change]:
    """Return what differs between two states of a channel, `None` before it was made or once it is gone."""
    view = new or old
    if view is not None and view.thread is not None:
        return _differing(_AUDITED_OF_THREADS, _audited(old), _audited(new))
    before = None if old is None else channel_object(old)
    after = None if new is None else channel_object(new)
    return _differing(_AUDITED, before, after)


def override_changes(old: Override | None, new: Override | None) -> list[Change]:
    """Return what differs between two states of an exception."""
    before = None if old is None else overwrite_object(old)
    after = None if new is None else overwrite_object(new)
    pairs = [
        (key, getattr(before, key, None), getattr(after, key, None))
        for key in ("id", "type", "allow", "deny")
    ]
    return [Change(key, was, is_now) for key, was, is_now in pairs if was != is_now]


def _differing(keys: Sequence[str], before: Struct | None, after: Struct | None) -> list[Change]:
    pairs = [(key, getattr(before, key, None), getattr(after, key, None)) for key in keys]
    return [Change(key, was, is_now) for key, was, is_now in pairs if was != is_now]


class ThreadMetadata(Struct, frozen=True, kw_only=True):
    archived: bool
    archive_timestamp: str
    auto_archive_duration: int
    locked: bool
    create_timestamp: str
    invitable: bool


class ThreadMemberObject(Struct, kw_only=True):
    """Who joined a thread; `member` is there where it is asked for and in events."""

    id: str
    user_id: str
    join_timestamp: str
    flags: int = 0
    member: servers.MemberObject | UnsetType = UNSET


class ThreadObject(AnyChannelObject, kw_only=True):
    """A thread; `member` is one's own membership, `newly_created` is in THREAD_CREATE only."""

    parent_id: str
    owner_id: str
    last_message_id: str | None
    last_pin_timestamp: str | None = None
    rate_limit_per_user: int
    message_count: int
    member_count: int
    total_message_sent: int
    thread_metadata: ThreadMetadata
    flags: int = 0
    applied_tags: list[str] = []
    member: ThreadMemberObject | UnsetType = UNSET
    newly_created: bool | UnsetType = UNSET


def thread_object(
    view: ChannelView,
    newest: Newest | None = None,
    message_count: int = 0,
    user_id: UserId | None = None,
) -> ThreadObject:
    """Return a thread for the wire, with `user_id`'s membership; messages are messaging's knowledge."""
    part = view.thread
    if part is None:
        raise ValueError("a channel is no thread")
    newest = newest or Newest()
    joined_at = None if user_id is None else part.members.get(user_id)
    return ThreadObject(
        id=str(view.id),
        type=view.type,
        guild_id=str(view.server_id),
        parent_id=str(view.parent_id),
        name=view.name,
        owner_id=str(part.owner_id),
        last_message_id=None if newest.message_id is None else str(newest.message_id),
        last_pin_timestamp=None if newest.pinned_at is None else stamp(newest.pinned_at),
        rate_limit_per_user=view.slow_mode_s,
        message_count=message_count,
        member_count=len(part.members),
        total_message_sent=message_count,
        thread_metadata=ThreadMetadata(
            archived=part.is_archived,
            archive_timestamp=stamp(part.archived_at),
            auto_archive_duration=part.auto_archive_min,
            locked=part.is_locked,
            create_timestamp=stamp(part.created_at),
            invitable=part.is_invitable,
        ),
        member=UNSET
        if user_id is None or joined_at is None
        else thread_member_object(view, user_id, joined_at),
    )


def thread_member_object(view: ChannelView, user_id: UserId, joined_at: datetime) -> ThreadMemberObject:
    return ThreadMemberObject(id=str(view.id), user_id=str(user_id), join_timestamp=stamp(joined_at))


def overwrite_object(override: Override) -> OverwriteObject:
    return OverwriteObject(
        id=str(override.target_id),
        type=_TARGETS[override.target],
        allow=str(int(override.allow)),
        deny=str(int(override.deny)),
    )


def channel_object(view: ChannelView, newest: Newest | None = None) -> ChannelObject:
    """Return a channel for the wire; what is newest in it is messaging's knowledge."""
    newest = newest or Newest()
    return ChannelObject(
        id=str(view.id),
        type=view.type,
        guild_id=str(view.server_id),
        name=view.name,
        topic=view.topic,
        position=view.position,
        permission_overwrites=[overwrite_object(one) for one in view.overrides.values()],
        last_message_id=None if newest.message_id is None else str(newest.message_id),
        last_pin_timestamp=None if newest.pinned_at is None else stamp(newest.pinned_at),
        parent_id=None if view.parent_id is None else str(view.parent_id),
        nsfw=view.is_nsfw,
        rate_limit_per_user=view.slow_mode_s,
    )
