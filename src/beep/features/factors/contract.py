"""The face of factors: what else people prove when they sign in, and help for who lost it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType, Protocol

from beep.features import auth
from beep.kit.ids import UserId

PasskeyId = NewType("PasskeyId", int)


@dataclass(frozen=True, slots=True)
class PasskeyView:
    """A key pair on somebody's device.

    `is_synced`: it is kept elsewhere too, by whoever made the device. `suspected_at`: its counter went
    backwards, as that of a copy would.
    """

    id: PasskeyId
    user_id: UserId
    name: str
    is_synced: bool
    created_at: datetime
    last_used_at: datetime | None
    suspected_at: datetime | None


@dataclass(frozen=True, slots=True)
class GeneratorView:
    """An app that makes codes (TOTP)."""

    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class RecoveryView:
    """Codes on paper: each is good once."""

    left: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FactorsView:
    """What a person has set up."""

    generator: GeneratorView | None
    passkeys: tuple[PasskeyView, ...]
    recovery: RecoveryView | None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The ways in this opens, the easiest first; codes on paper open nothing by themselves."""
        own = [*(["passkey"] if self.passkeys else []), *(["totp"] if self.generator else [])]
        has_codes = bool(own) and self.recovery is not None and self.recovery.left > 0
        return (*own, *(["recovery"] if has_codes else []))


class OtherWays(Protocol):
    """Port: how people come in who have no password. Filled by `identities`."""

    async def has_way_in(self, user_id: UserId) -> bool: ...


class Factors(auth.SecondFactors, Protocol):
    # Port, filled by `app`; until then a passkey may be all that somebody has.
    other_ways: OtherWays

    async def has_second_factor(self, user_id: UserId) -> bool: ...

    async def view(self, user_id: UserId) -> FactorsView:
        """Return what a person has set up."""
        ...

    async def reset(self, user_id: UserId, act: auth.Act) -> Sequence[str]:
        """Take everything from a person who lost it, in an administrator's name; return the kinds it was.

        Whether they may is for the caller to know. Sessions stay as they are; idempotent.
        """
        ...

    async def forget(self, user_id: UserId) -> None:
        """Forget everything of an account; idempotent, and tells nobody."""
        ...
