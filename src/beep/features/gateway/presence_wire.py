"""Presence on the wire: as bots know it, and as people's clients look at it."""

from typing import Any

from msgspec import Struct, field

from beep.kit.ids import ServerId, UserId


class PartialUser(Struct, kw_only=True):
    id: str


class PresenceObject(Struct, kw_only=True):
    user: PartialUser
    guild_id: str
    status: str
    activities: list[Any] = field(default_factory=list[Any])
    client_status: dict[str, str]


def presence_object(server_id: ServerId, user_id: UserId, status: str) -> PresenceObject:
    return PresenceObject(
        user=PartialUser(id=str(user_id)),
        guild_id=str(server_id),
        status=status,
        client_status={} if status == "offline" else {"web": status},
    )


class SeenAs(Struct, kw_only=True):
    user_id: str
    status: str


class Presences(Struct, kw_only=True):
    """Of a server, or of one's friends where `guild_id` is null.

    `whole`: these and no others are there; otherwise what changed since.
    """

    guild_id: str | None
    presences: list[SeenAs]
    whole: bool


def presences(server_id: ServerId | None, seen: dict[UserId, str], *, whole: bool) -> Presences:
    listed = [SeenAs(user_id=str(user_id), status=status) for user_id, status in seen.items()]
    guild_id = None if server_id is None else str(server_id)
    return Presences(guild_id=guild_id, presences=listed, whole=whole)
