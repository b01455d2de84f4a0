"""What servers refuse."""

from beep.kit.errors import Conflict, Forbidden, NotFound


class ServerNotFound(NotFound):
    """There is no such server, or it is not yours to see."""

    wire_code = 10004


class MemberNotFound(NotFound):
    """Nobody of that id is a member of this server."""

    wire_code = 10007


class RoleNotFound(NotFound):
    """The server has no such role."""

    wire_code = 10011


class InviteNotFound(NotFound):
    """The invite does not exist, or is no longer valid."""

    wire_code = 10006


class MissingPermission(Forbidden):
    """You do not have the permission for that."""


class TimedOut(MissingPermission):
    """You are timed out here: for now you can only read."""


class ServerArchived(MissingPermission):
    """The server is archived: it can be read, and nothing in it can be changed."""


class NotOwner(Forbidden):
    """Only the owner of the server may do that."""


class CannotGrant(Forbidden):
    """You cannot give permissions you do not have yourself."""


class RoleOutOfReach(Forbidden):
    """You can only act on roles and members below your own highest role."""


class OwnerRoleIsFixed(Forbidden):
    """The owner role belongs to the owner and cannot be changed, given or taken."""


class PeopleOnly(Forbidden):
    """Bots cannot join by themselves; somebody who manages the server adds them."""

    wire_code = 20001


class Banned(Forbidden):
    """You are banned from this server."""

    wire_code = 40007


class TargetBanned(Conflict):
    """They are banned from this server; lift the ban first."""

    wire_code = 40007


class BanNotFound(NotFound):
    """They are not banned from this server."""

    wire_code = 10026


class NobodyBanned(Forbidden):
    """None of them could be banned."""

    wire_code = 500000


class CannotTimeOut(Forbidden):
    """Neither the owner nor an administrator can be timed out."""


class CannotRestore(Forbidden):
    """Only an administrator of this Beep can restore a server they archived, or that slept too long."""


class ProposalNotFound(NotFound):
    """No transfer of this server is under way for you."""


class NotInvited(NotFound):
    """You are not invited to this server, or not any more."""

    wire_code = 10006


class AlreadyMember(Conflict):
    """They are a member already."""


class CannotInvite(NotFound):
    """There is nobody you can invite under this name or id."""

    wire_code = 10013


class TooManyServers(Forbidden):
    """You own as many servers as one person may."""

    wire_code = 30001


class TooManyRoles(Conflict):
    """The server has as many roles as it may."""

    wire_code = 30005


class TooManyBans(Conflict):
    """The server has as many bans as it may; lift some first."""

    wire_code = 30035


class TooManyInvites(Conflict):
    """The server has as many invites as it may; revoke some first."""

    wire_code = 30016


class ServerFull(Conflict):
    """The server has as many members as it may."""

    wire_code = 30019


class RoleNameTaken(Conflict):
    """Another role of this server has that name."""


class RoleIsPermanent(Conflict):
    """Every server keeps its owner role and its default role."""


class OneRoleOnly(Conflict):
    """Members of this server hold one role at a time; take the other one first."""


class OwnerCannotLeave(Conflict):
    """The owner cannot leave; transfer or delete the server first."""
