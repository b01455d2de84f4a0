"""What factors refuses."""

from beep.kit.errors import Conflict, NotFound, TooMany, Unavailable


class NothingToConfirm(NotFound):
    """Begin again: what you are confirming was begun too long ago, or was done already."""


class PasskeyNotFound(NotFound):
    """You have no such passkey, or no longer."""


class TooManyPasskeys(Conflict):
    """You have as many passkeys as one can have. Remove one first."""


class PasskeyKnown(Conflict):
    """That passkey is known already. Use it, or choose another device."""


class PasskeysUnavailable(Conflict):
    """Passkeys need an address with a name. Ask the administrators to set BEEP_PUBLIC_URL."""


class NoSecondFactor(Conflict):
    """Set up a code generator or a passkey first: recovery codes are for who loses those."""


class NoGenerator(NotFound):
    """You have set up no code generator."""


class LastWayIn(Conflict):
    """You would have no way to sign in any more. Choose a password, or add another passkey, first."""


class LastFactor(Conflict):
    """Without a second factor you lose the administrator's role at your next sign-in.

    Ask again with `anyway=true` if that is what you want.
    """


class TooManyCodes(TooMany):
    """Too many wrong codes. Wait before you try again, or use a passkey."""


class KeyLocked(Unavailable):
    """Codes cannot be checked here: the key file of this process is not the one they were kept with."""
