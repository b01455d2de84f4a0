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
class PersonErased(Fact):
    """A person is gone for good: whatever is kept about them elsewhere must go within a day (USER-05).

    `keeps_messages`: what they wrote stays, under a name that says nothing.
    """

    NAME = "person.erased"
    STREAM = "user_id"
    user_id: UserId
    keeps_messages: bool


@dataclass(frozen=True, slots=True)
class StatusChosen(Fact):
    """What a person wants to be seen as; for themselves and whoever shows presence only."""

    NAME = "user.status_chosen"
    STREAM = "user_id"
    user_id: UserId
    status: Status
