"""What users tell."""

from dataclasses import dataclass

from beep.kit.facts import Fact
from beep.kit.ids import UserId


@dataclass(frozen=True, slots=True)
class UserChanged(Fact):
    NAME = "user.changed"
    STREAM = "user_id"
    user_id: UserId
