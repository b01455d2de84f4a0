"""Who stands above whom, and who may do what to whom."""

from collections.abc import Callable, Container, Iterable, Mapping
from datetime import datetime, timedelta

from beep.features.servers.contract import MemberView, RoleView, Snapshot
from beep.features.servers.errors import (
    CannotGrant,
    CannotTimeOut,
    MissingPermission,
    OneRoleOnly,
    OwnerRoleIsFixed,
    RoleNotFound,
    RoleOutOfReach,
    ServerArchived,
    TimedOut,
)
from beep.kit.errors import Forbidden, invalid
from beep.kit.ids import RoleId, UserId
from beep.kit.permissions import NONE, Permission, wire_names

TIMEOUT_MAX = timedelta(days=28)
# Above every position a custom role may take.
OWNER_POSITION = 1000

Rank = tuple[int, int]
_ABOVE_ALL: Rank = (OWNER_POSITION + 1, 0)


def rank(role: RoleView) -> Rank:
    """Return where a role stands; of two in one position the older is higher."""
    return (role.position, -role.id)


def top_rank(snapshot: Snapshot, user_id: UserId) -> Rank:
    """Return the rank of a member's highest role; the owner stands above all."""
    if user_id == snapshot.server.owner_id:
        return _ABOVE_ALL
    everyone = snapshot.roles[RoleId(snapshot.server.id)]
    held = (snapshot.roles[one] for one in snapshot.members.get(user_id, ()) if one in snapshot.roles)
    return max((rank(role) for role in held), default=rank(everyone))


def own_permissions(snapshot: Snapshot, user_id: UserId) -> Permission:
    """Return what a member's roles give, whether or not they are timed out."""
    return snapshot.permissions_of(user_id) or NONE


def refusal(snapshot: Snapshot, needed: Permission, held: Permission, lacking: Permission) -> Forbidden:
    """Return why somebody who holds `held` and lacks `lacking` is refused."""
    if snapshot.server.archived_at is not None:
        return ServerArchived()
    if not needed & ~held:
        return TimedOut()
    return MissingPermission(f"You need the permission {wire_names(lacking)} for that.")


def check_own_nickname(snapshot: Snapshot, user_id: UserId, now: Callable[[], datetime]) -> None:
    """Raise unless a member may choose their own nickname: either of two permissions will do."""
    held = own_permissions(snapshot, user_id)
    enough = Permission.CHANGE_NICKNAME | Permission.MANAGE_NICKNAMES
    if not snapshot.limited(held, user_id, now) & enough:
        needed = held & enough or Permission.CHANGE_NICKNAME
        raise refusal(snapshot, needed, held, needed)


def role_of(snapshot: Snapshot, role_id: RoleId) -> RoleView:
    """Return a role of this server; raises `RoleNotFound`, also for another server's (ENT-05)."""
    role = snapshot.roles.get(role_id)
    if role is None:
        raise RoleNotFound
    return role


def check_reach(snapshot: Snapshot, user_id: UserId, role: RoleView) -> None:
    """Raise unless the role is strictly below the member's own highest (AMB-3)."""
    if role.kind == "owner":
        raise OwnerRoleIsFixed
    if rank(role) >= top_rank(snapshot, user_id):
        raise RoleOutOfReach


def check_grant(snapshot: Snapshot, user_id: UserId, granted: int) -> None:
    """Raise `CannotGrant` if `granted` holds anything the member does not have (AMB-3)."""
    if granted & ~own_permissions(snapshot, user_id):
        raise CannotGrant


def outranks(snapshot: Snapshot, user_id: UserId, target_id: UserId) -> bool:
    return top_rank(snapshot, user_id) > top_rank(snapshot, target_id)


def check_outranks(snapshot: Snapshot, user_id: UserId, target_id: UserId) -> None:
    """Raise `RoleOutOfReach` unless a member stands above another; above strangers everybody does."""
    if target_id in snapshot.members and not outranks(snapshot, user_id, target_id):
        raise RoleOutOfReach


def timeout(snapshot: Snapshot, user_id: UserId, until: datetime | None, now: datetime) -> datetime | None:
    """Return a time-out as it is stored, `None` for none; raises `Invalid` and `CannotTimeOut`."""
    if until is None or until <= now:
        return None
    if until > now + TIMEOUT_MAX:
        message = f"Must be {TIMEOUT_MAX.days} days from now at most."
        raise invalid("communication_disabled_until", "BASE_TYPE_MAX", message)
    if own_permissions(snapshot, user_id) & Permission.ADMINISTRATOR:
        raise CannotTimeOut
    return until


def roles_given(
    snapshot: Snapshot, user_id: UserId, member: MemberView, wanted: Iterable[RoleId]
) -> tuple[RoleId, ...]:
    """Return the roles a member is to hold, as somebody with MANAGE_ROLES asks for it (AMB-3, AMB-4).

    The default role is everybody's and the owner role the owner's, named or not. Raises `RoleNotFound`,
    `OwnerRoleIsFixed`, `RoleOutOfReach`, `CannotGrant` and `OneRoleOnly`.
    """
    named = {role_of(snapshot, role_id).id for role_id in wanted} - {RoleId(snapshot.server.id)}
    held = {one for one in member.role_ids if one in snapshot.roles}
    fixed = {one for one in held | named if snapshot.roles[one].kind == "owner"}
    if not fixed <= held:
        raise OwnerRoleIsFixed
    final = named | fixed
    for role_id in final ^ held:
        role = snapshot.roles[role_id]
        check_reach(snapshot, user_id, role)
        if role_id in final:
            check_grant(snapshot, user_id, role.permissions)
    # Who held several before the server allowed one only may lose them one by one.
    is_more = bool(final - held)
    if is_more and not snapshot.server.allows_many_roles and len(final - fixed) > 1:
        raise OneRoleOnly
    kept = tuple(one for one in member.role_ids if one in final)
    return (*kept, *sorted(final - held))


def reordered(snapshot: Snapshot, user_id: UserId, wanted: Mapping[RoleId, int]) -> dict[RoleId, int]:
    """Return the positions that change when roles are moved; afterwards they are 1, 2, 3… (ROLE-13).

    Raises `RoleOutOfReach` for a role that is not below one's own, or would not be any more.
    """
    custom = sorted((one for one in snapshot.roles.values() if one.kind == "custom"), key=rank)
    top = top_rank(snapshot, user_id)
    reach = {one.id for one in custom if rank(one) < top}
    for role_id, position in wanted.items():
        role = role_of(snapshot, role_id)
        if role.position == position:
            continue
        check_reach(snapshot, user_id, role)
        if role.kind == "default" or not 1 <= position < OWNER_POSITION:
            raise invalid("position", "NUMBER_TYPE_MAX", "Only custom roles move, from position 1 up.")
    moved = sorted((position, role_id) for role_id, position in wanted.items() if role_id in reach)
    order = [one.id for one in custom if one.id not in {role_id for _, role_id in moved}]
    for position, role_id in moved:
        order.insert(position - 1, role_id)
    if set(order[: len(reach)]) != reach:
        raise RoleOutOfReach
    places = {role_id: place for place, role_id in enumerate(order, start=1)}
    return {role_id: place for role_id, place in places.items() if snapshot.roles[role_id].position != place}


def heir(
    snapshot: Snapshot, joined_at: Mapping[UserId, datetime], excluded: Container[UserId]
) -> UserId | None:
    """Return who gets a server whose owner is gone: the highest-ranked member, then the oldest (AMB-21).

    `excluded` are those who cannot own one, such as bots; `None` when nobody is left.
    """
    owner_id = snapshot.server.owner_id
    best: tuple[Rank, float, UserId] | None = None
    for user_id, since in joined_at.items():
        if user_id == owner_id or user_id in excluded:
            continue
        standing = (top_rank(snapshot, user_id), -since.timestamp(), UserId(-user_id))
        best = standing if best is None else max(best, standing)
    return None if best is None else UserId(-best[2])
