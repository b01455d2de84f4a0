"""What clients send about servers, and answers only servers give."""

from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType

from beep.features.servers.contract import ServerView
from beep.features.servers.drafts import RoleDraft
from beep.features.servers.wire import GuildObject
from beep.kit.errors import invalid
from beep.kit.ids import MAX_ID
from beep.kit.permissions import Permission
from beep.runtime.http import Snowflake

Visibility = Literal["private", "public"]


class CreateGuild(Struct):
    name: str
    description: str | None = None
    visibility: Visibility = "private"


class EditGuild(Struct):
    name: str | UnsetType = UNSET
    description: str | UnsetType | None = UNSET
    visibility: Visibility | UnsetType = UNSET
    multi_roles: bool | UnsetType = UNSET

    def changes(self) -> dict[str, Any]:
        is_public = UNSET if isinstance(self.visibility, UnsetType) else self.visibility == "public"
        return _given(
            name=self.name,
            description=self.description,
            is_public=is_public,
            allows_many_roles=self.multi_roles,
        )


class GuildListQuery(Struct):
    before: Snowflake = Snowflake(MAX_ID)
    after: Snowflake = Snowflake(0)
    limit: int = 200
    with_counts: bool = False


class MemberListQuery(Struct):
    limit: int = 1
    after: Snowflake = Snowflake(0)


class MemberSearchQuery(Struct):
    query: str
    limit: int = 1


class Colors(Struct):
    primary_color: int | None = None


class CreateRole(Struct):
    """`permissions` is a decimal string of bits, or a number."""

    name: str | None = None
    permissions: str | int | None = None
    color: int | None = None
    colors: Colors | None = None
    hoist: bool = False
    mentionable: bool = False

    def draft(self) -> RoleDraft:
        return RoleDraft(
            name=self.name,
            permissions=None if self.permissions is None else bits(self.permissions),
            color=_color(self.color, self.colors) or 0,
            is_hoisted=self.hoist,
            is_mentionable=self.mentionable,
        )


class EditRole(Struct):
    name: str | UnsetType = UNSET
    permissions: str | int | UnsetType = UNSET
    color: int | None = None
    colors: Colors | None = None
    hoist: bool | UnsetType = UNSET
    mentionable: bool | UnsetType = UNSET

    def changes(self) -> dict[str, Any]:
        color = _color(self.color, self.colors)
        return _given(
            name=self.name,
            permissions=UNSET if isinstance(self.permissions, UnsetType) else bits(self.permissions),
            color=UNSET if color is None else color,
            is_hoisted=self.hoist,
            is_mentionable=self.mentionable,
        )


class RolePosition(Struct):
    id: Snowflake
    position: int | UnsetType = UNSET


class AcceptInvite(Struct):
    """Nothing is needed; what bots' libraries send is ignored."""


class CreatedGuild(GuildObject, kw_only=True):
    """A new server with its first channel, so that nobody has to ask for it."""

    channels: list[Any]


class GuildSummary(Struct, kw_only=True):
    """An entry of one's own list of servers."""

    id: str
    name: str
    icon: str | None = None
    banner: str | None = None
    owner: bool
    permissions: str
    features: list[str] = []
    approximate_member_count: int | UnsetType = UNSET
    approximate_presence_count: int | UnsetType = UNSET


class GuildPreview(Struct, kw_only=True):
    """What a public server shows before one joins."""

    id: str
    name: str
    description: str | None
    approximate_member_count: int
    approximate_presence_count: int = 0
    icon: str | None = None
    splash: str | None = None
    discovery_splash: str | None = None
    home_header: str | None = None
    emojis: list[Any] = []
    stickers: list[Any] = []
    features: list[str] = []


def guild_summary(
    server: ServerView, permissions: Permission, *, is_owner: bool, with_counts: bool
) -> GuildSummary:
    return GuildSummary(
        id=str(server.id),
        name=server.name,
        icon=server.icon,
        owner=is_owner,
        permissions=str(int(permissions)),
        approximate_member_count=server.member_count if with_counts else UNSET,
        approximate_presence_count=0 if with_counts else UNSET,
    )


def bits(given: str | int) -> int:
    """Return permission bits sent as a decimal string or a number; raises `Invalid`."""
    text = str(given)
    if not (text.isascii() and text.isdigit() and len(text) <= 20):
        raise invalid("permissions", "NUMBER_TYPE_COERCE", "Must be the decimal number of permission bits.")
    return int(text)


def check_limit(limit: int, most: int) -> int:
    if not 1 <= limit <= most:
        raise invalid("limit", "NUMBER_TYPE_MAX", f"Must be between 1 and {most}.")
    return limit


def _color(color: int | None, colors: Colors | None) -> int | None:
    if colors is not None and colors.primary_color is not None:
        return colors.primary_color
    return color


def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not UNSET}
