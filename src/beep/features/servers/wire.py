"""The wire shapes of servers, every documented key present; other features embed them."""

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET, Struct, UnsetType

from beep.features.servers.contract import (
    ChannelLabel,
    InvitationView,
    InviteView,
    MemberView,
    RoleView,
    ServerView,
    Snapshot,
)
from beep.features.users import UserObject, UserView, user_object
from beep.kit.ids import UserId
from beep.runtime.http import stamp

_EVERYONE = "@everyone"


class RoleColors(Struct, frozen=True, kw_only=True):
    primary_color: int
    secondary_color: int | None = None
    tertiary_color: int | None = None


class RoleObject(Struct, frozen=True, kw_only=True):
    id: str
    name: str
    description: str | None = None
    permissions: str
    position: int
    color: int
    colors: RoleColors
    hoist: bool
    managed: bool
    mentionable: bool
    icon: str | None = None
    unicode_emoji: str | None = None
    flags: int = 0


class MemberObject(Struct, kw_only=True):
    user: UserObject
    nick: str | None
    roles: list[str]
    joined_at: str
    avatar: str | None = None
    avatar_decoration_data: None = None
    banner: str | None = None
    collectibles: None = None
    communication_disabled_until: str | None = None
    premium_since: str | None = None
    flags: int = 0
    pending: bool = False
    deaf: bool = False
    mute: bool = False


class GuildObject(Struct, kw_only=True):
    """A server; the gateway adds channels and members.

    `visibility`, `multi_roles` and `archived_at` are Beep's own.
    """

    id: str
    name: str
    description: str | None
    owner_id: str
    visibility: str
    multi_roles: bool
    archived_at: str | None
    roles: list[RoleObject]
    member_count: int
    approximate_member_count: int
    approximate_presence_count: int = 0
    max_members: int
    icon: str | None = None
    icon_hash: str | None = None
    splash: str | None = None
    discovery_splash: str | None = None
    home_header: str | None = None
    banner: str | None = None
    features: list[str] = []
    emojis: list[Any] = []
    stickers: list[Any] = []
    application_id: str | None = None
    region: str = "deprecated"
    afk_channel_id: str | None = None
    afk_timeout: int = 300
    system_channel_id: str | None = None
    system_channel_flags: int = 0
    widget_enabled: bool = False
    widget_channel_id: str | None = None
    rules_channel_id: str | None = None
    safety_alerts_channel_id: str | None = None
    public_updates_channel_id: str | None = None
    verification_level: int = 0
    default_message_notifications: int = 1
    explicit_content_filter: int = 0
    mfa_level: int = 0
    max_presences: int | None = None
    max_video_channel_users: int = 25
    max_stage_video_channel_users: int = 50
    vanity_url_code: str | None = None
    premium_tier: int = 0
    premium_subscription_count: int = 0
    premium_progress_bar_enabled: bool = False
    preferred_locale: str = "fr"
    nsfw: bool = False
    nsfw_level: int = 0
    hub_type: int | None = None
    latest_onboarding_question_id: str | None = None
    incidents_data: None = None


class InviteGuild(Struct, frozen=True, kw_only=True):
    """What a stranger with a code learns of the server."""

    id: str
    name: str
    description: str | None
    icon: str | None = None
    splash: str | None = None
    banner: str | None = None
    features: list[str] = []
    verification_level: int = 0
    vanity_url_code: str | None = None
    nsfw: bool = False
    nsfw_level: int = 0
    premium_tier: int = 0
    premium_subscription_count: int = 0


class InviteChannel(Struct, frozen=True, kw_only=True):
    id: str
    name: str
    type: int


class InviteObject(Struct, kw_only=True):
    """An invite. Strangers with the code do not learn who invited, nor how often it was used."""

    type: int = 0
    code: str
    guild: InviteGuild
    guild_id: str
    channel: InviteChannel | None
    expires_at: str | None
    approximate_member_count: int
    approximate_presence_count: int = 0
    flags: int = 0
    inviter: UserObject | UnsetType = UNSET
    created_at: str | UnsetType = UNSET
    max_age: int | UnsetType = UNSET
    max_uses: int | UnsetType = UNSET
    uses: int | UnsetType = UNSET
    temporary: bool | UnsetType = UNSET
    # Whether accepting it made a new member; only in the answer to that.
    new_member: bool | UnsetType = UNSET


class InvitationObject(Struct, kw_only=True):
    """An invitation by name, to the person it is for."""

    guild: InviteGuild
    inviter: UserObject | None
    created_at: str


def invite_guild(server: ServerView) -> InviteGuild:
    """Return what somebody who was invited learns of a server."""
    return InviteGuild(id=str(server.id), name=server.name, description=server.description, icon=server.icon)


def invitation_object(view: InvitationView, server: ServerView, inviter: UserView | None) -> InvitationObject:
    return InvitationObject(
        guild=invite_guild(server),
        inviter=None if inviter is None else user_object(inviter),
        created_at=stamp(view.created_at),
    )


def role_object(view: RoleView) -> RoleObject:
    """Return a role for the wire, where the default role goes by the name bots know."""
    return RoleObject(
        id=str(view.id),
        name=_EVERYONE if view.kind == "default" else view.name,
        permissions=str(int(view.permissions)),
        position=view.position,
        color=view.color,
        colors=RoleColors(primary_color=view.color),
        hoist=view.is_hoisted,
        managed=view.kind == "owner",
        mentionable=view.is_mentionable,
    )


def member_object(
    view: MemberView, user: UserView | UserObject, *, shape: type[MemberObject] = MemberObject, **more: Any
) -> MemberObject:
    """Return a member for the wire; `shape` and `more` make an enlarged object, such as an event's."""
    return shape(
        user=user_object(user) if isinstance(user, UserView) else user,
        nick=view.nickname,
        roles=[str(role_id) for role_id in view.role_ids],
        joined_at=stamp(view.joined_at),
        communication_disabled_until=None if view.timed_out_until is None else stamp(view.timed_out_until),
        **more,
    )


def guild_object(
    snapshot: Snapshot,
    *,
    max_members: int = 1000,
    shape: type[GuildObject] = GuildObject,
    **more: Any,
) -> GuildObject:
    """Return a server for the wire, its roles from the highest to the lowest position."""
    server = snapshot.server
    roles = sorted(snapshot.roles.values(), key=lambda role: (role.position, -role.id))
    return shape(
        id=str(server.id),
        name=server.name,
        description=server.description,
        icon=server.icon,
        owner_id=str(server.owner_id),
        visibility="public" if server.is_public else "private",
        multi_roles=server.allows_many_roles,
        archived_at=None if server.archived_at is None else stamp(server.archived_at),
        roles=[role_object(role) for role in roles],
        member_count=server.member_count,
        approximate_member_count=server.member_count,
        max_members=max_members,
        **more,
    )


def invite_object(
    invite: InviteView, server: ServerView, channel: ChannelLabel | None, inviter: UserView | None
) -> InviteObject:
    """Return an invite as members see it."""
    shown = invite_preview(invite, server, channel)
    shown.inviter = UNSET if inviter is None else user_object(inviter)
    shown.created_at = stamp(invite.created_at)
    shown.max_age = invite.max_age_s
    shown.max_uses = invite.max_uses
    shown.uses = invite.uses
    shown.temporary = False
    return shown


def invite_preview(invite: InviteView, server: ServerView, channel: ChannelLabel | None) -> InviteObject:
    """Return an invite as whoever has its code sees it, before joining."""
    return InviteObject(
        code=invite.code,
        guild=invite_guild(server),
        guild_id=str(server.id),
        channel=None
        if channel is None
        else InviteChannel(id=str(invite.channel_id), name=channel.name, type=channel.type),
        expires_at=None if invite.expires_at is None else stamp(invite.expires_at),
        approximate_member_count=server.member_count,
    )


def people_of(members: Sequence[MemberView]) -> list[UserId]:
    return [member.user_id for member in members]
