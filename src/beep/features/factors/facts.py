"""What factors tells; never a secret. `kind` is a way in, `name` what a passkey is called."""

from dataclasses import dataclass

from beep.kit.facts import Fact
from beep.kit.ids import UserId


@dataclass(frozen=True, slots=True)
class SecondFactorAdded(Fact):
    NAME = "second_factor.added"
    STREAM = "user_id"
    user_id: UserId
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class SecondFactorRemoved(Fact):
    """`actor_id` is the person, or an administrator who helped."""

    NAME = "second_factor.removed"
    STREAM = "user_id"
    user_id: UserId
    actor_id: UserId
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class RecoveryCodesMade(Fact):
    """The codes before these are good no more. Those that come with a first factor are not told of."""

    NAME = "recovery_codes.made"
    STREAM = "user_id"
    user_id: UserId


@dataclass(frozen=True, slots=True)
class RecoveryCodeUsed(Fact):
    NAME = "recovery_code.used"
    STREAM = "user_id"
    user_id: UserId
    left: int


@dataclass(frozen=True, slots=True)
class PasskeySuspected(Fact):
    """A passkey's counter went backwards: it was refused, as that of a copy would be."""

    NAME = "passkey.suspected"
    STREAM = "user_id"
    user_id: UserId
    name: str
