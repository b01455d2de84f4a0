"""What mail refuses."""

from beep.kit.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, Unavailable


class BadAddress(Invalid):
    """No letter can be sent to this address."""


class TooManyLetters(TooMany):
    """Too many letters to one address: wait before asking for another."""


class QueueFull(Unavailable):
    """Too many letters wait to be sent; try again later."""

    def __init__(self) -> None:
        super().__init__(retry_after_s=60)


class LetterNotFound(NotFound):
    """There is no such letter, or none that you may see."""


class LetterPrivate(Forbidden):
    """Letters are sent from here: what they say is for those they are sent to."""


class LetterOver(Conflict):
    """The letter has been sent or has expired: there is nothing left to try."""


class NobodyToAsk(Unavailable):
    """Who you are cannot be proved here: this process serves mail without auth."""
