"""What channels refuse."""

from beep.kit.errors import Conflict, NotFound


class ChannelNotFound(NotFound):
    """There is no such channel, or it is not yours to see."""

    wire_code = 10003


class TooManyChannels(Conflict):
    """The server has as many channels as it may."""

    wire_code = 30013
