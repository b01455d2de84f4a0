"""What users tell."""

from dataclasses import dataclass

from beep.features.users.contract import Status
from beep.kit.facts import Fact
from beep.kit.ids import UserId


@dataclass(frozen=True, slots=True)
class UserChanged(Fact):
    NAME = "user.changed"
    STREAM = "user_id"
    user_id: UserId


@dataclass(frozen=True, slots=True)
class StatusChosen(Fact):
    """What a person wants to be seen as; for themselves and whoever shows presence only."""

    NAME = "user.status_chosen"
    STREAM = "user_id"
    user_id: UserId
    status: Status
