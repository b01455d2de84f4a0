"""What is decided about servers without asking anybody: names, ranks, grants, validity."""

import unicodedata
from collections.abc import Container
from dataclasses import replace
from datetime import datetime

from beep.features.servers.contract import InviteView, MemberView, RoleView, Snapshot
from beep.features.servers.errors import (
    CannotGrant,
    MissingPermission,
    OwnerRoleIsFixed,
    RoleNotFound,
    RoleOutOfReach,
    ServerArchived,
    TimedOut,
)
from beep.features.servers.facts import MemberBanned, MemberChanged, MemberJoined, MemberLeft, MemberUnbanned
from beep.kit.errors import Forbidden, invalid
from beep.kit.ids import RoleId, UserId
from beep.kit.permissions import NONE, Permission, wire_names
from beep.kit.text import folded, normal
from beep.runtime.outbox import Recorded

DESCRIPTION_MAX = 1000
ROLE_NAME_MAX = 50
COLOR_MAX = 0xFFFFFF
INVITE_AGE_MAX_S = 365 * 86_400
INVITE_USES_MAX = 1000
# Above every position a custom role may take.
OWNER_POSITION = 1000
_RESERVED = frozenset({"owner", "default", "everyone", "@everyone", "here", "@here"})
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

Rank = tuple[int, int]
_ABOVE_ALL: Rank = (OWNER_POSITION + 1, 0)


def description(text: str | None) -> str | None:
    """Return a description as it is stored, `None` for an empty one; raises `Invalid`."""
    stored = normal(text or "").strip()
    if len(stored) > DESCRIPTION_MAX:
        raise invalid("description", "BASE_TYPE_MAX_LENGTH", f"Must be {DESCRIPTION_MAX} characters at most.")
    return stored or None


def role_name(text: str) -> str:
    """Return a role's name as it is stored; raises `Invalid` (AMB-5)."""
    name = normal(text).strip()
    if not 1 <= len(name) <= ROLE_NAME_MAX:
        raise invalid(
            "name", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {ROLE_NAME_MAX} characters long."
        )
    if any(unicodedata.category(sign) in _UNPRINTABLE for sign in name):
        raise invalid("name", "ROLE_NAME_PRINTABLE", "Only characters one can see may be used.")
    if folded(name).strip() in _RESERVED:
        raise invalid("name", "ROLE_NAME_RESERVED", "This name is reserved.")
    return name


def free_role_name(wanted: str, taken_keys: Container[str]) -> str:
    """Return `wanted`, numbered if it is taken; for roles nobody named."""
    name, number = wanted, 1
    while folded(name) in taken_keys:
        number += 1
        name = f"{wanted} {number}"
    return name


def color(value: int) -> int:
    if not 0 <= value <= COLOR_MAX:
        raise invalid("color", "NUMBER_TYPE_MAX", "Must be a color between 0 and 16777215.")
    return value


# -- who stands above whom --------------------------------------------------------------------


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


def check_outranks(snapshot: Snapshot, user_id: UserId, target_id: UserId) -> None:
    if top_rank(snapshot, target_id) >= top_rank(snapshot, user_id):
        raise RoleOutOfReach


# -- invites ----------------------------------------------------------------------------------


def check_invite_terms(max_age_s: int, max_uses: int) -> None:
    if not 0 <= max_age_s <= INVITE_AGE_MAX_S:
        raise invalid("max_age", "NUMBER_TYPE_MAX", f"Must be between 0 and {INVITE_AGE_MAX_S} seconds.")
    if not 0 <= max_uses <= INVITE_USES_MAX:
        raise invalid("max_uses", "NUMBER_TYPE_MAX", f"Must be between 0 and {INVITE_USES_MAX}.")


def is_valid(invite: InviteView, now: datetime) -> bool:
    """Tell whether an invite still opens the door; an expiry is the first moment it does not."""
    is_in_time = invite.expires_at is None or now < invite.expires_at
    return is_in_time and (not invite.max_uses or invite.uses < invite.max_uses)


# -- snapshots --------------------------------------------------------------------------------


def applied(snapshot: Snapshot, recorded: Recorded) -> Snapshot | None:
    """Return the snapshot with one more fact in it, `None` if it must be read again."""
    fact, view = recorded.fact, recorded.view
    if isinstance(fact, MemberBanned | MemberUnbanned):
        return replace(snapshot, seq=recorded.seq)
    if not isinstance(fact, MemberJoined | MemberChanged | MemberLeft) or not isinstance(view, MemberView):
        return None
    members = dict(snapshot.members)
    if isinstance(fact, MemberLeft):
        members.pop(fact.user_id, None)
    else:
        members[fact.user_id] = view.role_ids
    timeouts = dict(snapshot.timeouts)
    timeouts.pop(fact.user_id, None)
    if view.timed_out_until is not None and fact.user_id in members:
        timeouts[fact.user_id] = view.timed_out_until
    server = replace(snapshot.server, member_count=len(members))
    return Snapshot(server, snapshot.roles, members, recorded.seq, timeouts)
