"""What servers tell. Each view is there for listeners in the recorder's own process only."""

from dataclasses import dataclass

from beep.kit.facts import Fact
from beep.kit.ids import ChannelId, MessageId, RoleId, ServerId, UserId


@dataclass(frozen=True, slots=True)
class ServerCreated(Fact):
    """The owner's membership came with it. The recorder's view is the `ServerView`."""

    NAME = "server.created"
    STREAM = "server_id"
    server_id: ServerId
    owner_id: UserId


@dataclass(frozen=True, slots=True)
class ServerChanged(Fact):
    """The recorder's view is the `ServerView` after the change."""

    NAME = "server.changed"
    STREAM = "server_id"
    server_id: ServerId


@dataclass(frozen=True, slots=True)
class ServerDeleted(Fact):
    """Its roles, memberships and invites went with it; the view is the last `Snapshot`."""

    NAME = "server.deleted"
    STREAM = "server_id"
    server_id: ServerId


@dataclass(frozen=True, slots=True)
class MemberJoined(Fact):
    """The recorder's view is the `MemberView`."""

    NAME = "member.joined"
    STREAM = "server_id"
    server_id: ServerId
    user_id: UserId


@dataclass(frozen=True, slots=True)
class MemberChanged(Fact):
    """A nickname, roles or a time-out changed. The recorder's view is the `MemberView` after it."""

    NAME = "member.changed"
    STREAM = "server_id"
    server_id: ServerId
    user_id: UserId


@dataclass(frozen=True, slots=True)
class MemberLeft(Fact):
    """`reason`: left, kicked, banned, pruned, retired. The recorder's view is the last `MemberView`."""

    NAME = "member.left"
    STREAM = "server_id"
    server_id: ServerId
    user_id: UserId
    reason: str


@dataclass(frozen=True, slots=True)
class MemberBanned(Fact):
    """Whoever is not to come (back); `MemberLeft` follows if they were a member.

    Their messages of the last `delete_message_s` seconds are to be deleted: those from the id `oldest_id`
    on, none when both are 0.
    """

    NAME = "member.banned"
    STREAM = "server_id"
    server_id: ServerId
    user_id: UserId
    delete_message_s: int
    oldest_id: MessageId


@dataclass(frozen=True, slots=True)
class MemberUnbanned(Fact):
    NAME = "member.unbanned"
    STREAM = "server_id"
    server_id: ServerId
    user_id: UserId


@dataclass(frozen=True, slots=True)
class OwnershipProposed(Fact):
    """The owner offers the server to a member, or that offer is over: taken, refused or withdrawn."""

    NAME = "ownership.proposed"
    STREAM = "server_id"
    server_id: ServerId
    owner_id: UserId
    user_id: UserId
    is_open: bool


@dataclass(frozen=True, slots=True)
class PersonInvited(Fact):
    """Somebody is invited by name."""

    NAME = "person.invited"
    STREAM = "server_id"
    server_id: ServerId
    user_id: UserId
    inviter_id: UserId


@dataclass(frozen=True, slots=True)
class InvitationEnded(Fact):
    """An invitation by name was accepted, declined, withdrawn, or overtaken by a ban."""

    NAME = "invitation.ended"
    STREAM = "server_id"
    server_id: ServerId
    user_id: UserId


@dataclass(frozen=True, slots=True)
class ServerWarned(Fact):
    """Nothing happens here any more: without a sign of life it is archived at `archive_at` (RFC 3339)."""

    NAME = "server.warned"
    STREAM = "server_id"
    server_id: ServerId
    owner_id: UserId
    archive_at: str


@dataclass(frozen=True, slots=True)
class RoleCreated(Fact):
    """The recorder's view is the `RoleView`."""

    NAME = "role.created"
    STREAM = "server_id"
    server_id: ServerId
    role_id: RoleId


@dataclass(frozen=True, slots=True)
class RoleChanged(Fact):
    """The recorder's view is the `RoleView` after the change."""

    NAME = "role.changed"
    STREAM = "server_id"
    server_id: ServerId
    role_id: RoleId


@dataclass(frozen=True, slots=True)
class RoleDeleted(Fact):
    """It was taken from all who held it; the recorder's view is the last `RoleView`."""

    NAME = "role.deleted"
    STREAM = "server_id"
    server_id: ServerId
    role_id: RoleId


@dataclass(frozen=True, slots=True)
class InviteCreated(Fact):
    """The recorder's view is the `InviteView`."""

    NAME = "invite.created"
    STREAM = "server_id"
    server_id: ServerId
    channel_id: ChannelId
    code: str


@dataclass(frozen=True, slots=True)
class InviteDeleted(Fact):
    NAME = "invite.deleted"
    STREAM = "server_id"
    server_id: ServerId
    channel_id: ChannelId
    code: str
