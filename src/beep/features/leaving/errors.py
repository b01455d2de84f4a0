"""What leaving refuses."""

from beep.kit.errors import Conflict, NotFound, TooMany


class NotLeaving(NotFound):
    """Your account is not about to be deleted."""


class LastToAdminister(Conflict):
    """You are the only administrator of this Beep. Give the role to another person first."""


class ExportedLately(TooMany):
    """You took a copy of your data a moment ago. Wait before taking the next one."""
