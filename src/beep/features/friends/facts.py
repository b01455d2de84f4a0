"""What friends tells. `user_id` is whoever acted, and orders it.

`friend_request.accepted` is the source's event, key for key (FRND-09, AMB-18).
"""

from dataclasses import dataclass

from beep.kit.facts import Fact
from beep.kit.ids import UserId


@dataclass(frozen=True, slots=True)
class FriendRequestSent(Fact):
    NAME = "friend_request.sent"
    STREAM = "user_id"
    user_id: UserId
    addressee_id: UserId


@dataclass(frozen=True, slots=True)
class FriendRequestAccepted(Fact):
    """`user_id` accepted what `friend_id` had asked; `timestamp` is RFC 3339, to the second, ending in Z."""

    NAME = "friend_request.accepted"
    STREAM = "user_id"
    user_id: UserId
    friend_id: UserId
    timestamp: str


@dataclass(frozen=True, slots=True)
class FriendRequestRefused(Fact):
    NAME = "friend_request.refused"
    STREAM = "user_id"
    user_id: UserId
    sender_id: UserId


@dataclass(frozen=True, slots=True)
class FriendRequestWithdrawn(Fact):
    NAME = "friend_request.withdrawn"
    STREAM = "user_id"
    user_id: UserId
    addressee_id: UserId


@dataclass(frozen=True, slots=True)
class FriendRemoved(Fact):
    NAME = "friend.removed"
    STREAM = "user_id"
    user_id: UserId
    friend_id: UserId


@dataclass(frozen=True, slots=True)
class PersonBlocked(Fact):
    NAME = "person.blocked"
    STREAM = "user_id"
    user_id: UserId
    blocked_id: UserId


@dataclass(frozen=True, slots=True)
class PersonUnblocked(Fact):
    NAME = "person.unblocked"
    STREAM = "user_id"
    user_id: UserId
    blocked_id: UserId
