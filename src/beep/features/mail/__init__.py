"""The face of mail."""

from beep.features.mail.contract import Letter, LetterId, Mail, RecentSignIn
from beep.features.mail.errors import BadAddress, LetterNotFound, QueueFull, TooManyLetters

__all__ = [
    "BadAddress",
    "Letter",
    "LetterId",
    "LetterNotFound",
    "Mail",
    "QueueFull",
    "RecentSignIn",
    "TooManyLetters",
]
