"""What channels refuse."""

from beep.kit.errors import Conflict, Forbidden, Invalid, NotFound


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


class NoThreadsHere(Invalid):
    """Threads are opened in text and announcement channels only."""

    wire_code = 50024


class ThreadExists(Conflict):
    """A thread was started from this message already."""

    wire_code = 160004


class TooManyThreads(Conflict):
    """The server has as many open threads as it may; archive some first."""

    wire_code = 160006


class ThreadFull(Conflict):
    """The thread has as many members as it may."""

    wire_code = 30033


class ThreadLocked(Forbidden):
    """The thread is locked: only who manages threads can write in it or reopen it."""

    wire_code = 160005


class ThreadArchived(Invalid):
    """The thread is archived; reopen it first."""

    wire_code = 50083


class NotInThread(NotFound):
    """They are not a member of this thread."""

    wire_code = 10007
