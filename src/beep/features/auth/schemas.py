"""Bodies and answers of auth."""

from typing import Annotated, Any, Literal

import msgspec

from beep.features import users
from beep.features.auth import devices
from beep.features.auth.contract import (
    TOKEN_LIFE,
    Challenge,
    ChallengeKind,
    OwnAccount,
    Pair,
    PlaceView,
    Proof,
    SessionView,
)
from beep.features.auth.wire import TokenPair
from beep.kit.ids import SessionId
from beep.runtime.http import stamp

Token = Annotated[str, msgspec.Meta(max_length=200)]


class SignUp(msgspec.Struct, frozen=True, kw_only=True):
    email: str
    password: str
    username: str
    display_name: str | None = None
    # What letters are written in; by default what the browser asks for.
    locale: Annotated[str, msgspec.Meta(max_length=35)] | None = None


class LogIn(msgspec.Struct, frozen=True, kw_only=True):
    email: str
    password: str


class Refresh(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    refresh_token: str


class Reauthenticate(msgspec.Struct, frozen=True, kw_only=True):
    """What proves again who one is: the `password`, a `code` of an app, or the `credential` of a passkey.

    `credential` is `PublicKeyCredential.toJSON()` of what `/auth/reauthenticate/options` asked for.
    """

    kind: Literal["password", "totp", "passkey"] = "password"
    password: Annotated[str, msgspec.Meta(max_length=1024)] = ""
    code: Annotated[str, msgspec.Meta(max_length=64)] = ""
    credential: dict[str, Any] = {}

    def proof(self) -> Proof:
        return Proof(self.kind, self.password if self.kind == "password" else self.code, self.credential)


class WaysToProve(msgspec.Struct, frozen=True, kw_only=True):
    """`kinds` one has to prove who one is; `is_recent`: none is needed now."""

    kinds: list[str]
    is_recent: bool


class SignedUp(TokenPair, frozen=True, kw_only=True, rename="camel"):
    user: users.UserObject


class PlaceObject(msgspec.Struct, frozen=True, kw_only=True):
    """`local`: on this machine or network. `country` is a code of ISO 3166, `city` a name by language."""

    local: bool
    country: str | None
    city: dict[str, str] | None


class SessionObject(msgspec.Struct, frozen=True, kw_only=True):
    """`current` marks the session that asks; `client` names an application that acts for the person.

    `browser` (or another program) and `system` are what the user agent says, where it says anything.
    `new_device`: it began on one not used before.
    """

    id: str
    created_at: str
    last_active_at: str
    user_agent: str
    browser: str | None
    system: str | None
    ip: str
    place: PlaceObject
    methods: list[str]
    client: str | None
    new_device: bool
    current: bool


def signed_up(view: users.UserView, pair: Pair) -> SignedUp:
    return SignedUp(
        access_token=pair.access_token,
        refresh_token=pair.refresh_token,
        expires_in=int(TOKEN_LIFE.total_seconds()),
        user=users.user_object(view),
    )


def session_object(view: SessionView, place: PlaceView, *, current: SessionId | None) -> SessionObject:
    device = devices.device_of(view.user_agent)
    return SessionObject(
        id=str(view.id),
        created_at=stamp(view.created_at),
        last_active_at=stamp(view.last_active_at),
        user_agent=view.user_agent,
        browser=device.browser or None,
        system=device.system or None,
        ip=view.ip,
        place=PlaceObject(local=place.is_local, country=place.country, city=dict(place.city) or None),
        methods=list(view.methods),
        client=view.client,
        new_device=view.is_new_device,
        current=view.id == current,
    )


class FollowLink(msgspec.Struct, frozen=True, kw_only=True):
    """`token` is what stands after `#` in a letter's link."""

    token: Token


class Confirmed(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: the address was confirmed ("verify"), or has become the account's ("change")."""

    kind: ChallengeKind


class Undone(msgspec.Struct, frozen=True, kw_only=True):
    """`reset` is the token to choose a new password by."""

    reset: str


class ChangeEmail(msgspec.Struct, frozen=True, kw_only=True):
    email: str


class ChangePassword(msgspec.Struct, frozen=True, kw_only=True):
    password: str
    old_password: str | None = None


class AskReset(msgspec.Struct, frozen=True, kw_only=True):
    email: str


class ResetPassword(msgspec.Struct, frozen=True, kw_only=True):
    token: Token
    password: str


class PendingEmail(msgspec.Struct, frozen=True, kw_only=True):
    """An address that becomes one's own once its link is followed."""

    email: str
    expires_at: str


class AccountObject(msgspec.Struct, frozen=True, kw_only=True):
    """One's own account.

    `verification`: whether an e-mail must be confirmed here. `sending`: whether letters leave by themselves;
    if not, administrators hand their links over.
    """

    email: str | None
    verified: bool
    has_password: bool
    pending: PendingEmail | None
    verification: bool
    sending: bool


def pending_email(made: Challenge) -> PendingEmail:
    return PendingEmail(email=made.email, expires_at=stamp(made.expires_at))


def account_object(own: OwnAccount, *, is_required: bool, is_sending: bool) -> AccountObject:
    return AccountObject(
        email=own.email,
        verified=own.is_verified,
        has_password=own.has_password,
        pending=pending_email(own.pending) if own.pending else None,
        verification=is_required,
        sending=is_sending,
    )
