"""The face of auth."""

from beep.features.auth.contract import Auth, PublicKey, PublishedKeys, SessionView
from beep.features.auth.errors import (
    EmailUnavailable,
    InvalidToken,
    RecentSignInRequired,
    SessionNotFound,
    SessionOver,
    TooManyFailures,
    WrongCredentials,
)
from beep.features.auth.facts import SessionEnded, SessionProved, SessionStarted

__all__ = [
    "Auth",
    "EmailUnavailable",
    "InvalidToken",
    "PublicKey",
    "PublishedKeys",
    "RecentSignInRequired",
    "SessionEnded",
    "SessionNotFound",
    "SessionOver",
    "SessionProved",
    "SessionStarted",
    "SessionView",
    "TooManyFailures",
    "WrongCredentials",
]
