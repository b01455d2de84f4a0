"""What pages said lately, so that a link everybody posts is fetched once."""

from collections import OrderedDict
from datetime import datetime, timedelta

from beep.features import messaging
from beep.runtime.clock import Clock

_KEPT = 1000
_AGE = timedelta(minutes=10)


class Memory:
    """The previews of this process's last links; that there is none is remembered too."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._found: OrderedDict[str, tuple[datetime, messaging.Embed | None]] = OrderedDict()

    def find(self, link: str) -> tuple[messaging.Embed | None] | None:
        """Return the preview in a tuple, `None` when the link is not known."""
        found = self._found.get(link)
        return None if found is None or self._clock.now() - found[0] >= _AGE else (found[1],)

    def put(self, link: str, embed: messaging.Embed | None) -> None:
        self._found[link] = (self._clock.now(), embed)
        self._found.move_to_end(link)
        while len(self._found) > _KEPT:
            self._found.popitem(last=False)
