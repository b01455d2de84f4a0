"""Tells who is there: people about what they look at, bots with GUILD_PRESENCES about all their servers.

Changes are merged and told once a second at most, encoded once a server.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable
from typing import cast

from beep.features import servers, users
from beep.features.gateway import frames, intents
from beep.features.gateway.friend_presence import FriendPresence
from beep.features.gateway.hub import Hub
from beep.features.gateway.presence import Presence
from beep.features.gateway.presence_wire import PresenceObject, presence_object, presences
from beep.features.gateway.session import Session
from beep.kit.facts import Fact
from beep.kit.ids import ServerId, UserId
from beep.runtime.outbox import Recorded


class PresencePushes:
    def __init__(
        self,
        hub: Hub,
        statuses: Presence,
        of_friends: FriendPresence,
        *,
        now: Callable[[], float],
        merge_s: float,
    ) -> None:
        self._hub = hub
        self.statuses = statuses
        self.of_friends = of_friends
        self._now = now
        self._merge_s = merge_s
        self._looking: dict[Session, ServerId] = {}
        self._lookers: dict[ServerId, set[Session]] = {}
        # What a server's people looked like when somebody last looked, as bytes, until one changes.
        self._whole: dict[ServerId, bytes] = {}
        # What people were told to be before the first change since the last flush.
        self._before: dict[UserId, str] = {}
        self._too_early: set[Session] = set()
        self._joined: set[tuple[ServerId, UserId]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._next_flush = 0.0
        statuses.changed = self._changed
        hub.on_removed = self._gone

    def listeners(self) -> dict[type[Fact], Callable[[Recorded], None]]:
        return {
            users.StatusChosen: self._chosen,
            servers.MemberJoined: self._member_joined,
            **self.of_friends.listeners(),
        }

    # -- looking ------------------------------------------------------------------------------

    def look(self, session: Session, server_id: ServerId | None) -> None:
        """Show a session who is in a server, and from now on who comes and goes; `None` ends it."""
        self.look_away(session)
        if server_id is None or server_id not in session.servers:
            return
        self._looking[session] = server_id
        self._lookers.setdefault(server_id, set()).add(session)
        if self._hub.seen(server_id) is None:
            # Its members are about to be known: the session is still being shown its servers.
            self._too_early.add(session)
            self._plan()
            return
        if server_id not in self._whole:
            there = self.statuses.among(self._members(server_id))
            told = presences(server_id, there, whole=True)
            self._whole[server_id] = frames.tail_of("BEEP_PRESENCES", told)
        self._hub.push((session,), self._whole[server_id])

    def look_away(self, session: Session) -> None:
        server_id = self._looking.pop(session, None)
        if server_id is not None:
            lookers = self._lookers[server_id]
            lookers.discard(session)
            if not lookers:
                del self._lookers[server_id]
                self._whole.pop(server_id, None)

    def _gone(self, session: Session) -> None:
        self.statuses.gone(session)
        self.look_away(session)
        self.of_friends.look_away(session)

    def look_again(self, session: Session) -> None:
        """Show everything once more to who came back: nothing was kept for them meanwhile."""
        if session in self._looking:
            self.look(session, self._looking[session])
        self.of_friends.look_again(session)

    def shown_in(self, server_id: ServerId, people: Collection[UserId] | None = None) -> list[PresenceObject]:
        """Return who is there among a server's members, or among some of them, as bots know it."""
        there = self.statuses.among(self._members(server_id) if people is None else people)
        return [presence_object(server_id, user_id, status) for user_id, status in there.items()]

    def _members(self, server_id: ServerId) -> Collection[UserId]:
        seen = self._hub.seen(server_id)
        return seen.snapshot.members.keys() if seen else ()

    # -- changes ------------------------------------------------------------------------------

    def _chosen(self, recorded: Recorded) -> None:
        fact = cast("users.StatusChosen", recorded.fact)
        self.statuses.choose(fact.user_id, fact.status)

    def _member_joined(self, recorded: Recorded) -> None:
        fact = cast("servers.MemberJoined", recorded.fact)
        self._joined.add((fact.server_id, fact.user_id))
        self._plan()

    def _changed(self, user_id: UserId, before: str) -> None:
        self._before.setdefault(user_id, before)
        self._plan()

    def _plan(self) -> None:
        if self._timer is None:
            wait_s = max(0.0, self._next_flush - self._now())
            self._timer = asyncio.get_running_loop().call_later(wait_s, self.flush)

    def flush(self) -> None:
        """Tell everybody what changed since the last time."""
        self._timer = None
        self._next_flush = self._now() + self._merge_s
        now = {user_id: self.statuses.of(user_id) for user_id in self._before}
        changed = {user_id: status for user_id, status in now.items() if status != self._before[user_id]}
        joined, self._joined, self._before = self._joined, set(), {}
        too_early, self._too_early = self._too_early, set()
        for session in too_early:
            self.look(session, self._looking.get(session))
        self.of_friends.tell(changed)
        bots = self._bots()
        for server_id in {*self._lookers, *bots}:
            told = _of_members(changed, self._members(server_id))
            told |= {one: self.statuses.of(one) for where, one in joined if where == server_id}
            if told:
                self._whole.pop(server_id, None)
                self._tell_people(server_id, told)
                self._tell_bots(server_id, bots.get(server_id, ()), told)

    def _tell_people(self, server_id: ServerId, told: dict[UserId, str]) -> None:
        # Who has no connection is shown everything when they come back: their rings must not fill with this.
        audience = [
            one
            for one in self._lookers.get(server_id, ())
            if one.outlet is not None and server_id in one.servers
        ]
        self._hub.tell(audience, "BEEP_PRESENCES", presences(server_id, told, whole=False))

    def _tell_bots(self, server_id: ServerId, bots: Iterable[Session], told: dict[UserId, str]) -> None:
        audience = tuple(bots)
        for user_id, status in told.items() if audience else ():
            self._hub.tell(audience, "PRESENCE_UPDATE", presence_object(server_id, user_id, status))

    def _bots(self) -> dict[ServerId, list[Session]]:
        found: dict[ServerId, list[Session]] = {}
        for session in self._hub.bots:
            if session.intents & intents.GUILD_PRESENCES:
                for server_id in session.servers:
                    found.setdefault(server_id, []).append(session)
        return found


def _of_members(changed: dict[UserId, str], members: Collection[UserId]) -> dict[UserId, str]:
    return {user_id: status for user_id, status in changed.items() if user_id in members}
