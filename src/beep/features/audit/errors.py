"""What audit refuses."""

from beep.kit.errors import NotFound, Unavailable


class LogNotFound(NotFound):
    """There is no such log."""


class NobodyToAsk(Unavailable):
    """Who may read the audit log cannot be told here: this process serves audit without servers."""
