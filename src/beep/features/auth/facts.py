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
    """A person gave their password again: dangerous acts are open for ten minutes."""

    NAME = "session.proved"
    STREAM = "user_id"
    user_id: UserId
    session_id: SessionId


@dataclass(frozen=True, slots=True)
class SessionEnded(Fact):
    """`reason`: logout, logout_all, revoked, idle, expired or reuse."""

    NAME = "session.ended"
    STREAM = "user_id"
    user_id: UserId
    session_id: SessionId
    reason: str
