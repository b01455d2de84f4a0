"""Sessions a process knows to be alive, and the activity it has yet to write down."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from beep.kit.actor import Actor
from beep.kit.ids import SessionId, UserId

_WRITE_EVERY = timedelta(seconds=60)


@dataclass(slots=True)
class Living:
    """`written_at` is the activity the database knows of."""

    actor: Actor
    created_at: datetime
    last_active_at: datetime
    written_at: datetime


class SessionMemory:
    """Bounded; the least used are forgotten first, their unwritten activity is not."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._living: OrderedDict[SessionId, Living] = OrderedDict()
        self._ended: OrderedDict[SessionId, None] = OrderedDict()
        self._unwritten: dict[SessionId, datetime] = {}
        # Counts changes heard of, so that a read begun before one is not kept after it.
        self.epoch = 0

    def find(self, session_id: SessionId) -> Living | None:
        living = self._living.get(session_id)
        if living is not None:
            self._living.move_to_end(session_id)
        return living

    def has_ended(self, session_id: SessionId) -> bool:
        return session_id in self._ended

    def keep(self, session_id: SessionId, living: Living, *, read_at: int) -> None:
        """Remember what a read begun at epoch `read_at` found, unless something changed since."""
        if read_at == self.epoch:
            self._living[session_id] = living
            _bound(self._living, self._size)

    def forget(self, session_id: SessionId) -> None:
        """Read a session again next time."""
        self.epoch += 1
        self._living.pop(session_id, None)

    def forget_person(self, user_id: UserId) -> None:
        """Read every session of a person again next time."""
        self.epoch += 1
        for session_id in [one for one, living in self._living.items() if living.actor.user_id == user_id]:
            del self._living[session_id]

    def end(self, session_id: SessionId) -> None:
        self.forget(session_id)
        self._unwritten.pop(session_id, None)
        self._ended[session_id] = None
        _bound(self._ended, self._size)

    # -- activity -----------------------------------------------------------------------------

    def touch(self, session_id: SessionId, now: datetime) -> None:
        if session_id in self._ended:
            return
        self._unwritten[session_id] = now
        if living := self._living.get(session_id):
            living.last_active_at = max(living.last_active_at, now)

    def last_active(self, session_id: SessionId, known: datetime) -> datetime:
        """Return the later of what the database knows and what it will."""
        return max(known, self._unwritten.get(session_id, known))

    def due(self, now: datetime, *, everything: bool = False) -> dict[SessionId, datetime]:
        """Return activity to write: what is at least a minute ahead of the database."""
        if everything:
            return dict(self._unwritten)
        return {
            session_id: at
            for session_id, at in self._unwritten.items()
            if (living := self._living.get(session_id)) is None or now - living.written_at >= _WRITE_EVERY
        }

    def written(self, moments: dict[SessionId, datetime]) -> None:
        for session_id, at in moments.items():
            if self._unwritten.get(session_id) == at:
                del self._unwritten[session_id]
            if living := self._living.get(session_id):
                living.written_at = at


def _bound(known: OrderedDict[SessionId, Living] | OrderedDict[SessionId, None], size: int) -> None:
    while len(known) > size:
        known.popitem(last=False)
