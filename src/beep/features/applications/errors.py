"""What applications refuse."""

from beep.kit.errors import Conflict, Forbidden, NotFound, Unauthenticated


class ApplicationNotFound(NotFound):
    """There is no such application, or it is not yours to see."""

    wire_code = 10002


class InvalidToken(Unauthenticated):
    """The bot token is not valid; its owner can make a new one."""


class BotsOnly(Forbidden):
    """Only a bot has an application of its own."""

    wire_code = 20002


class TooManyApplications(Conflict):
    """You own as many applications as one person may."""


class NameNotFree(Conflict):
    """No free username was found for the bot; choose another name."""
