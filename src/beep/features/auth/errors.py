"""What auth refuses."""

from collections.abc import Sequence
from typing import Any

from beep.kit.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    TooMany,
    Unauthenticated,
    Unavailable,
    invalid,
)


class OtherKeyFile(Conflict):
    """Other processes sign access tokens with a key that the `auth.key` of this one does not open.

    Copy `auth.key` from the BEEP_HOME of one of them into this one's, and start again.
    """


class InvalidToken(Unauthenticated):
    """The token is not valid, or no longer. Refresh it, or sign in again."""


class SessionOver(Unauthenticated):
    """Your session has ended. Sign in again."""


class WrongCredentials(Unauthenticated):
    """The e-mail and the password do not go together. Check both and try again."""


class EmailUnavailable(Conflict):
    """No account can be made with these details. If you already have one, sign in instead."""


class TooManyFailures(TooMany):
    """Too many failed sign-ins. Wait a moment before trying again."""


class SignInBusy(Unavailable):
    """Too many people are signing in right now. Try again in a few seconds."""


class KeyLocked(Unavailable):
    """Beep cannot sign anybody in here: its key file is not that of the other processes."""


class NobodyToAsk(Unavailable):
    """Nobody can be signed in here: this process does not know who has a second factor."""


class RecentSignInRequired(Forbidden):
    """Show again that it is you: what you asked for cannot be undone."""


class SessionNotFound(NotFound):
    """There is no such session, or it has already ended."""


class EmailNotVerified(Forbidden):
    """Confirm your e-mail address first: open the link in the letter Beep sent you."""

    wire_code = 40002


class AccountSuspended(Forbidden):
    """Your account is suspended. Write to the administrators of this Beep if that seems wrong to you."""


class AccountNotFound(NotFound):
    """There is no such account."""


class LastAdministrator(Conflict):
    """Somebody must administer this Beep. Give the role to another person first."""


class TicketOver(Unauthenticated):
    """Signing in took too long, or failed too often. Begin again."""


class SecondFactorRequired(Unauthenticated):
    """That was right. Now give your second factor."""

    def __init__(self, ticket: str, kinds: Sequence[str]) -> None:
        super().__init__()
        self.ticket = ticket
        self.kinds = tuple(kinds)

    def details(self) -> dict[str, Any]:
        return {"ticket": self.ticket, "kinds": list(self.kinds)}


class LinkOver(NotFound):
    """The link is not valid, or no longer: it works once, and for a limited time. Ask for a new one."""


class TooManyLinks(TooMany):
    """Too many letters were asked for. Wait before asking for another, and look among unwanted mail."""


def wrong_proof(kind: str) -> Invalid:
    """Return what to say of a proof that is not right."""
    match kind:
        case "password":
            return invalid("password", "PASSWORD_DOES_NOT_MATCH", "This is not your password. Try again.")
        case "passkey":
            return invalid(
                "credential", "PASSKEY_DOES_NOT_MATCH", "This passkey is not one of yours here. Try again."
            )
        case _:
            return invalid(
                "code", "CODE_DOES_NOT_MATCH", "This code is wrong, or was used already. Take the next one."
            )
