"""What auth says of accounts, sessions and ways in: frozen views, and the kinds of things."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, NewType

from beep.features import audit
from beep.kit.ids import SessionId, UserId
from beep.kit.languages import DEFAULT, Language

# How long an access token is good for; AUTH-14 fixes it.
TOKEN_LIFE = timedelta(seconds=3600)
# The ways in that are two factors by themselves, or the second of two.
STRONG_METHODS = frozenset({"passkey", "totp", "recovery"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, for the list of sessions and the audit trail."""

    ip: str
    user_agent: str
    trace_id: str


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session that is alive.

    `methods` are the ways in that were proved in it: `password`, `totp`, `oidc:<provider>` and the like.
    `client` names the application that acts for the person; `None` in Beep's own clients. `is_new_device`:
    it began on one the person had not signed in with before.
    """

    id: SessionId
    user_id: UserId
    created_at: datetime
    last_active_at: datetime
    user_agent: str
    ip: str
    methods: tuple[str, ...] = ("password",)
    client: str | None = None
    is_new_device: bool = False


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Where an address is, as far as that is known.

    `is_local`: on this machine or network. `country` is a code of ISO 3166, `city` a name by language.
    """

    is_local: bool = False
    country: str | None = None
    city: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Pair:
    """What a client holds of a session."""

    access_token: str
    refresh_token: str


ChallengeId = NewType("ChallengeId", int)
RequestId = NewType("RequestId", int)
# What a link in a letter does: confirm an e-mail, move to another one, undo that, choose a new password.
ChallengeKind = Literal["verify", "change", "undo", "reset"]
# What a letter only tells: what has changed about how somebody comes in, or who tried to.
NoticeKind = Literal[
    "taken",
    "password",
    "device",
    "second_step",
    "totp_added",
    "totp_removed",
    "passkey_added",
    "passkey_removed",
    "passkey_suspected",
    "codes_made",
    "code_used",
    "identity_linked",
    "identity_unlinked",
]
# What a letter is about: a link of that kind, or a notice.
LetterKind = ChallengeKind | NoticeKind


@dataclass(frozen=True, slots=True)
class Challenge:
    """A link that was made; `email` is the address it was, or is to be, sent to."""

    id: ChallengeId
    user_id: UserId
    kind: ChallengeKind
    email: str
    email_key: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """An account as its owner sees it. `pending` is the address that waits to be confirmed, if any does."""

    email: str | None
    is_verified: bool
    has_password: bool
    pending: Challenge | None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be made. Without a password one comes in by an identity elsewhere only.

    `is_verified`: somebody trusted has already proved whose it is.
    """

    email: str | None
    password: str | None
    username: str
    display_name: str | None
    is_verified: bool = False
    language: Language = DEFAULT


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as whoever looks after accounts sees it; never its password."""

    user_id: UserId
    email: str | None
    has_password: bool
    global_roles: frozenset[str]
    created_at: datetime
    verified_at: datetime | None
    suspended_at: datetime | None

    @property
    def opens_by_password(self) -> bool:
        """Tell whether one comes in by a password: it is asked for together with an address."""
        return self.has_password and self.email is not None


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something to somebody's account and why, for the audit log; 0 is the operator."""

    by: UserId
    action: audit.Action
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class TicketView:
    """A first step that was right, and whose second step is awaited."""

    user_id: UserId
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody gives to show who they are.

    `kind` is a way in; `secret` the password or the code, `credential` what a passkey signed, in the shape
    of WebAuthn's `PublicKeyCredential.toJSON()`.
    """

    kind: str
    secret: str = ""
    credential: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key tokens are verified with, as RFC 7517 writes it."""

    kid: str
    n: str
    e: str
    kty: str = "RSA"
    use: str = "sig"
    alg: str = "RS256"


@dataclass(frozen=True, slots=True)
class PublishedKeys:
    keys: tuple[PublicKey, ...]


@dataclass(frozen=True, slots=True)
class Lent:
    """A session in which an application acts for a person, and the token Beep's API takes of it."""

    session_id: SessionId
    access_token: str
    expires_in_s: int


@dataclass(frozen=True, slots=True)
class Bearer:
    """What an access token of another issuer says, once it is believed.

    `sign_in` names the sign-in there which it belongs to, where the issuer tells; `proved_at` is when the
    person proved there who they are. `roles` are the global roles it gives, `None` where Beep decides them.
    """

    issuer: str
    subject: str
    sign_in: str | None
    user_id: UserId
    method: str
    issued_at: datetime
    expires_at: datetime
    proved_at: datetime | None
    roles: frozenset[str] | None
