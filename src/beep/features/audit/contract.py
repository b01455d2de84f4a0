"""What an administrative act is. Numbers below 1000 are those bots know; from 1000 up they are Beep's own."""

from enum import IntEnum
from typing import Any, NewType

from msgspec import Struct

from beep.kit.ids import ServerId

EntryId = NewType("EntryId", int)
# The server id of what concerns the whole installation.
PLATFORM = ServerId(0)


class Action(IntEnum):
    SERVER_UPDATE = 1
    CHANNEL_CREATE = 10
    CHANNEL_UPDATE = 11
    CHANNEL_DELETE = 12
    OVERRIDE_CREATE = 13
    OVERRIDE_UPDATE = 14
    OVERRIDE_DELETE = 15
    MEMBER_KICK = 20
    MEMBER_PRUNE = 21
    MEMBER_BAN = 22
    MEMBER_UNBAN = 23
    MEMBER_UPDATE = 24
    MEMBER_ROLES_UPDATE = 25
    BOT_ADD = 28
    ROLE_CREATE = 30
    ROLE_UPDATE = 31
    ROLE_DELETE = 32
    INVITE_CREATE = 40
    INVITE_UPDATE = 41
    INVITE_DELETE = 42
    EMOJI_CREATE = 60
    EMOJI_UPDATE = 61
    EMOJI_DELETE = 62
    MESSAGE_DELETE = 72
    MESSAGE_BULK_DELETE = 73
    MESSAGE_PIN = 74
    MESSAGE_UNPIN = 75
    THREAD_CREATE = 110
    THREAD_UPDATE = 111
    THREAD_DELETE = 112
    OWNERSHIP_PROPOSED = 1000
    OWNERSHIP_TRANSFERRED = 1001
    SERVER_ARCHIVED = 1002
    SERVER_RESTORED = 1003
    SERVER_DELETED = 1004


class Change(Struct, frozen=True, omit_defaults=True):
    """One key of the target, as the wire names it, before and after."""

    key: str
    old_value: Any = None
    new_value: Any = None
