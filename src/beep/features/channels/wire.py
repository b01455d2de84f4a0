"""The channel on the wire, every documented key present."""

from typing import Any

from msgspec import Struct

from beep.features.channels.contract import ChannelView
from beep.kit.ids import MessageId

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


def channel_object(view: ChannelView, last_message_id: MessageId | None = None) -> ChannelObject:
    """Return a channel for the wire; its newest message is messaging's knowledge."""
    return ChannelObject(
        id=str(view.id),
        type=view.type,
        guild_id=str(view.server_id),
        name=view.name,
        topic=view.topic,
        position=view.position,
        permission_overwrites=[
            OverwriteObject(
                id=str(one.target_id),
                type=_TARGETS[one.target],
                allow=str(int(one.allow)),
                deny=str(int(one.deny)),
            )
            for one in view.overrides.values()
        ],
        last_message_id=None if last_message_id is None else str(last_message_id),
    )
