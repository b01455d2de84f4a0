"""What auth tells."""

from dataclasses import dataclass

from beep.kit.facts import Fact
from beep.kit.ids import SessionId, UserId


@dataclass(frozen=True, slots=True)
class SessionStarted(Fact):
    NAME = "session.started"
    STREAM = "user_id"
    user_id: UserId
    session_id: SessionId


@dataclass(frozen=True, slots=True)
class SessionProved(Fact):
    """A person proved again who they are: dangerous acts are open for ten minutes."""

    NAME = "session.proved"
    STREAM = "user_id"
    user_id: UserId
    session_id: SessionId


@dataclass(frozen=True, slots=True)
class SessionEnded(Fact):
    """A session is over.

    `reason`: logout, logout_all, revoked, idle, expired, reuse, suspended, closed, access_ended (an
    application's), or what another feature gave for ending sessions.
    """

    NAME = "session.ended"
    STREAM = "user_id"
    user_id: UserId
    session_id: SessionId
    reason: str


@dataclass(frozen=True, slots=True)
class AccountChanged(Fact):
    """What an account lends its sessions is another: its roles, or whether it is verified."""

    NAME = "account.changed"
    STREAM = "user_id"
    user_id: UserId
