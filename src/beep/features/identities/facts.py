"""What identities tell."""

from dataclasses import dataclass

from beep.kit.facts import Fact
from beep.kit.ids import UserId


@dataclass(frozen=True, slots=True)
class IdentityLinked(Fact):
    """A person may come in by an identity elsewhere from now on."""

    NAME = "identity.linked"
    STREAM = "user_id"
    user_id: UserId
    provider: str


@dataclass(frozen=True, slots=True)
class IdentityUnlinked(Fact):
    NAME = "identity.unlinked"
    STREAM = "user_id"
    user_id: UserId
    provider: str
