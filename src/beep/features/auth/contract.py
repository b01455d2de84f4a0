"""The face of auth: who a token speaks for, how people come in, and when a session ended."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, NewType, Protocol

from beep.features import audit, users
from beep.kit.actor import Actor
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


class SecondFactors(Protocol):
    """Port: what else a person proves when they sign in. Filled by `factors`."""

    async def kinds_of(self, user_id: UserId) -> Sequence[str]:
        """Return the second factors a person has set up: none, or some of `STRONG_METHODS`."""
        ...

    async def is_right(self, user_id: UserId, proof: Proof) -> bool:
        """Tell whether a proof of these kinds is this person's, and use it up: it is right once only.

        Raises `TooManyFailures` where too many codes of theirs were wrong. To be asked within `judge`.
        """
        ...


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


class SigningIn(Protocol):
    """The ways in, for features that prove by other means who somebody is."""

    # Port, filled by `app`, which builds `factors` wherever this is built; until then nobody comes in.
    second_factors: SecondFactors

    async def sign_in(self, user_id: UserId, origin: Origin, *, methods: frozenset[str]) -> Pair:
        """Open a session for whoever `methods` proved to be this person.

        Raises `AccountSuspended`, and `SecondFactorRequired` with a ticket where they have a second factor
        and none of `methods` is one.
        """
        ...

    async def get_ticket(self, ticket: str) -> TicketView:
        """Return whose second step is awaited; raises `TicketOver`. A ticket lives five minutes."""
        ...

    async def fail_ticket(self, ticket: str) -> None:
        """Count a wrong second step; the fifth ends the ticket."""
        ...

    async def redeem_ticket(self, ticket: str, origin: Origin, *, method: str) -> Pair:
        """Open the session a ticket stands for, once; raises `TicketOver` or `AccountSuspended`."""
        ...

    async def judge(
        self, user_id: UserId | None, origin: Origin, check: Callable[[], Awaitable[bool]]
    ) -> bool:
        """Return what `check` says of a secret somebody gave, as one attempt of its address and account.

        Raises `TooManyFailures` without asking where there were too many (AUTH-12). With `None`, where nobody
        knows whose it is, only the address is counted.
        """
        ...

    async def judge_stranger(self, name: str, origin: Origin, check: Callable[[], Awaitable[bool]]) -> bool:
        """Do as `judge` for somebody who is known by a name elsewhere only, like that of a directory."""
        ...

    async def prove(self, actor: Actor, origin: Origin, *, method: str) -> None:
        """Open ten minutes for dangerous acts in the session that asks; raises `SessionOver`."""
        ...


class Notices(Protocol):
    """Letters that only tell, for features that change how somebody comes in."""

    async def write(self, fact_id: str, user_id: UserId, kind: NoticeKind, *, what: str = "") -> None:
        """Tell a person by letter, if their e-mail is confirmed and letters leave; once for each fact.

        `what` is a passkey's name, or how many codes are left.
        """
        ...


class Accounts(Protocol):
    """Accounts, for features that make, change and end them."""

    async def create(self, user_id: UserId, new: NewAccount) -> None:
        """Make an account and its profile; does nothing where `user_id` has one.

        Raises `Invalid`, `UsernameTaken` or `EmailUnavailable`, and leaves nothing behind then.
        """
        ...

    async def find(self, user_id: UserId) -> AccountView | None: ...

    async def find_by_email(self, email: str) -> AccountView | None:
        """Return whose e-mail this is (AMB-8)."""
        ...

    async def list_administrators(self) -> Sequence[UserId]: ...

    async def verify(self, user_id: UserId) -> None:
        """Count an account as somebody's from now on, as a confirmed e-mail would; idempotent."""
        ...

    async def suspend(self, user_id: UserId, act: Act) -> None:
        """Let a person in no more, and end every session; idempotent. Raises `AccountNotFound`."""
        ...

    async def restore(self, user_id: UserId, act: Act) -> None:
        """Let a suspended person in again; idempotent. Raises `AccountNotFound`."""
        ...

    async def needs_second_factor(self, user_id: UserId) -> bool:
        """Tell whether what this account may do asks for a second factor (AMB-13)."""
        ...

    async def change_roles(self, user_id: UserId, roles: frozenset[str], act: Act) -> None:
        """Give an account these global roles, at once on every process.

        Raises `AccountNotFound`, and `LastAdministrator` where nobody would be left to administer.
        """
        ...

    async def drop_password(self, user_id: UserId, act: Act) -> None:
        """Forget a password and end every session: its owner chooses a new one by a letter."""
        ...

    async def end_sessions(
        self, user_id: UserId, *, reason: str, but: SessionId | None = None, act: Act | None = None
    ) -> Sequence[SessionId]:
        """End a person's sessions, all but perhaps one; `reason` is what `SessionEnded` tells."""
        ...

    async def close(self, user_id: UserId) -> None:
        """End every session and forget the account for good; idempotent. The profile stays."""
        ...


@dataclass(frozen=True, slots=True)
class Lent:
    """A session in which an application acts for a person, and the token Beep's API takes of it."""

    session_id: SessionId
    access_token: str
    expires_in_s: int


class Lending(Protocol):
    """Sessions of applications, for the feature that lets them act for people.

    Their actors name the application, have no global role but `user`, and never count as just proved.
    """

    async def open(self, user_id: UserId, origin: Origin, *, client: str, methods: frozenset[str]) -> Lent:
        """Open a session for an application called `client`; raises `AccountSuspended` or `SessionOver`.

        `methods` are those of the person's own session, in which they allowed it.
        """
        ...

    async def renew(self, session_id: SessionId) -> Lent:
        """Return a fresh access token of such a session; raises `SessionOver`."""
        ...

    async def end(self, user_id: UserId, session_id: SessionId) -> None:
        """End such a session; idempotent."""
        ...


class Auth(Protocol):
    notices: Notices
    signing_in: SigningIn
    accounts: Accounts
    lending: Lending

    async def authenticate(self, token: str, *, counts_as_activity: bool) -> Actor:
        """Return who an access token speaks for; raises `InvalidToken` or `SessionOver`.

        `counts_as_activity` moves the 24 h idle limit (AMB-9); reconnects and heartbeats must not.
        """
        ...

    async def actor_of(self, session_id: SessionId) -> Actor:
        """Return who a session speaks for while it is alive; raises `SessionOver`. No activity."""
        ...

    async def roles_of(self, user_id: UserId, methods: frozenset[str]) -> frozenset[str]:
        """Return the global roles a person has now who came in by these ways; none without an account."""
        ...

    def touch(self, session_id: SessionId) -> None:
        """Count a person's own act on a socket as activity; never awaits."""
        ...

    def check_recent_sign_in(self, actor: Actor) -> None:
        """Raise `RecentSignInRequired` unless the person proved who they are in the last ten minutes."""
        ...

    def check_verified(self, actor: Actor) -> None:
        """Raise `EmailNotVerified` where accounts must be verified and this one is not (AMB-7)."""
        ...

    async def details_of(self, user_id: UserId) -> users.OwnDetails | None:
        """Return what a person sees of their own account only."""
        ...

    async def last_active_of(self, user_ids: Sequence[UserId]) -> Mapping[UserId, datetime]:
        """Return when people were last active, as far as their sessions are remembered."""
        ...

    async def list_sessions(self, user_id: UserId) -> Sequence[SessionView]:
        """Return sessions that are alive, newest first."""
        ...

    async def published_keys(self) -> PublishedKeys:
        """Return the keys tokens may be signed with, for `/.well-known/jwks.json`."""
        ...

    def sign(self, claims: Mapping[str, object]) -> str:
        """Return a JWT of these claims (RS256), signed with the key of access tokens.

        Its `aud` must never be the audience of access tokens.
        """
        ...

    async def rotate_keys(self) -> None:
        """Sign with a new key from now on; the old one stays good until its last token expires."""
        ...
