"""What media refuses."""

from beep.kit.errors import Forbidden, NotFound, TooMany, Unavailable


class FileNotFound(NotFound):
    """There is no such file, or its address has expired."""


class TooMuchWaiting(TooMany):
    """Too many of your files wait to be sent. Send or remove some of them first."""


class FileInfected(Forbidden):
    """The virus scanner found something in this file. It was not stored."""


class ScannerAway(Unavailable):
    """Files cannot be checked for viruses right now; try again in a moment."""
