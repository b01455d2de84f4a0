"""What gateway events carry, every documented key present."""

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, Struct, UnsetType, field, structs

from beep.features import applications, channels, messaging, notifications, servers, users
from beep.features.gateway.friend_wire import Related
from beep.features.gateway.presence_wire import PresenceObject
from beep.kit.ids import ChannelId, UserId
from beep.runtime.http import stamp


class PartialMember(Struct, kw_only=True):
    """A membership beside its person."""

    roles: list[str]
    nick: str | None
    avatar: str | None = None
    banner: str | None = None
    joined_at: str
    premium_since: str | None = None
    deaf: bool = False
    mute: bool = False
    pending: bool = False
    flags: int = 0
    communication_disabled_until: str | None = None


def partial_member(view: servers.MemberView) -> PartialMember:
    until = view.timed_out_until
    return PartialMember(
        roles=[str(one) for one in view.role_ids],
        nick=view.nickname,
        joined_at=stamp(view.joined_at),
        communication_disabled_until=None if until is None else stamp(until),
    )


class MessageEvent(messaging.MessageObject, kw_only=True):
    """`member` is absent when the author has left meanwhile."""

    guild_id: str
    channel_type: int = 0
    member: PartialMember | UnsetType = UNSET


def message_event(
    view: messaging.MessageView,
    people: dict[UserId, users.UserObject],
    member: servers.MemberView | None,
    referenced: messaging.MessageView | UnsetType | None,
    url_of: messaging.UrlOf,
    threads: Mapping[ChannelId, channels.ThreadObject] = messaging.NO_THREADS,
) -> MessageEvent:
    return messaging.message_object(
        MessageEvent,
        view,
        people,
        url_of=url_of,
        referenced=referenced,
        threads=threads,
        guild_id=str(view.server_id),
        member=partial_member(member) if member else UNSET,
    )


def without_texts(event: MessageEvent, *, content: bool, referenced: bool) -> MessageEvent:
    """Return a copy that lacks the text of the message, of the one it answers, or of both."""
    changes: dict[str, Any] = {} if content else _NO_TEXTS
    replied = event.referenced_message
    if not referenced and isinstance(replied, messaging.MessageObject):
        changes = {**changes, "referenced_message": structs.replace(replied, **_NO_TEXTS)}
    return structs.replace(event, **changes)


# What a bot gets only if it asked for the content of messages.
_NO_TEXTS: dict[str, Any] = {"content": "", "attachments": [], "embeds": [], "components": []}


class MessagesGone(Struct, kw_only=True):
    ids: list[str]
    channel_id: str
    guild_id: str


class MessageGone(Struct, kw_only=True):
    id: str
    channel_id: str
    guild_id: str


class GuildCreated(servers.GuildObject, kw_only=True):
    """A server with everything a client needs to show it, but `members`, which are encoded apart."""

    unavailable: bool = False
    joined_at: str
    large: bool
    threads: list[channels.ThreadObject]
    channels: list[channels.ChannelObject]
    presences: list[PresenceObject] = field(default_factory=list[PresenceObject])
    voice_states: list[Any] = field(default_factory=list[Any])
    stage_instances: list[Any] = field(default_factory=list[Any])
    guild_scheduled_events: list[Any] = field(default_factory=list[Any])
    soundboard_sounds: list[Any] = field(default_factory=list[Any])


def enlarged(guild: servers.GuildObject, **more: Any) -> GuildCreated:
    return GuildCreated(**{**structs.asdict(guild), **more})


class GuildStub(Struct, kw_only=True):
    """A server in READY, before its GUILD_CREATE."""

    id: str
    unavailable: bool = True


class GuildDeleted(Struct, kw_only=True):
    """`unavailable` stays away when the server is gone or the person is out."""

    id: str


class MemberEvent(servers.MemberObject, kw_only=True):
    guild_id: str


def member_event(member: servers.MemberObject, server_id: int) -> MemberEvent:
    return MemberEvent(**structs.asdict(member), guild_id=str(server_id))


class MemberGone(Struct, kw_only=True):
    guild_id: str
    user: users.UserObject


class RoleEvent(Struct, kw_only=True):
    guild_id: str
    role: servers.RoleObject


class RoleGone(Struct, kw_only=True):
    guild_id: str
    role_id: str


class InviteGone(Struct, kw_only=True):
    guild_id: str
    channel_id: str
    code: str


class InviteMade(Struct, kw_only=True):
    channel_id: str
    guild_id: str
    code: str
    created_at: str
    inviter: users.UserObject | None
    max_age: int
    max_uses: int
    temporary: bool = False
    uses: int = 0
    expires_at: str | None
    type: int = 0


class Typing(Struct, kw_only=True):
    channel_id: str
    guild_id: str
    user_id: str
    timestamp: int
    member: servers.MemberObject


class MembersChunk(Struct, kw_only=True):
    guild_id: str
    members: list[servers.MemberObject]
    chunk_index: int
    chunk_count: int
    not_found: list[str] = field(default_factory=list[str])
    presences: list[PresenceObject] = field(default_factory=list[PresenceObject])
    nonce: Any = UNSET


class PartialApplication(Struct, kw_only=True):
    id: str
    flags: int = applications.BOT_FLAGS


class ReadState(Struct, kw_only=True):
    """How far somebody has read, "0" for not at all, and how many messages after that call them.

    The count takes in what there was up to `last_message_id`; `null` means that there is nothing to count.
    """

    channel_id: str
    last_read_message_id: str
    mention_count: int
    last_message_id: str | None


class OwnState(Struct, kw_only=True):
    """What a person's own client wants to know at once."""

    session_id: str | None
    read_states: list[ReadState]
    status: str
    blocks: list[str]
    notification_settings: list[notifications.NotificationSettingsObject]


class Ready(Struct, kw_only=True):
    v: int
    user: users.OwnUserObject
    guilds: list[GuildStub]
    session_id: str
    resume_gateway_url: str
    application: PartialApplication | None
    shard: tuple[int, int] | UnsetType = UNSET
    beep: OwnState | None
    private_channels: list[Any] = field(default_factory=list[Any])
    relationships: list[Related] = field(default_factory=list[Related])
    geo_ordered_rtc_regions: list[str] = field(default_factory=list[str])
    user_settings: dict[str, Any] = field(default_factory=dict[str, Any])


class GatewayUrl(Struct, kw_only=True):
    url: str


class SessionStartLimit(Struct, kw_only=True):
    total: int
    remaining: int
    reset_after: int
    max_concurrency: int


class GatewayForBots(GatewayUrl, kw_only=True):
    shards: int
    session_start_limit: SessionStartLimit
