"""What identities tell."""

from dataclasses import dataclass

from beep.kit.facts import Fact
from beep.kit.ids import UserId


@dataclass(frozen=True, slots=True)
class IdentityLinked(Fact):
    """A person may come in by an identity elsewhere from now on; `is_first`: their account was made by it."""

    NAME = "identity.linked"
    STREAM = "user_id"
    user_id: UserId
    provider: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class IdentityUnlinked(Fact):
    NAME = "identity.unlinked"
    STREAM = "user_id"
    user_id: UserId
    provider: str
