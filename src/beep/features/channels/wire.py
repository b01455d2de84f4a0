"""The channel on the wire, every documented key present."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from beep.features.audit import Change
from beep.features.channels.contract import ChannelView, Newest
from beep.kit.permissions import Override
from beep.runtime.http import stamp

_TARGETS = {"role": 0, "member": 1}


class OverwriteObject(Struct, frozen=True, kw_only=True):
    """An exception; `type` is 0 for a role and 1 for a member."""

    id: str
    type: int
    allow: str
    deny: str


class ChannelObject(Struct, kw_only=True):
    id: str
    type: int
    guild_id: str
    name: str
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


def channel_changes(old: ChannelView | None, new: ChannelView | None) -> list[Change]:
    """Return what differs between two states of a channel, `None` before it was made or once it is gone."""
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
