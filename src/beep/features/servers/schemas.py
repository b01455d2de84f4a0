"""What clients send about servers, and answers only servers give."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from beep.features.servers.contract import ProposalView, ServerView
from beep.features.servers.drafts import MemberEdit, RoleDraft, ServerDraft
from beep.features.servers.settings import DAY_S
from beep.features.servers.wire import GuildObject
from beep.features.users import UserObject
from beep.kit.errors import invalid
from beep.kit.ids import MAX_ID, RoleId, UserId
from beep.kit.permissions import Permission
from beep.runtime.http import Snowflake, snowflake, stamp

_ROLES_MAX = 250
Visibility = Literal["private", "public"]


class EditGuild(Struct):
    """`icon` is a data URI; `null` takes the picture away."""

    name: str | UnsetType = UNSET
    description: str | UnsetType | None = UNSET
    icon: str | UnsetType | None = UNSET
    visibility: Visibility | UnsetType = UNSET
    multi_roles: bool | UnsetType = UNSET

    def changes(self) -> dict[str, Any]:
        is_public = UNSET if isinstance(self.visibility, UnsetType) else self.visibility == "public"
        return _given(
            name=self.name,
            description=self.description,
            icon=self.icon,
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


class BroughtRole(CreateRole):
    """A role as another server shows it; those nobody gives, such as the owner's, are left out."""

    managed: bool = False


class CreateGuild(Struct):
    """`roles` begin with everybody's, then go from the lowest to the highest; `icon` is a data URI."""

    name: str
    description: str | None = None
    icon: str | None = None
    visibility: Visibility = "private"
    roles: Annotated[list[BroughtRole], Meta(max_length=250)] | None = None

    def draft(self) -> ServerDraft:
        roles = tuple(one.draft() for one in self.roles or () if not one.managed)
        return ServerDraft(self.name, self.description, self.visibility == "public", roles, self.icon)


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


class EditMember(Struct):
    """`null` takes a nickname or a time-out away, and as roles it means none."""

    nick: str | UnsetType | None = UNSET
    roles: list[Snowflake] | UnsetType | None = UNSET
    communication_disabled_until: datetime | UnsetType | None = UNSET

    def edit(self) -> MemberEdit:
        until = self.communication_disabled_until
        if isinstance(until, datetime) and until.tzinfo is None:
            until = until.replace(tzinfo=UTC)
        if isinstance(self.roles, UnsetType):
            return MemberEdit(nickname=self.nick, timed_out_until=until)
        return MemberEdit(self.nick, _roles(self.roles), until)


class EditOwnMember(Struct):
    nick: str | UnsetType | None = UNSET


class Ban(Struct):
    """Either says how far back the messages of who is banned are deleted; a week at most."""

    delete_message_seconds: int | None = None
    delete_message_days: int | None = None

    def period_s(self) -> int:
        if self.delete_message_seconds is not None:
            return self.delete_message_seconds
        return (self.delete_message_days or 0) * DAY_S


class BulkBan(Struct):
    user_ids: list[Snowflake]
    delete_message_seconds: int | None = None


class BanListQuery(Struct):
    before: Snowflake | None = None
    after: Snowflake | None = None
    limit: int = 1000


class PruneQuery(Struct):
    """`include_roles` holds ids between commas."""

    days: int = 7
    include_roles: str = ""

    def role_ids(self) -> list[RoleId]:
        return list(_roles([_one_of(part) for part in self.include_roles.split(",") if part]))


class Prune(Struct):
    days: int = 7
    compute_prune_count: bool = True
    include_roles: list[Snowflake] | None = None

    def role_ids(self) -> list[RoleId]:
        return list(_roles(self.include_roles))


class ProposeOwnership(Struct):
    user_id: Snowflake


class DiscoveryQuery(Struct):
    query: Annotated[str, Meta(max_length=100)] = ""
    limit: int = 24
    offset: Annotated[int, Meta(ge=0, le=10_000)] = 0


class GuildQuery(Struct):
    """Counts are always in the answer; the question is understood."""

    with_counts: bool = False


class InvitePerson(Struct):
    """Whom to invite: by `user_id` or by `username`, whatever its case and width; one of the two."""

    user_id: Snowflake | UnsetType = UNSET
    username: Annotated[str, Meta(min_length=1, max_length=100)] | UnsetType = UNSET

    def whom(self) -> UserId | str:
        """Return the one of the two that is given; raises `Invalid` unless exactly one is."""
        if isinstance(self.user_id, UnsetType) != isinstance(self.username, UnsetType):
            return self.username if isinstance(self.username, str) else UserId(int(str(self.user_id)))
        raise invalid("username", "BASE_TYPE_REQUIRED", "Send either user_id or username.")


class InvitedPerson(Struct, kw_only=True):
    """Who is invited now."""

    user: UserObject


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


class BanObject(Struct, kw_only=True):
    reason: str | None
    user: UserObject


class BulkBanned(Struct, kw_only=True):
    banned_users: list[str]
    failed_users: list[str]


class Pruned(Struct, kw_only=True):
    pruned: int | None


class Proposal(Struct, kw_only=True):
    """An ownership that waits to be taken."""

    user_id: str
    proposed_at: str
    expires_at: str


class DiscoveredGuild(Struct, kw_only=True):
    id: str
    name: str
    description: str | None
    icon: str | None
    approximate_member_count: int
    joined: bool


class Discovered(Struct, kw_only=True):
    guilds: list[DiscoveredGuild]
    total: int


class VoiceRegion(Struct, kw_only=True):
    id: str
    name: str
    custom: bool
    deprecated: bool
    optimal: bool


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


def proposal_object(view: ProposalView) -> Proposal:
    return Proposal(
        user_id=str(view.user_id), proposed_at=stamp(view.proposed_at), expires_at=stamp(view.expires_at)
    )


def discovered(found: Sequence[tuple[ServerView, bool]], total: int) -> Discovered:
    guilds = [
        DiscoveredGuild(
            id=str(server.id),
            name=server.name,
            description=server.description,
            icon=server.icon,
            approximate_member_count=server.member_count,
            joined=is_joined,
        )
        for server, is_joined in found
    ]
    return Discovered(guilds=guilds, total=total)


def _roles(given: Sequence[int] | None) -> tuple[RoleId, ...]:
    if len(given or ()) > _ROLES_MAX:
        raise invalid("roles", "BASE_TYPE_MAX_LENGTH", f"Must be {_ROLES_MAX} roles at most.")
    # Plain numbers: the driver would not know a subclass in an array.
    return tuple(RoleId(int(one)) for one in given or ())


def _one_of(text: str) -> int:
    try:
        return snowflake(text)
    except ValueError as error:
        raise invalid("include_roles", "NUMBER_TYPE_COERCE", str(error)) from None


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
