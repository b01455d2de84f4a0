"""The face of administration: people as administrators see them, and who shall be one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType, Protocol

from beep.features import auth, users
from beep.kit.ids import UserId

ProposalId = NewType("ProposalId", int)
Kind = Literal["grant", "take"]
Deed = Literal["suspend", "restore", "end-sessions", "reset-password", "reset-factors"]


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person with their account; `account` is `None` for a moment while somebody signs up."""

    user: users.UserView
    account: auth.AccountView | None


@dataclass(frozen=True, slots=True)
class ProposalView:
    """One administrator's wish that a person becomes one, or is one no more; another decides."""

    id: ProposalId
    user_id: UserId
    kind: Kind
    reason: str | None
    proposed_by: UserId
    created_at: datetime


class Administration(Protocol):
    """What the command line asks: the operator of the machine needs nobody's consent."""

    async def find(self, words: str) -> PersonView:
        """Return one person by username, id or e-mail; raises `PersonNotFound`."""
        ...

    async def list_administrators(self) -> Sequence[PersonView]: ...

    async def make_link(self) -> str | None:
        """Return a new address that makes whoever opens it administrator, once, within a day.

        `None` where somebody administers already. Former links are of no more use.
        """
        ...

    async def act_as_operator(self, user_id: UserId, deed: Deed, *, reason: str | None) -> None:
        """Do to an account what administrators do to it."""
        ...

    async def approve_as_operator(self, proposal_id: ProposalId) -> None:
        """Agree to a proposal where there is no second administrator; raises `ProposalNotFound`."""
        ...

    async def set_administrator(self, user_id: UserId, kind: Kind, *, reason: str | None) -> None:
        """Grant or take the role at once; raises `LastAdministrator`."""
        ...
