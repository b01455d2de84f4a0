"""What auth tells."""

from dataclasses import dataclass

from beep.features.auth.contract import ChallengeId, ChallengeKind, RequestId
from beep.kit.facts import Fact
from beep.kit.ids import ServerId, SessionId, UserId


@dataclass(frozen=True, slots=True)
class SessionStarted(Fact):
    NAME = "session.started"
    STREAM = "user_id"
    user_id: UserId
    session_id: SessionId


@dataclass(frozen=True, slots=True)
class DeviceAdded(Fact):
    """A person signed in with a browser, a system or from a network they had not used before."""

    NAME = "device.added"
    STREAM = "user_id"
    user_id: UserId
    session_id: SessionId
    browser: str
    system: str


@dataclass(frozen=True, slots=True)
class SecondStepFailed(Fact):
    """Somebody gave a person's password, and then only wrong second factors: they may know it."""

    NAME = "second_step.failed"
    STREAM = "user_id"
    user_id: UserId


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


@dataclass(frozen=True, slots=True)
class AccountClaimed(Fact):
    """An e-mail nobody had confirmed turned out to be somebody's, by a link to choose a password (S-10).

    Whatever else opens the account, such as a second factor, may be of whoever made it: forget it.
    """

    NAME = "account.claimed"
    STREAM = "user_id"
    user_id: UserId


@dataclass(frozen=True, slots=True)
class ChallengeIssued(Fact):
    """A letter with a link is to be written; what the link holds is not in here."""

    NAME = "account.challenge_issued"
    STREAM = "user_id"
    user_id: UserId
    challenge_id: ChallengeId
    kind: ChallengeKind


@dataclass(frozen=True, slots=True)
class PasswordChanged(Fact):
    """`how`: "changed" by who knew the old one, or "reset" by a link."""

    NAME = "account.password_changed"
    STREAM = "user_id"
    user_id: UserId
    how: str


@dataclass(frozen=True, slots=True)
class ResetAsked(Fact):
    """Somebody forgot a password. Whether there is such an account is found out when nobody waits (S-14)."""

    NAME = "account.reset_asked"
    STREAM = "platform_id"
    platform_id: ServerId
    request_id: RequestId
