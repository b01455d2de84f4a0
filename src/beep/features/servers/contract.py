"""The face of servers: communities, their roles, memberships and invites."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, RoleId, ServerId, UserId
from beep.kit.permissions import Permission, server_permissions, while_limited
from beep.runtime.database import Transaction


@dataclass(frozen=True, slots=True)
class ServerView:
    """A server. `allows_many_roles` is whether a member may hold several custom roles (AMB-4).

    `icon` is its picture's key; from `archived_at` on everything in it is read-only, for everybody.
    """

    id: ServerId
    name: str
    description: str | None
    is_public: bool
    owner_id: UserId
    member_count: int
    role_count: int = 2
    allows_many_roles: bool = True
    icon: str | None = None
    archived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role. `kind` is "owner", "default" or "custom"; the default role's id is the server's."""

    id: RoleId
    server_id: ServerId
    name: str
    kind: str
    permissions: int
    position: int
    color: int
    is_hoisted: bool
    is_mentionable: bool


@dataclass(frozen=True, slots=True)
class MemberView:
    """A membership. `role_ids` leaves out the default role, which everyone has.

    `timed_out_until` may have passed: only the clock ends a time-out.
    """

    server_id: ServerId
    user_id: UserId
    nickname: str | None
    role_ids: tuple[RoleId, ...]
    joined_at: datetime
    timed_out_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class BanView:
    """A ban. `reason` is what its giver said, for who may ban to read."""

    server_id: ServerId
    user_id: UserId
    reason: str | None
    banned_by: UserId
    banned_at: datetime


@dataclass(frozen=True, slots=True)
class ProposalView:
    """An ownership offered to a member, who has until `expires_at` to take it (AMB-6)."""

    server_id: ServerId
    user_id: UserId
    proposed_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An invitation by name that was not answered yet."""

    server_id: ServerId
    user_id: UserId
    inviter_id: UserId
    created_at: datetime


@dataclass(frozen=True, slots=True)
class InviteView:
    """An invite. `max_age_s` and `max_uses` are 0 where there is no limit."""

    code: str
    server_id: ServerId
    channel_id: ChannelId
    inviter_id: UserId
    created_at: datetime
    max_age_s: int
    max_uses: int
    uses: int

    @property
    def expires_at(self) -> datetime | None:
        return self.created_at + timedelta(seconds=self.max_age_s) if self.max_age_s else None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that permission checks and the gateway need of one server, as of one moment.

    Held in memory and replaced, never changed; `members` maps each member to their role ids.
    `seq` is that moment: the place of the last fact in the server's stream it contains.
    `timeouts` holds when each time-out ends, also those that have.
    """

    server: ServerView
    roles: Mapping[RoleId, RoleView]
    members: Mapping[UserId, tuple[RoleId, ...]]
    seq: int = 0
    timeouts: Mapping[UserId, datetime] = field(default_factory=dict[UserId, datetime])

    def permissions_of(self, user_id: UserId) -> Permission | None:
        """Return what a member may do server-wide, `None` for a stranger; time-outs are not in it."""
        role_ids = self.members.get(user_id)
        if role_ids is None:
            return None
        held = (self.roles[role_id] for role_id in role_ids if role_id in self.roles)
        everyone = self.roles[RoleId(self.server.id)]
        return server_permissions(
            is_owner=user_id == self.server.owner_id,
            role_permissions=[everyone.permissions, *(role.permissions for role in held)],
        )

    def limited(self, held: Permission, user_id: UserId, now: Callable[[], datetime]) -> Permission:
        """Return what is left of `held`, here or in a channel, at this moment.

        Costs nothing, not even a look at the clock, where nobody is timed out and nothing archived.
        """
        if not self.timeouts and self.server.archived_at is None:
            return held
        return while_limited(
            held,
            is_timed_out=self.is_timed_out(user_id, now()),
            is_archived=self.server.archived_at is not None,
        )

    def is_timed_out(self, user_id: UserId, now: datetime) -> bool:
        until = self.timeouts.get(user_id)
        return until is not None and now < until


@dataclass(frozen=True, slots=True)
class ChannelLabel:
    """As much of a channel as an invite shows."""

    name: str
    type: int


class Refusals(Protocol):
    """Port: who keeps what members were refused. Filled by `authorization`."""

    def note(
        self, user_id: UserId, server_id: ServerId, missing: Permission, channel_id: ChannelId | None = None
    ) -> None:
        """Take a refusal; asked on refusals only, never awaits, never raises."""
        ...


class Engine(Protocol):
    """Port: who decides instead of the built-in evaluator, if anybody does (decision 0024)."""

    async def held(
        self, user_id: UserId, server_id: ServerId, held: Permission, channel_id: ChannelId | None = None
    ) -> Permission:
        """Return what a member may do, given what the built-in evaluator says; raises `Unavailable`.

        Time-outs and archives come on top, by the clock.
        """
        ...


class NobodyListens:
    """Stands in for `Refusals` where authorization is not built."""

    def note(
        self, user_id: UserId, server_id: ServerId, missing: Permission, channel_id: ChannelId | None = None
    ) -> None:
        del user_id, server_id, missing, channel_id


class Founding(Protocol):
    """Port: what only channels know and a server needs. Filled by `channels` (SERV-01)."""

    async def found(self, tx: Transaction, server: ServerView) -> ChannelId:
        """Create the first channel in the server's own transaction and return it.

        The one transaction that spans two features: a server without a channel must never be seen.
        """
        ...

    async def shown(self, actor: Actor, server_id: ServerId) -> Sequence[Any]:
        """Return the channels the actor sees, as the wire shows them."""
        ...

    async def labels(self, channel_ids: Sequence[ChannelId]) -> Mapping[ChannelId, ChannelLabel]:
        """Return the labels of the channels that exist."""
        ...


class Activity(Protocol):
    """Port: signs of life only features above know. Filled by `app`; until then there are none."""

    async def last_active(self, server_ids: Sequence[ServerId]) -> Mapping[ServerId, datetime]:
        """Return when somebody last wrote in each server, without those where nobody ever did."""
        ...


class Presences(Protocol):
    """Port: how many are there. Filled by `gateway`; a process without sockets knows of nobody."""

    def count_present(self, user_ids: Collection[UserId]) -> int:
        """Return how many of them others do not see as offline; never awaits."""
        ...


class Signs(Protocol):
    """Port: a server's own emojis. Filled by `emojis`."""

    async def objects(self, server_id: ServerId) -> Sequence[Any]:
        """Return a server's emojis as the wire shows them."""
        ...


class Servers(Protocol):
    # Ports, filled by `app`.
    refusals: Refusals
    engine: Engine | None
    activity: Activity

    async def snapshot(self, server_id: ServerId) -> Snapshot | None:
        """Return a server's snapshot, `None` when there is no such server; usually without I/O."""
        ...

    def cached_snapshot(self, server_id: ServerId) -> Snapshot | None:
        """Return the snapshot if it is in memory and current; never awaits."""
        ...

    async def standing(self, actor: Actor, server_id: ServerId) -> Snapshot:
        """Return the snapshot of a server the actor belongs to; raises `ServerNotFound`."""
        ...

    async def check_permission(self, actor: Actor, server_id: ServerId, needed: Permission) -> Snapshot:
        """Raise `ServerNotFound` for strangers, `MissingPermission` for members without the right."""
        ...

    async def list_ids(self) -> Sequence[ServerId]:
        """Return every server there is, the oldest first; for commands over a whole installation."""
        ...

    async def list_of_user(self, user_id: UserId) -> Sequence[ServerView]:
        """Return the servers a user belongs to, oldest membership first."""
        ...

    async def get_member(self, server_id: ServerId, user_id: UserId) -> MemberView:
        """Return a membership; raises `MemberNotFound`."""
        ...

    async def share_server(self, user_id: UserId, other_id: UserId) -> bool:
        """Tell whether two belong to one server."""
        ...

    async def list_memberships(self, user_id: UserId) -> Sequence[MemberView]:
        """Return every membership of a user, in the order of server ids."""
        ...

    async def list_members(
        self,
        server_id: ServerId,
        user_ids: Sequence[UserId] | None = None,
        *,
        after: int = 0,
        limit: int = 1000,
    ) -> Sequence[MemberView]:
        """Return memberships by user id, or all in order of user id, at most 1000 at once."""
        ...

    async def add_bot(
        self, actor: Actor, server_id: ServerId, bot_id: UserId, *, reason: str | None = None
    ) -> None:
        """Make a bot a member; needs MANAGE_SERVER; idempotent; raises `TargetBanned`."""
        ...

    async def find_invite(self, code: str) -> InviteView | None:
        """Return an invite that is still valid."""
        ...

    async def create_invite(
        self,
        actor: Actor,
        server_id: ServerId,
        channel_id: ChannelId,
        *,
        max_age_s: int | None,
        max_uses: int,
        reason: str | None = None,
    ) -> InviteView:
        """Make an invite; the caller has checked CREATE_INVITE in that channel.

        `max_age_s` `None` takes the setting's; raises `TooManyInvites` and `ServerNotFound`.
        """
        ...

    async def list_invites(self, server_id: ServerId, channel_id: ChannelId) -> Sequence[InviteView]:
        """Return the valid invites to a channel, newest first; the caller has checked who asks."""
        ...

    async def discard_invites(self, server_id: ServerId, channel_id: ChannelId) -> None:
        """Forget the invites to a channel that is gone; idempotent."""
        ...

    async def find_invitation(self, server_id: ServerId, user_id: UserId) -> InvitationView | None:
        """Return an invitation by name that was not answered."""
        ...

    async def heir_of(self, server_id: ServerId) -> UserId | None:
        """Return who would get a server without its owner, `None` when nobody could (AMB-21)."""
        ...

    async def transfer(self, server_id: ServerId, user_id: UserId) -> None:
        """Make a member the owner without asking, for an owner who goes; idempotent; no limit applies."""
        ...

    async def propose_transfer(
        self, actor: Actor, server_id: ServerId, user_id: UserId, *, reason: str | None = None
    ) -> ProposalView:
        """Offer one's server to a member for a week (AMB-6)."""
        ...

    async def end(self, server_id: ServerId) -> None:
        """Delete a server whose owner goes and leaves it to nobody (AMB-21); idempotent."""
        ...

    async def remove_everywhere(self, user_id: UserId) -> None:
        """End every membership of a user who owns no server (a deleted bot); idempotent."""
        ...
