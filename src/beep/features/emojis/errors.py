"""What emojis refuse."""

from beep.kit.errors import Conflict, NotFound


class EmojiNotFound(NotFound):
    """The server has no such emoji."""

    wire_code = 10014


class TooManyEmojis(Conflict):
    """The server has as many emojis as it may. Delete one first."""

    wire_code = 30008
