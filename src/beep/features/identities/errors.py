"""What identities refuse."""

from typing import Any

from beep.kit.errors import Conflict, Forbidden, NotFound, Unauthenticated, Unavailable


class ProviderNotFound(NotFound):
    """Nobody signs in here by that. Go back to the sign-in page and choose another way."""


class ProviderAway(Unavailable):
    """That way to sign in does not answer right now. Take another one, or try again in a moment."""


class ProviderBusy(ProviderAway):
    """Too many people are signing in this way right now. Try again in a few seconds."""


class WronglySet(ProviderAway):
    """That way to sign in is not set up well. Tell the administrators: their log says what is wrong."""


class NotBelieved(Forbidden):
    """What came back from there cannot be trusted, so you are not signed in. Begin again."""


class FlowOver(Forbidden):
    """Signing in took too long, was done already, or began in another browser. Begin again."""


class WrongDirectoryCredentials(Unauthenticated):
    """The user name and the password do not go together there. Check both and try again."""


class NotYours(Forbidden):
    """That is not an identity of your account. Sign in there as yourself and try again."""


class OnlyOneself(Forbidden):
    """An application that acts for you cannot change how you sign in. Do it in Beep itself."""


class DomainNotAllowed(Forbidden):
    """Only people with an address of certain domains come in this way, and yours is not of one of them."""


class SignUpClosed(Forbidden):
    """No account here belongs to that. If you have one, sign in another way and link it in your settings."""


class EmailHasAccount(Conflict):
    """Your address has an account here already. Sign in to it as usual and link the two in your settings."""

    def __init__(self, email: str = "") -> None:
        super().__init__()
        self.email = email

    def details(self) -> dict[str, Any]:
        return {"email": self.email}


class IdentityTaken(Conflict):
    """That is linked to another account already. Sign in to that one and unlink it there first."""


class AlreadyLinked(Conflict):
    """Your account is linked to somebody else there. Unlink that one first."""


class IdentityNotFound(NotFound):
    """Your account is not linked to that."""


class LastWayIn(Conflict):
    """You would have no way to sign in any more. Choose a password or link something else first."""


class SigningUp(Unavailable):
    """Your account is being made right now. Try again in a moment."""
