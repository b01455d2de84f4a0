"""What others may ask of auth, and the port it wants filled."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from beep.features import users
from beep.features.auth.contract.views import (
    AccountView,
    Act,
    Bearer,
    Lent,
    NewAccount,
    NoticeKind,
    Origin,
    Pair,
    Proof,
    PublishedKeys,
    SessionView,
    TicketView,
)
from beep.kit.actor import Actor
from beep.kit.ids import SessionId, UserId


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


class Bearers(Protocol):
    """Port: access tokens of issuers besides Beep (S-34). Filled by `identities`."""

    def is_foreign(self, token: str) -> bool:
        """Tell whether a token claims to be of such an issuer, which proves nothing; never awaits."""
        ...

    async def read(self, token: str) -> Bearer:
        """Return what a token says and whose it is; raises `InvalidToken`, or why there is no account."""
        ...


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
    # Port, filled by `app` once `identities` is built; until then only Beep's own tokens are good.
    bearers: Bearers

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
