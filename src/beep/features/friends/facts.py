"""What friends tells."""

from dataclasses import dataclass

from beep.kit.facts import Fact
from beep.kit.ids import UserId


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
