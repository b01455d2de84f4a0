"""Permission bits and the one pure evaluator of what a member may do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntFlag
from typing import Literal


class Permission(IntFlag):
    """One right. Bits are those bots send and compute with; 56 and up are Beep's own."""

    CREATE_INVITE = 1 << 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_SERVER = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    CONNECT = 1 << 20
    SPEAK = 1 << 21
    CHANGE_NICKNAME = 1 << 26
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    MANAGE_EXPRESSIONS = 1 << 30
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    CREATE_EXPRESSIONS = 1 << 43
    PIN_MESSAGES = 1 << 51
    BYPASS_SLOW_MODE = 1 << 52


ALL = Permission(sum(permission.value for permission in Permission))
NONE = Permission(0)
_OVERRIDABLE = ALL & ~Permission.ADMINISTRATOR
DEFAULT_ROLE = (
    Permission.CREATE_INVITE
    | Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.CONNECT
    | Permission.SPEAK
    | Permission.CHANGE_NICKNAME
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)


# What a time-out leaves a member, and an archived server everybody.
_WHILE_TIMED_OUT = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
_WHILE_ARCHIVED = _WHILE_TIMED_OUT | Permission.VIEW_AUDIT_LOG


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
        granted |= permissions
    if is_owner or granted & Permission.ADMINISTRATOR:
        return ALL
    return Permission(granted & ALL)


def while_limited(held: Permission, *, is_timed_out: bool, is_archived: bool) -> Permission:
    """Return what is left of somebody's permissions; no time-out limits owners and administrators."""
    if is_archived:
        return held & _WHILE_ARCHIVED
    if is_timed_out and not held & Permission.ADMINISTRATOR:
        return held & _WHILE_TIMED_OUT
    return held


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
    No override makes an administrator.
    """
    if base & Permission.ADMINISTRATOR:
        return ALL
    allowed = int(base)
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
    return Permission(allowed & _OVERRIDABLE) if allowed & Permission.VIEW_CHANNEL else NONE
