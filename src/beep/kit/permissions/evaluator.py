"""The one pure evaluator of what a member may do, in a whole server and in a channel."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from beep.kit.permissions.flags import ALL, KEPT_IN_ARCHIVE, KEPT_IN_TIMEOUT, NONE, Permission
from beep.kit.permissions.registry import IN_CHANNELS

# Plain numbers: operators of flags cost a microsecond each.
_ALL = int(ALL)
_ADMINISTRATOR = Permission.ADMINISTRATOR.value
_VIEW_CHANNEL = Permission.VIEW_CHANNEL.value
_IN_CHANNELS = int(IN_CHANNELS)


@dataclass(frozen=True, slots=True)
class Override:
    """An exception for one channel: what it takes away and gives to a role or a member."""

    target_id: int
    target: Literal["role", "member"]
    allow: int
    deny: int


def server_permissions(*, is_owner: bool, role_permissions: Iterable[int]) -> Permission:
    """Return what roles give in a whole server; owners and administrators get everything."""
    granted = 0
    for permissions in role_permissions:
        granted |= int(permissions)
    if is_owner or granted & _ADMINISTRATOR:
        return ALL
    return Permission(granted & _ALL)


def while_limited(held: Permission, *, is_timed_out: bool, is_archived: bool) -> Permission:
    """Return what is left of somebody's permissions; no time-out limits owners and administrators."""
    left = held
    if is_archived:
        left &= KEPT_IN_ARCHIVE
    if is_timed_out and not held & Permission.ADMINISTRATOR:
        left &= KEPT_IN_TIMEOUT
    return left


def channel_permissions(
    base: Permission,
    *,
    user_id: int,
    default_role_id: int,
    role_ids: Iterable[int],
    overrides: Mapping[int, Override],
) -> Permission:
    """Apply a channel's overrides to `base`: everyone, then roles together, then the member.

    Without VIEW_CHANNEL nothing else remains, so a hidden channel cannot leak through another right.
    Overrides reach only what counts in channels; so none makes an administrator.
    """
    whole = int(base)
    if whole & _ADMINISTRATOR:
        return ALL
    allowed = whole
    if everyone := overrides.get(default_role_id):
        allowed = allowed & ~everyone.deny | everyone.allow
    given = taken = 0
    for role_id in role_ids:
        if role_id != default_role_id and (override := overrides.get(role_id)):
            given |= override.allow
            taken |= override.deny
    allowed = allowed & ~taken | given
    if own := overrides.get(user_id):
        allowed = allowed & ~own.deny | own.allow
    if not allowed & _VIEW_CHANNEL:
        return NONE
    return Permission(allowed & _IN_CHANNELS | whole & ~_IN_CHANNELS)
