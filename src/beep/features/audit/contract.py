"""What an administrative act is. Numbers below 1000 are those bots know; from 1000 up they are Beep's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, unique
from typing import Any, NewType, Protocol

from msgspec import Struct

from beep.kit.actor import Actor
from beep.kit.ids import ServerId, UserId

EntryId = NewType("EntryId", int)
# The server id of what concerns the whole installation.
PLATFORM = ServerId(0)
# What the first entry of every chain hangs on.
GENESIS = bytes(32)


@unique
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
    OWNERSHIP_OFFER_ENDED = 1005
    SIGNED_UP = 2000
    SIGNED_IN = 2001
    SIGN_IN_FAILED = 2002
    REAUTHENTICATED = 2003
    SIGNED_OUT = 2004
    SIGNED_OUT_EVERYWHERE = 2005
    SESSION_REVOKED = 2006
    REFRESH_TOKEN_REUSED = 2007
    IDENTITY_LINKED = 2012
    IDENTITY_UNLINKED = 2013
    SECOND_FACTOR_ADDED = 2014
    SECOND_FACTOR_REMOVED = 2015
    RECOVERY_CODES_MADE = 2016
    ENTRIES_REDACTED = 2034
    ACCOUNT_SUSPENDED = 2017
    ACCOUNT_RESTORED = 2018
    ROLE_PROPOSED = 2019
    ROLE_GRANTED = 2020
    ROLE_TAKEN = 2021
    LEAVING_ASKED = 2022
    LEAVING_CANCELLED = 2023
    ACCOUNT_DELETED = 2024
    DATA_EXPORTED = 2025
    SESSIONS_ENDED = 2031
    PASSWORD_RESET_FORCED = 2032
    ADMINISTRATOR_MADE = 2033
    LETTER_READ = 2100
    LETTER_RETRIED = 2101
    EMAIL_VERIFIED = 2102
    EMAIL_CHANGE_ASKED = 2103
    EMAIL_CHANGED = 2104
    EMAIL_CHANGE_UNDONE = 2105
    PASSWORD_CHANGED = 2106
    PASSWORD_RESET_ASKED = 2107
    PASSWORD_RESET = 2108
    CLIENT_REGISTERED = 2200
    CLIENT_CHANGED = 2201
    CLIENT_SECRET_RENEWED = 2202
    CLIENT_REMOVED = 2203
    ACCESS_GIVEN = 2204
    ACCESS_TAKEN_BACK = 2205
    CLIENT_TOKEN_REUSED = 2206


class Change(Struct, frozen=True, omit_defaults=True):
    """One key of the target, as the wire names it, before and after."""

    key: str
    old_value: Any = None
    new_value: Any = None


@dataclass(frozen=True, slots=True)
class EntryView:
    """One act as the log holds it. Its time is its id's; `actor_id` is 0 where nobody is known.

    `ip` and `trace_id` are those of the request that caused it, empty where there was none.
    """

    id: EntryId
    server_id: ServerId
    actor_id: UserId
    action: int
    target_id: str | None
    reason: str | None
    changes: tuple[Change, ...]
    options: Mapping[str, str]
    ip: str
    trace_id: str


class AuditGate(Protocol):
    """Port: what audit needs of features above it. Filled by `app`."""

    async def check_may_read(self, actor: Actor, server_id: ServerId) -> None:
        """Raise what servers say of strangers, and of members without VIEW_AUDIT_LOG."""
        ...

    async def people(self, user_ids: Sequence[UserId]) -> Sequence[Any]:
        """Return the people that exist, as the wire shows them; at most 1000 are asked for."""
        ...


class Audit(Protocol):
    # Port, filled by `app`; until then nobody may read.
    gate: AuditGate

    async def forget_person(self, user_id: UserId) -> None:
        """Take out of the log what is personal about somebody who is gone; idempotent.

        That they acted, and when, stays; addresses, names and reasons do not. The log says how many entries
        that were, so that nothing else passes for it.
        """
        ...
