"""What friends refuses."""

from beep.kit.errors import Conflict


class TooManyBlocks(Conflict):
    """You block as many people as one can. Unblock somebody first."""
