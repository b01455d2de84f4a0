"""Who is told of a message: pure functions."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from beep.features.notifications.contract import ChannelSettings, Level, ServerSettings
from beep.kit.ids import ChannelId


def is_quiet(settings: ServerSettings | ChannelSettings, now: datetime) -> bool:
    """Tell whether something is muted at this moment."""
    return settings.muted and (settings.mute_until is None or now < settings.mute_until)


def level_in(settings: ServerSettings, channel_id: ChannelId, now: datetime) -> Level:
    """Return what a person is told of in a channel: nothing while it or its server is muted."""
    channel = settings.channels.get(channel_id, ChannelSettings(channel_id))
    if is_quiet(settings, now) or is_quiet(channel, now):
        return "none"
    return channel.level or settings.level


def is_told(
    settings: ServerSettings,
    channel_id: ChannelId,
    *,
    is_named: bool,
    calls_everyone: bool,
    now: datetime,
) -> bool:
    """Tell whether a person is told of a message that names them (or a role of theirs) or calls everyone."""
    level = level_in(settings, channel_id, now)
    if level != "mentions":
        return level == "all"
    return is_named or (calls_everyone and not settings.suppress_everyone)


def current(settings: ServerSettings, now: datetime) -> ServerSettings:
    """Return settings as they are now: what was muted until a moment that has passed no longer is."""
    server = settings if is_quiet(settings, now) else replace(settings, muted=False, mute_until=None)
    return replace(server, channels=_kept(_awake(one, now) for one in settings.channels.values()))


def changed(settings: ServerSettings, channels: Iterable[ChannelSettings]) -> ServerSettings:
    """Return settings with those of some channels replaced; usual ones are not kept."""
    merged = {**settings.channels, **{one.channel_id: one for one in channels}}
    return replace(settings, channels=_kept(merged.values()))


def _awake(channel: ChannelSettings, now: datetime) -> ChannelSettings:
    return channel if is_quiet(channel, now) else replace(channel, muted=False, mute_until=None)


def _kept(channels: Iterable[ChannelSettings]) -> dict[ChannelId, ChannelSettings]:
    return {one.channel_id: one for one in channels if one.muted or one.level is not None}
