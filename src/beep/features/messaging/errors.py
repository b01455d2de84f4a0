"""What messaging refuses."""

from beep.kit.errors import Forbidden, NotFound, Unavailable


class MessageNotFound(NotFound):
    """There is no such message here."""

    wire_code = 10008


class NotYourMessage(Forbidden):
    """Only its author may edit a message."""

    wire_code = 50005


class NotTheAuthor(Forbidden):
    """`authorId` must be your own id; leave it out or send your id."""

    wire_code = 50013


class ChannelGone(NotFound):
    """The channel was deleted while the message was on its way."""

    wire_code = 10003


class TooBusy(Unavailable):
    """More messages are waiting to be stored than Beep will hold; try again in a moment."""
