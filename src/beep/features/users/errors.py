"""What users refuses."""

from beep.kit.errors import Conflict, NotFound, TooMany


class UserNotFound(NotFound):
    """There is no such person."""

    wire_code = 10013


class UsernameTaken(Conflict):
    """Someone has this username, or one that looks like it. Choose another one."""


class TooManyRenames(TooMany):
    """You changed your username too often. Take one of your former names back, or wait."""
