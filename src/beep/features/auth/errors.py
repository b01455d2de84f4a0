"""What auth refuses."""

from beep.kit.errors import Conflict, Forbidden, NotFound, TooMany, Unauthenticated, Unavailable


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


class RecentSignInRequired(Forbidden):
    """Give your password again first: what you asked for cannot be undone."""


class SessionNotFound(NotFound):
    """There is no such session, or it has already ended."""
