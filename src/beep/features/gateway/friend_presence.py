"""Tells people who look at their friends which of them are there, with or without a server in common."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from beep.features import friends
from beep.features.gateway.hub import Hub
from beep.features.gateway.presence import Presence
from beep.features.gateway.presence_wire import presences
from beep.features.gateway.session import Session
from beep.kit.facts import Fact
from beep.kit.ids import UserId
from beep.runtime.outbox import Recorded


@dataclass(slots=True, eq=False)
class _Reading:
    """Friends that are being read, again when they changed meanwhile."""

    is_stale: bool = True


class FriendPresence:
    """Whoever looks is found by each of their friends: a change costs as much as there are who look."""

    def __init__(self, hub: Hub, people: friends.Friends, statuses: Presence) -> None:
        self._hub = hub
        self._friends = people
        self._statuses = statuses
        self._looking: dict[Session, set[UserId]] = {}
        self._lookers: dict[UserId, set[Session]] = {}
        # Who is about to look.
        self._reading: dict[Session, _Reading] = {}

    def listeners(self) -> dict[type[Fact], Callable[[Recorded], None]]:
        return {friends.FriendRequestAccepted: self._changed, friends.FriendRemoved: self._changed}

    # -- looking ------------------------------------------------------------------------------

    async def look(self, session: Session) -> None:
        """Show a session which of its person's friends are there, and from now on who comes and goes."""
        reading = self._reading[session] = _Reading()
        found: frozenset[UserId] = frozenset()
        while reading.is_stale:
            reading.is_stale = False
            found = await self._friends.friends_of(session.actor.user_id)
        if self._reading.get(session) is not reading:
            # They looked away meanwhile, or again.
            return
        del self._reading[session]
        self._forget(session)
        if self._hub.find(session.id) is session:
            self._looking[session] = set()
            for user_id in found:
                self._watch(session, user_id)
            self.look_again(session)

    def look_away(self, session: Session) -> None:
        self._reading.pop(session, None)
        self._forget(session)

    def look_again(self, session: Session) -> None:
        """Show everything once more to who came back: nothing was kept for them meanwhile."""
        if session in self._looking:
            there = self._statuses.among(self._looking[session])
            self._hub.tell((session,), "BEEP_PRESENCES", presences(None, there, whole=True))

    def _watch(self, session: Session, user_id: UserId) -> None:
        self._looking[session].add(user_id)
        self._lookers.setdefault(user_id, set()).add(session)

    def _unwatch(self, session: Session, user_id: UserId) -> None:
        self._looking[session].discard(user_id)
        lookers = self._lookers.get(user_id, set())
        lookers.discard(session)
        if not lookers:
            self._lookers.pop(user_id, None)

    def _forget(self, session: Session) -> None:
        for user_id in self._looking.get(session, set()).copy():
            self._unwatch(session, user_id)
        self._looking.pop(session, None)

    # -- changes ------------------------------------------------------------------------------

    def tell(self, changed: dict[UserId, str]) -> None:
        """Tell who looks what their friends are seen as now."""
        told: dict[Session, dict[UserId, str]] = {}
        for user_id, status in changed.items():
            for session in self._lookers.get(user_id, ()):
                told.setdefault(session, {})[user_id] = status
        for session, seen in told.items():
            # Who has no connection is shown everything when they come back.
            if session.outlet is not None:
                self._hub.tell((session,), "BEEP_PRESENCES", presences(None, seen, whole=False))

    def _changed(self, recorded: Recorded) -> None:
        """Read again what is being read; who is a friend no more is seen no more from this moment on."""
        fact = cast("friends.FriendRequestAccepted | friends.FriendRemoved", recorded.fact)
        for one, other in ((fact.user_id, fact.friend_id), (fact.friend_id, fact.user_id)):
            for session in self._hub.of_user(one):
                if session in self._reading:
                    self._reading[session].is_stale = True
                if session in self._looking and isinstance(fact, friends.FriendRemoved):
                    self._unwatch(session, other)

    def know(self, user_id: UserId, other_id: UserId, *, are_friends: bool) -> None:
        """Take what two people are by now, for the sessions of the first one that look.

        Facts of two people come in no common order: whether a friendship begins is read, not heard.
        """
        for session in self._hub.of_user(user_id):
            if session not in self._looking or are_friends == (other_id in self._looking[session]):
                continue
            if not are_friends:
                self._unwatch(session, other_id)
                continue
            self._watch(session, other_id)
            if session.outlet is not None:
                seen = {other_id: self._statuses.of(other_id)}
                self._hub.tell((session,), "BEEP_PRESENCES", presences(None, seen, whole=False))
