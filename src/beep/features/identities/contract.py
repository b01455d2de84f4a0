"""The face of identities: who people are elsewhere, and the port every kind of provider stands behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType, Protocol

from beep.features import auth
from beep.kit.ids import UserId
from beep.kit.languages import DEFAULT, Language

IdentityId = NewType("IdentityId", int)
# How people prove who they are: at the provider's own pages, or with a password Beep shows its directory.
Kind = Literal["oidc", "ldap"]
# What a proof is for: coming in, adding a way in, or opening dangerous acts.
Purpose = Literal["sign_in", "link", "prove"]


@dataclass(frozen=True, slots=True)
class Claims:
    """What a provider says of somebody. `is_email_verified`: whether the e-mail may be believed theirs."""

    email: str | None = None
    is_email_verified: bool = False
    username: str | None = None
    name: str | None = None
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """Somebody proved to a provider who they are: `subject` there for ever, whatever else changes."""

    issuer: str
    subject: str
    claims: Claims


@dataclass(frozen=True, slots=True)
class Departure:
    """Where a browser goes to prove who somebody is; it must come back with `state` and keep `secret`."""

    url: str
    state: str
    secret: str


@dataclass(frozen=True, slots=True)
class Return:
    """What a browser brought back from a provider. `issuer` is RFC 9207's, where there was one."""

    state: str
    secret: str
    code: str
    issuer: str | None


@dataclass(frozen=True, slots=True)
class IdentityView:
    """An identity elsewhere by which one comes in here. `provider` is its name in the settings."""

    id: IdentityId
    user_id: UserId
    provider: str
    issuer: str
    subject: str
    claims: Claims
    linked_at: datetime
    last_used_at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whoever proved who they are is in."""

    pair: auth.Pair


@dataclass(frozen=True, slots=True)
class Welcome:
    """Whoever proved who they are has no account: with the ticket and a name of their choice they get one.

    `email` is what the account will have; `None` where the provider tells none that may be believed.
    """

    ticket: str
    username: str
    display_name: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody new chose: how others find and see them, and what letters to them are written in."""

    username: str
    display_name: str | None
    language: Language = DEFAULT


@dataclass(frozen=True, slots=True)
class Linked:
    identity: IdentityView


@dataclass(frozen=True, slots=True)
class Proved:
    """Ten minutes are open for dangerous acts."""


Outcome = SignedIn | Welcome | Linked | Proved


class Provider(Protocol):
    """Whoever Beep believes when they say who somebody is."""

    @property
    def name(self) -> str: ...

    @property
    def issuer(self) -> str:
        """Return whose subjects are one person for ever, whatever the provider is called in the settings."""
        ...

    @property
    def kind(self) -> Kind: ...

    async def probe(self) -> None:
        """Ask whether it answers; raises `ProviderAway`, or `WronglySet` naming the setting to mend."""
        ...


class Redirecting(Provider, Protocol):
    """A provider that shows people its own pages."""

    async def departure(self, state: str, secret: str, *, is_fresh: bool) -> Departure:
        """Return where to go; `is_fresh` asks that the person prove again who they are, even if signed in."""
        ...

    async def arrival(self, back: Return, *, is_fresh: bool) -> Proof:
        """Return who came back; raises `NotBelieved` or `ProviderAway`."""
        ...


class Asking(Provider, Protocol):
    """A provider that is shown a name and a password."""

    async def check(self, username: str, password: str) -> Proof | None:
        """Return who it is, `None` if the two do not go together; raises `ProviderAway` or `ProviderBusy`."""
        ...


class Identities(Protocol):
    async def find_or_create(self, issuer: str, subject: str, claims: Mapping[str, object]) -> UserId:
        """Return whose identity this is; who is new gets an account (`claims` are those of OpenID Connect).

        The caller vouches for all three. Reads the database each time. Raises `EmailHasAccount` where the
        verified e-mail is another account's: nothing is ever merged.
        """
        ...

    async def identities_of(self, user_id: UserId) -> Sequence[IdentityView]:
        """Return a person's identities, the oldest first."""
        ...

    async def has_way_in(self, user_id: UserId) -> bool:
        """Tell whether a person can come in by an identity: one of a provider that is still configured."""
        ...

    async def forget(self, user_id: UserId) -> None:
        """Forget a person's identities, because their account is gone, or somebody else's now; idempotent."""
        ...
