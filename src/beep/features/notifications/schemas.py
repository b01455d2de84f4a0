"""What requests about notifications carry."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from beep.features.notifications.contract import ChannelSettings, Level, ServerSettings
from beep.kit.errors import invalid
from beep.runtime.http import Snowflake

_Moment = Annotated[str, Meta(max_length=40)]


class ChangeChannelSettings(Struct, kw_only=True):
    """What is left out stays as it is."""

    channel_id: Snowflake
    muted: bool | UnsetType = UNSET
    mute_until: _Moment | UnsetType | None = UNSET
    level: Level | UnsetType | None = UNSET

    def applied(self, settings: ChannelSettings) -> ChannelSettings:
        muted = settings.muted if isinstance(self.muted, UnsetType) else self.muted
        level = settings.level if isinstance(self.level, UnsetType) else self.level
        until = _until(self.mute_until, settings.mute_until)
        return replace(settings, muted=muted, mute_until=until if muted else None, level=level)


class ChangeSettings(Struct, kw_only=True):
    """What is left out stays as it is; `channels` names those that change."""

    muted: bool | UnsetType = UNSET
    mute_until: _Moment | UnsetType | None = UNSET
    level: Level | UnsetType = UNSET
    suppress_everyone: bool | UnsetType = UNSET
    channels: Annotated[list[ChangeChannelSettings], Meta(max_length=100)] = []

    def applied(self, settings: ServerSettings) -> ServerSettings:
        given = {"muted": self.muted, "level": self.level, "suppress_everyone": self.suppress_everyone}
        changes = {name: value for name, value in given.items() if not isinstance(value, UnsetType)}
        return replace(settings, mute_until=_until(self.mute_until, settings.mute_until), **changes)


def _until(given: str | UnsetType | None, before: datetime | None) -> datetime | None:
    if isinstance(given, UnsetType):
        return before
    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise invalid("mute_until", "DATE_TIME_TYPE_PARSE", "Send a moment as RFC 3339, with its offset.")
    return moment
