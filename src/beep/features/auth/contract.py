"""The face of auth: who a token speaks for, and when a session ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from beep.kit.actor import Actor
from beep.kit.ids import SessionId, UserId


@dataclass(frozen=True, slots=True)
class SessionView:
    id: SessionId
    user_id: UserId
    created_at: datetime
    last_active_at: datetime
    user_agent: str
    ip: str


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


class Auth(Protocol):
    async def authenticate(self, token: str, *, counts_as_activity: bool) -> Actor:
        """Return who an access token speaks for; raises `InvalidToken` or `SessionOver`.

        `counts_as_activity` moves the 24 h idle limit (AMB-9); reconnects and heartbeats must not.
        """
        ...

    def touch(self, session_id: SessionId) -> None:
        """Count a person's own act on a socket as activity; never awaits."""
        ...

    def check_recent_sign_in(self, actor: Actor) -> None:
        """Raise `RecentSignInRequired` unless the password was given in the last ten minutes."""
        ...

    async def email_of(self, user_id: UserId) -> str | None: ...

    async def last_active_of(self, user_ids: Sequence[UserId]) -> Mapping[UserId, datetime]:
        """Return when people were last active, as far as their sessions are remembered."""
        ...

    async def list_sessions(self, user_id: UserId) -> Sequence[SessionView]:
        """Return sessions that are alive, newest first."""
        ...

    async def published_keys(self) -> PublishedKeys:
        """Return the keys tokens may be signed with, for `/.well-known/jwks.json`."""
        ...

    async def rotate_keys(self) -> None:
        """Sign with a new key from now on; the old one stays good until its last token expires."""
        ...
