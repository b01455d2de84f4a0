"""What administrators ask of letters, and what they are shown."""

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from beep.features.mail.contract import LetterView, State
from beep.runtime.http import Snowflake, stamp


class LettersQuery(Struct, kw_only=True):
    """`before` is the id of a letter."""

    before: Snowflake | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1, le=100)] = 50


class LetterObject(Struct, frozen=True, kw_only=True):
    """`error` is why the last try failed, in the mail server's words."""

    id: str
    to: str
    subject: str
    state: State
    created_at: str
    expires_at: str
    tries: int
    next_try_at: str | None
    sent_at: str | None
    error: str | None


class LettersObject(Struct, frozen=True, kw_only=True):
    """`sending`: whether an SMTP server is configured; without one, letters may be read here."""

    sending: bool
    letters: list[LetterObject]


class LetterText(Struct, frozen=True, kw_only=True):
    text: str


def letter_object(view: LetterView) -> LetterObject:
    return LetterObject(
        id=str(view.id),
        to=view.to,
        subject=view.subject,
        state=view.state,
        created_at=stamp(view.created_at),
        expires_at=stamp(view.expires_at),
        tries=view.tries,
        next_try_at=_stamp(view.next_try_at),
        sent_at=_stamp(view.sent_at),
        error=view.error,
    )


def _stamp(moment: datetime | None) -> str | None:
    return stamp(moment) if moment else None
