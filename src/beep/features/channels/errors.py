"""What channels refuse."""

from beep.kit.errors import Conflict, Invalid, NotFound


class ChannelNotFound(NotFound):
    """There is no such channel, or it is not yours to see."""

    wire_code = 10003


class TooManyChannels(Conflict):
    """The server has as many channels as it may."""

    wire_code = 30013


class OverrideNotFound(NotFound):
    """The channel has no exception for that role or member."""

    wire_code = 10009


class NotATextChannel(Invalid):
    """There are no messages in a category; choose one of its channels."""

    wire_code = 50008
