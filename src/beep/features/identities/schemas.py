"""Bodies and answers of identities."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from beep.features import auth
from beep.features.identities.contract import (
    Departure,
    IdentityView,
    Linked,
    Outcome,
    Provider,
    Purpose,
    SignedIn,
    Welcome,
)
from beep.features.identities.settings import Icon, ProviderSettings
from beep.runtime.http import stamp

_Short = Annotated[str, Meta(max_length=200)]


class Start(msgspec.Struct, frozen=True, kw_only=True):
    purpose: Purpose = "sign_in"


class Finish(msgspec.Struct, frozen=True, kw_only=True):
    """What came with the browser, and the secret it kept. `iss` is RFC 9207's."""

    state: _Short
    browser_secret: _Short
    code: Annotated[str, Meta(max_length=4096)]
    iss: Annotated[str, Meta(max_length=500)] | None = None


class DirectoryLogIn(msgspec.Struct, frozen=True, kw_only=True):
    username: str
    password: str
    purpose: Purpose = "sign_in"


class SignUpByTicket(msgspec.Struct, frozen=True, kw_only=True):
    ticket: _Short
    username: str
    display_name: str | None = None
    # What letters are written in; by default what the browser asks for.
    locale: Annotated[str, msgspec.Meta(max_length=35)] | None = None


class ProviderObject(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: `oidc` starts at its own pages, `ldap` takes a user name and a password."""

    name: str
    label: str
    icon: Icon
    kind: Literal["oidc", "ldap"]
    allow_sign_up: bool
    available: bool


class DepartureObject(msgspec.Struct, frozen=True, kw_only=True):
    authorization_url: str
    state: str
    browser_secret: str
    expires_in: int


class NewcomerObject(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody without an account yet; `username` is a proposal, empty where there is none."""

    ticket: str
    username: str
    display_name: str | None
    email: str | None


class IdentityObject(msgspec.Struct, frozen=True, kw_only=True):
    """`active` is false where one cannot come in by it any more: its provider is not configured."""

    id: str
    provider: str
    label: str
    icon: Icon
    username: str | None
    name: str | None
    email: str | None
    email_verified: bool
    linked_at: str
    last_used_at: str
    active: bool


class OutcomeObject(msgspec.Struct, frozen=True, kw_only=True):
    outcome: Literal["signed_in", "newcomer", "linked", "proved"]
    session: auth.TokenPair | None = None
    newcomer: NewcomerObject | None = None
    identity: IdentityObject | None = None


def provider_object(provider: Provider, settings: ProviderSettings, *, available: bool) -> ProviderObject:
    return ProviderObject(
        name=provider.name,
        label=settings.label,
        icon=settings.icon,
        kind=provider.kind,
        allow_sign_up=settings.allow_sign_up,
        available=available,
    )


def departure_object(departure: Departure, *, expires_in_s: float) -> DepartureObject:
    return DepartureObject(
        authorization_url=departure.url,
        state=departure.state,
        browser_secret=departure.secret,
        expires_in=int(expires_in_s),
    )


def identity_object(view: IdentityView, settings: ProviderSettings | None) -> IdentityObject:
    """Return an identity as its owner sees it; `settings` are those of its provider, if it still has any."""
    return IdentityObject(
        id=str(view.id),
        provider=view.provider,
        label=settings.label if settings else view.provider,
        icon=settings.icon if settings else "key",
        username=view.claims.username,
        name=view.claims.name,
        email=view.claims.email,
        email_verified=view.claims.is_email_verified,
        linked_at=stamp(view.linked_at),
        last_used_at=stamp(view.last_used_at),
        active=settings is not None,
    )


def outcome_object(outcome: Outcome, settings: ProviderSettings) -> OutcomeObject:
    if isinstance(outcome, SignedIn):
        return OutcomeObject(outcome="signed_in", session=auth.token_pair(outcome.pair))
    if isinstance(outcome, Welcome):
        newcomer = NewcomerObject(
            ticket=outcome.ticket,
            username=outcome.username,
            display_name=outcome.display_name,
            email=outcome.email,
        )
        return OutcomeObject(outcome="newcomer", newcomer=newcomer)
    if isinstance(outcome, Linked):
        return OutcomeObject(outcome="linked", identity=identity_object(outcome.identity, settings))
    return OutcomeObject(outcome="proved")
