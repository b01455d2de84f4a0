"""What messaging refuses."""

from beep.kit.errors import Forbidden, Invalid, NotFound, TooMany, Unavailable


class MessageNotFound(NotFound):
    """There is no such message here."""

    wire_code = 10008


class NotYourMessage(Forbidden):
    """Only its author may edit a message."""

    wire_code = 50005


class NotWritten(Forbidden):
    """Beep wrote this notice: it cannot be edited."""

    wire_code = 50021


class NotTheAuthor(Forbidden):
    """`authorId` must be your own id; leave it out or send your id."""

    wire_code = 50013


class UnknownEmoji(NotFound):
    """There is no such emoji, or it is not yours to use."""

    wire_code = 10014


class TooManyReactions(Invalid):
    """A message has as many different reactions as it may."""

    wire_code = 30010


class TooManyPins(Invalid):
    """The channel has as many pinned messages as it may; unpin one first."""

    wire_code = 30003


class SlowMode(TooMany):
    """The channel is in slow mode: wait before you post again."""

    wire_code = 20016


class ChannelGone(NotFound):
    """The channel was deleted while the message was on its way."""

    wire_code = 10003


class TooBusy(Unavailable):
    """More messages are waiting to be stored than Beep will hold; try again in a moment."""
