"""Notification settings on the wire, every key present."""

from msgspec import Struct

from beep.features.notifications.contract import Level, ServerSettings
from beep.runtime.http import stamp


class ChannelSettingsObject(Struct, kw_only=True):
    channel_id: str
    muted: bool
    mute_until: str | None
    level: Level | None


class NotificationSettingsObject(Struct, kw_only=True):
    guild_id: str
    muted: bool
    mute_until: str | None
    level: Level
    suppress_everyone: bool
    channels: list[ChannelSettingsObject]


def settings_object(view: ServerSettings) -> NotificationSettingsObject:
    return NotificationSettingsObject(
        guild_id=str(view.server_id),
        muted=view.muted,
        mute_until=None if view.mute_until is None else stamp(view.mute_until),
        level=view.level,
        suppress_everyone=view.suppress_everyone,
        channels=[
            ChannelSettingsObject(
                channel_id=str(one.channel_id),
                muted=one.muted,
                mute_until=None if one.mute_until is None else stamp(one.mute_until),
                level=one.level,
            )
            for one in view.channels.values()
        ],
    )
