"""What authorization refuses."""

from beep.kit.errors import Conflict, Unavailable


class EngineAway(Unavailable):
    """The authorization engine does not answer right now; try again in a moment."""


class NoOtherEngine(Conflict):
    """Beep decides by itself; set `[authorization] engine` or `shadow` to tell Permify anything."""
