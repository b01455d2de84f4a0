"""Every session of this process, grouped so that finding who gets an event is a look-up.

Sessions are grouped by server; who sees which channel is worked out once and kept until something
that matters changes.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence

from beep.features import channels, servers
from beep.features.gateway import frames
from beep.features.gateway.intents import is_on_shard
from beep.features.gateway.session import Session
from beep.features.gateway.settings import GatewaySettings
from beep.kit.ids import ChannelId, ServerId, SessionId, UserId
from beep.kit.permissions import Permission, channel_permissions
from beep.runtime.metrics import PUSHES, SOCKETS

Audience = tuple[Session, ...]
_REST = 3


class Seen:
    """Who sees which channel and which private thread of a server, as of one moment."""

    __slots__ = ("_alike", "_special", "listed", "snapshot")

    def __init__(self, snapshot: servers.Snapshot, listed: Mapping[ChannelId, channels.ChannelView]) -> None:
        self.snapshot = snapshot
        self.listed = listed
        self._special = {snapshot.server.owner_id}
        for one in listed.values():
            self._special.update(UserId(target_id) for target_id in one.overrides)
            if one.type == channels.ChannelType.PRIVATE_THREAD and one.thread:
                self._special.update(one.thread.members)
        # Worked out once for all who hold the same roles.
        self._alike: dict[object, frozenset[ChannelId]] = {}

    def of(self, user_id: UserId) -> frozenset[ChannelId]:
        """Return the channels a member sees."""
        key = user_id if user_id in self._special else self.snapshot.members[user_id]
        if key not in self._alike:
            self._alike[key] = frozenset(
                one.id for one in self.listed.values() if _sees(self.snapshot, one, user_id)
            )
        return self._alike[key]


class _Room:
    """The sessions of one server, and who of them sees which channel."""

    __slots__ = ("audiences", "seen", "sessions")

    def __init__(self) -> None:
        self.sessions: set[Session] = set()
        self.seen: Seen | None = None
        self.audiences: dict[tuple[ChannelId, int, int], Audience] = {}


class Hub:
    def __init__(
        self,
        settings: GatewaySettings,
        *,
        servers: servers.Servers,
        channels: channels.Channels,
        now: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._servers = servers
        self._channels = channels
        self._now = now
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._by_user: dict[UserId, set[Session]] = {}
        self._rooms: dict[ServerId, _Room] = {}
        self.bots: set[Session] = set()
        # Hears of each session that is gone for good.
        self.on_removed: Callable[[Session], None] = _nobody
        # Events that wait for the next flush, in order; no session has heard of them yet.
        self._queue: list[tuple[Sequence[Session], list[bytes]]] = []
        self._next_flush = 0.0
        self._flush_timer: asyncio.TimerHandle | None = None

    # -- sessions -----------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._sessions)

    def all(self) -> Iterable[Session]:
        return list(self._sessions.values())

    def find(self, session_id: str) -> Session | None:
        return self._sessions.get(session_id)

    def of_user(self, user_id: UserId) -> Audience:
        return tuple(self._by_user.get(user_id, ()))

    def of_oneself(self, user_id: UserId) -> Audience:
        """Return a person's own windows: no application that acts for them hears of their account."""
        return tuple(one for one in self.of_user(user_id) if one.actor.client is None)

    def of_sign_in(self, user_id: UserId, session_id: SessionId) -> Audience:
        """Return the gateway sessions that hang on one sign-in."""
        return tuple(one for one in self.of_user(user_id) if one.actor.session_id == session_id)

    def add(self, session: Session) -> Session | None:
        """Register a session; return the oldest of the same user when there are too many now."""
        self._sessions[session.id] = session
        own = self._by_user.setdefault(session.actor.user_id, set())
        own.add(session)
        if session.actor.is_bot:
            self.bots.add(session)
        SOCKETS.set(len(self._sessions))
        if len(own) <= self._settings.sessions_per_user:
            return None
        return next(one for one in self._sessions.values() if one.actor.user_id == session.actor.user_id)

    def remove(self, session: Session) -> None:
        self._sessions.pop(session.id, None)
        own = self._by_user.get(session.actor.user_id)
        if own is not None:
            own.discard(session)
            if not own:
                del self._by_user[session.actor.user_id]
        for server_id in list(session.servers):
            self.leave(session, server_id)
        self.bots.discard(session)
        SOCKETS.set(len(self._sessions))
        self.on_removed(session)

    def end(self, session: Session, code: int, reason: str) -> None:
        """Close a session for good: it cannot be resumed."""
        self.flush()
        self.remove(session)
        if session.outlet is not None:
            session.outlet.connection.close(code, reason)
            session.detach(self._now())

    def enter(self, session: Session, server_id: ServerId) -> bool:
        """Let a session hear of a server, if it is on the session's shard."""
        if not is_on_shard(server_id, session.shard):
            return False
        room = self._rooms.setdefault(server_id, _Room())
        room.sessions.add(session)
        room.audiences.clear()
        session.servers.add(server_id)
        return True

    def leave(self, session: Session, server_id: ServerId) -> None:
        session.servers.discard(server_id)
        room = self._rooms.get(server_id)
        if room is not None:
            room.sessions.discard(session)
            room.audiences.clear()
            if not room.sessions:
                del self._rooms[server_id]

    # -- audiences ----------------------------------------------------------------------------

    def forget_audiences(self, server_id: ServerId) -> None:
        """Work out anew who sees what in a server: somebody's rights may have changed."""
        if room := self._rooms.get(server_id):
            room.audiences.clear()

    def members_of(self, server_id: ServerId, intent: int) -> Audience:
        """Return the sessions in a server that asked for an intent; people ask for all."""
        room = self._rooms.get(server_id)
        return tuple(one for one in room.sessions if one.intents & intent) if room else ()

    def everyone_in(self, server_id: ServerId) -> Audience:
        room = self._rooms.get(server_id)
        return tuple(room.sessions) if room else ()

    def seen(self, server_id: ServerId) -> Seen | None:
        """Return who saw what when the server's sessions were last told."""
        room = self._rooms.get(server_id)
        return room.seen if room else None

    def see(self, server_id: ServerId, seen: Seen) -> None:
        if room := self._rooms.get(server_id):
            room.seen = seen

    def is_heard(self, server_id: ServerId) -> bool:
        return server_id in self._rooms

    def viewers_of(
        self,
        server_id: ServerId,
        channel: channels.ChannelView | ChannelId,
        wanted: int,
        *,
        unwanted: int = 0,
    ) -> Audience | None:
        """Return the sessions that see a channel and asked for all `wanted` intents, and not `unwanted` ones.

        `None` when the server or the channel is not in memory: load them, then ask again.
        """
        room = self._rooms.get(server_id)
        if room is None:
            return ()
        channel_id = channel if isinstance(channel, int) else channel.id
        known = room.audiences.get((channel_id, wanted, unwanted))
        # The snapshot must be current: a stale audience would show a message to who just left.
        snapshot = self._servers.cached_snapshot(server_id)
        if known is not None and snapshot is not None:
            return known
        current = self._channels.cached(channel_id)
        view = current or (None if isinstance(channel, int) else channel)
        if snapshot is None or view is None:
            return None
        audience = tuple(
            one
            for one in room.sessions
            if one.intents & wanted == wanted
            and not one.intents & unwanted
            and _sees(snapshot, view, one.actor.user_id)
        )
        # A channel that was handed in may be older than its last change: good for this once.
        if current is not None:
            room.audiences[channel_id, wanted, unwanted] = audience
        return audience

    async def load(self, server_id: ServerId, channel_id: ChannelId) -> bool:
        """Bring what `viewers_of` needs into memory; false when it no longer exists."""
        if await self._servers.snapshot(server_id) is None:
            return False
        return await self._channels.find(channel_id) is not None

    async def find_viewers(self, channel: channels.ChannelView, wanted: int) -> Audience:
        """Return the sessions that see a channel, waiting for what must be loaded first."""
        while (audience := self.viewers_of(channel.server_id, channel, wanted)) is None:
            if await self._servers.snapshot(channel.server_id) is None:
                return ()
        return audience

    # -- pushing ------------------------------------------------------------------------------

    def push(self, audience: Sequence[Session], tail: bytes) -> None:
        """Give one event to many: at once when quiet, merged with its followers while busy."""
        PUSHES.inc(len(audience))
        if self._flush_timer is None and self._now() >= self._next_flush:
            self._push_at_once(audience, tail)
            return
        if self._queue and self._queue[-1][0] is audience:
            self._queue[-1][1].append(tail)
        else:
            self._queue.append((audience, [tail]))
        if len(self._queue[-1][1]) >= self._settings.ring_events:
            # More would not fit into a ring at once.
            self.flush()
        elif self._flush_timer is None:
            wait = max(0.0, self._next_flush - self._now())
            self._flush_timer = asyncio.get_running_loop().call_later(wait, self.flush)

    def _push_at_once(self, audience: Sequence[Session], tail: bytes) -> None:
        """Write one event without queueing it: one frame, one write each.

        Every step of this loop is paid a thousand times for each message.
        """
        started = self._now()
        frames_of = frames.Prepared((tail,)).frames
        for session in audience:
            connection = session.plain
            if connection is None:
                session.push((tail,))
                session.flush()
                continue
            session.seq = session.written = seq = session.seq + 1
            ring = session.ring
            ring.append(tail)
            if len(ring) > session.ring_room:
                session.trim()
            connection.send_prepared(frames_of(seq))
        self._rest(since=started)

    def tell(self, audience: Sequence[Session], event: str, data: object) -> None:
        """Encode an event and push it."""
        if audience:
            self.push(audience, frames.tail_of(event, data))

    def flush(self) -> None:
        """Write what waits, then rest."""
        if self._flush_timer is not None:
            self._flush_timer.cancel()
            self._flush_timer = None
        started = self._now()
        queue, self._queue = self._queue, []
        if len(queue) == 1:
            _write_to_all(*queue[0])
        else:
            _write_to_each(queue)
        self._rest(since=started)

    def _rest(self, *, since: float) -> None:
        """Write nothing for three times as long as the last writing took, `merge_ms` at most.

        Who is quiet never waits. Under load a quarter of the time goes to writing, the rest to what is
        to be written: the longer a flush takes, the more events share the next.
        """
        ended = self._now()
        self._next_flush = ended + min(self._settings.merge_ms / 1000, _REST * (ended - since))


def _write_to_all(audience: Sequence[Session], tails: Sequence[bytes]) -> None:
    """Write the same events to everybody, in one write each: the way of one busy channel."""
    frames_of = frames.Prepared(tails).frames
    for session in audience:
        connection, first = session.plain, session.seq + 1
        session.push(tails)
        if connection is None:
            session.flush()
            continue
        session.written = session.seq
        connection.send_prepared(frames_of(first))


def _write_to_each(queue: Sequence[tuple[Sequence[Session], Sequence[bytes]]]) -> None:
    """Write to everybody what they hear of several channels, in one write each."""
    heard: dict[Session, None] = {}
    for audience, tails in queue:
        for session in audience:
            session.push(tails)
            heard[session] = None
    alike: list[frames.Tail] = []
    prepared = frames.Prepared(alike)
    for session in heard:
        connection, first = session.plain, session.written + 1
        if connection is None:
            session.flush()
            continue
        waiting = session.take_waiting()
        # Who hears the same has the same waiting, and stands beside the other.
        if waiting != alike:
            alike = waiting
            prepared = frames.Prepared(alike)
        connection.send_prepared(prepared.frames(first))


def _sees(snapshot: servers.Snapshot, channel: channels.ChannelView, user_id: UserId) -> bool:
    base = snapshot.permissions_of(user_id)
    if base is None:
        return False
    allowed = channel_permissions(
        base,
        user_id=user_id,
        default_role_id=snapshot.server.id,
        role_ids=snapshot.members[user_id],
        overrides=channel.overrides,
    )
    return bool(channel.left_of(allowed, user_id) & Permission.VIEW_CHANNEL)


def _nobody(session: Session) -> None:
    del session
