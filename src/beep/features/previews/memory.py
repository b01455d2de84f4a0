"""What pages said lately, so that a link everybody posts is fetched once."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from beep.features import media, messaging
from beep.runtime.clock import Clock

_KEPT = 1000
_AGE = timedelta(minutes=10)
# What pictures may take of memory, together.
_PICTURE_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Found:
    """What a link gives: a preview or none, and the picture of its page."""

    embed: messaging.Embed | None = None
    picture: media.PagePicture | None = None

    @property
    def size_bytes(self) -> int:
        return 0 if self.picture is None else len(self.picture.content)


NOTHING = Found()


class Memory:
    """The previews of this process's last links; that there is none is remembered too."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._found: OrderedDict[str, tuple[datetime, Found]] = OrderedDict()
        self._bytes = 0

    def find(self, link: str) -> Found | None:
        """Return what a link gives, `None` when it is not known."""
        found = self._found.get(link)
        return None if found is None or self._clock.now() - found[0] >= _AGE else found[1]

    def put(self, link: str, found: Found) -> None:
        if known := self._found.pop(link, None):
            self._bytes -= known[1].size_bytes
        self._found[link] = (self._clock.now(), found)
        self._bytes += found.size_bytes
        while len(self._found) > _KEPT or self._bytes > _PICTURE_BYTES:
            _, (_, oldest) = self._found.popitem(last=False)
            self._bytes -= oldest.size_bytes
