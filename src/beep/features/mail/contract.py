"""The face of mail: letters are handed over, and leave when the server of the mail takes them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType, Protocol

from beep.kit.actor import Actor
from beep.kit.ids import UserId

LetterId = NewType("LetterId", int)
# "failed" is for good: the server refused this letter, and would again. "expired" came too late.
State = Literal["waiting", "sent", "failed", "expired"]


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be told to one address, as text and as HTML.

    `user_id` is whose letter it is, whatever address it goes to: it is forgotten when they go.
    `key` names what the letter is about, such as a fact's id: a key seen before is not sent again.
    After `expires_at` nobody wants to read it any more.
    """

    key: str
    to: str
    subject: str
    text: str
    html: str
    expires_at: datetime
    user_id: UserId | None = None


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter without what it says. `error` is why the last try failed, in the server's words."""

    id: LetterId
    to: str
    subject: str
    state: State
    created_at: datetime
    expires_at: datetime
    tries: int
    next_try_at: datetime | None
    sent_at: datetime | None
    error: str | None


class RecentSignIn(Protocol):
    """Port: whether an administrator has just proved who they are. Filled by `auth`."""

    def check_recent_sign_in(self, actor: Actor) -> None: ...


class Mail(Protocol):
    # Port, filled by `app` once `auth` is built; until then nobody reads anything.
    recent_sign_in: RecentSignIn

    @property
    def is_sending(self) -> bool:
        """Whether an SMTP server is configured; without one letters wait for administrators to read them."""
        ...

    async def queue(self, letter: Letter) -> None:
        """Keep a letter until it is sent; returns once it is stored and never waits for SMTP.

        Idempotent by `letter.key`. Raises `BadAddress`, `TooManyLetters` to one address within an hour,
        `QueueFull`.
        """
        ...
