"""One connection: reads what a client sends, answers, and hands it to a session or takes it away."""

import logging
import secrets
from collections.abc import Coroutine
from typing import Any

import msgspec
from msgspec import UnsetType

from beep.features.gateway import closing, frames, intents
from beep.features.gateway.faces import Authenticate, Faces
from beep.features.gateway.hub import Hub
from beep.features.gateway.in_order import Lost
from beep.features.gateway.member_requests import MemberRequests
from beep.features.gateway.opening import Opening
from beep.features.gateway.outlet import Outlet
from beep.features.gateway.presence_pushes import PresencePushes
from beep.features.gateway.schemas import ClientFrame, Identify, Look, RequestMembers, Resume, status_in
from beep.features.gateway.session import Session
from beep.features.gateway.settings import GatewaySettings
from beep.kit.actor import Actor
from beep.kit.errors import Invalid, Unauthenticated
from beep.kit.ids import ServerId
from beep.runtime.clock import Clock
from beep.runtime.http.errors import as_refusal
from beep.runtime.http.wire import build
from beep.runtime.metrics import RESYNCS
from beep.runtime.sockets import Connection
from beep.runtime.tasks import BackgroundTasks

_log = logging.getLogger("beep.gateway")
_MINUTE_S = 60.0
_HEARTBEAT, _IDENTIFY, _RESUME, _MEMBERS = 1, 2, 6, 8
_PRESENCE, _LOOK = 3, 40
# Voice state, soundboard: taken, not needed yet.
_IGNORED = frozenset({4, 31})


class Lobby:
    """What all connections of this process share."""

    def __init__(
        self,
        faces: Faces,
        hub: Hub,
        opening: Opening,
        settings: GatewaySettings,
        authenticate: Authenticate,
        presence: PresencePushes,
    ) -> None:
        self.hub = hub
        self.opening = opening
        self.settings = settings
        self.authenticate = authenticate
        self.presence = presence
        self.member_requests = MemberRequests(faces, hub, opening)
        self.handlers: set[ConnectionHandler] = set()

    def tell_lost(self, lost: Lost) -> None:
        """Say openly that events are missing (RT-04).

        People fetch again. Bots, and whoever may be in other servers by now, identify once more.
        """
        RESYNCS.inc(len(lost))
        over: set[Session] = set()
        for session, must_start_anew in lost.items():
            if must_start_anew or session.actor.is_bot:
                over.add(session)
                self.hub.remove(session)
                session.say(frames.invalid_session(may_resume=False))
            else:
                session.push((frames.tail_of("BEEP_RESYNC", {"channel_id": None}),))
                session.flush()
        for handler in [one for one in self.handlers if one.session in over]:
            handler.start_anew()


class ConnectionHandler:
    """Implements `sockets.Handler` for one client."""

    __slots__ = (
        "_compresses",
        "_frames",
        "_is_entering",
        "_lobby",
        "_now",
        "_outlet",
        "_tasks",
        "_window_ends",
        "behind_since",
        "heard_at",
        "nameless_since",
        "session",
    )

    def __init__(self, lobby: Lobby, clock: Clock, tasks: BackgroundTasks, *, compresses: bool) -> None:
        self._lobby = lobby
        self._now = clock.monotonic
        self._tasks = tasks
        self._compresses = compresses
        self._outlet: Outlet | None = None
        self._is_entering = False
        self._window_ends = 0.0
        self._frames = 0
        self.session: Session | None = None
        self.heard_at = self.nameless_since = self._now()
        self.behind_since: float | None = None

    # -- sockets.Handler ----------------------------------------------------------------------

    def opened(self, connection: Connection) -> None:
        self._outlet = Outlet(connection, compresses=self._compresses)
        self._lobby.handlers.add(self)
        self._outlet.send([frames.hello(self._lobby.settings.heartbeat_interval_ms)])

    def received(self, data: str | bytes) -> None:
        self.heard_at = self._now()
        if self._is_too_fast():
            self.close(closing.RATE_LIMITED, "too many frames")
            return
        try:
            frame = msgspec.json.decode(data, type=ClientFrame)
        except (msgspec.DecodeError, RecursionError):
            self.close(closing.DECODE_ERROR, "not a gateway payload")
            return
        try:
            self._handle(frame)
        except Invalid as error:
            self.close(closing.DECODE_ERROR, error.errors[0].message if error.errors else error.message)

    def overflowed(self) -> None:
        self.behind_since = self._now()
        if self.session is not None:
            self.session.fall_behind()

    def drained(self) -> None:
        """Go on where the reader stopped; when that is no longer known, say so openly (RT-04)."""
        self.behind_since = None
        session = self.session
        if session is None or session.catch_up():
            return
        self._lobby.tell_lost({session: False})

    def start_anew(self) -> None:
        """Wait for the client to identify once more: its session is no more."""
        if self.session is not None:
            self.session.detach(self._now())
        self.session = None
        self.nameless_since = self._now()

    def closed(self, code: int, reason: str) -> None:
        del code, reason
        self._lobby.handlers.discard(self)
        session = self.session
        if session is not None and session.outlet is self._outlet:
            session.detach(self._now())
            self._lobby.presence.statuses.lost(session)
        self._outlet = None

    # -- operations ---------------------------------------------------------------------------

    def close(self, code: int, reason: str) -> None:
        if self._outlet is not None:
            self._outlet.connection.close(code, reason)

    def abort(self) -> None:
        """Drop the connection; its session stays to be resumed."""
        if self._outlet is not None:
            self._outlet.connection.abort()

    def send_away(self) -> None:
        """Ask the client to come back and resume, elsewhere or here, and close."""
        self._say(frames.RECONNECT)
        self.close(closing.RESTARTING, "Beep restarts")

    def _handle(self, frame: ClientFrame) -> None:
        if frame.op == _HEARTBEAT:
            if self.session is not None and type(frame.d) is int:
                self.session.confirm(frame.d)
            self._say(frames.HEARTBEAT_ACK)
        elif frame.op == _IDENTIFY:
            self._enter(self._identify(build(frame.d, Identify, strict=True)))
        elif frame.op == _RESUME:
            self._enter(self._resume(build(frame.d, Resume, strict=True)))
        elif self.session is None:
            self.close(closing.NOT_AUTHENTICATED, "identify first")
        elif frame.op == _MEMBERS:
            request = build(frame.d, RequestMembers, strict=True)
            self._run(self._lobby.member_requests.answer(self.session, request))
        elif frame.op == _PRESENCE:
            self._lobby.presence.statuses.show(self.session, status_in(frame.d) or "online")
        elif frame.op == _LOOK and not self.session.actor.is_bot:
            self._look(self.session, build(frame.d, Look, strict=True))
        elif frame.op not in _IGNORED:
            self.close(closing.UNKNOWN_OPCODE, f"unknown op {frame.op}")

    def _look(self, session: Session, asked: Look) -> None:
        server_id = None if asked.guild_id is None else ServerId(int(asked.guild_id))
        presence = self._lobby.presence
        presence.look(session, server_id)
        if asked.friends:
            self._run(presence.of_friends.look(session))
        else:
            presence.of_friends.look_away(session)

    def _enter(self, entering: Coroutine[Any, Any, None]) -> None:
        if self.session is not None or self._is_entering:
            entering.close()
            self.close(closing.ALREADY_AUTHENTICATED, "already identified")
            return
        self._is_entering = True
        self._run(entering)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.spawn(self._answered(work), name="gateway.answer")

    async def _answered(self, work: Coroutine[Any, Any, None]) -> None:
        """Run what a client asked for; a refusal closes with its reason, a fault with 4000."""
        try:
            await work
        except Unauthenticated:
            self.close(closing.AUTHENTICATION_FAILED, "the token is not valid")
        except Invalid as error:
            self.close(closing.DECODE_ERROR, error.errors[0].message if error.errors else error.message)
        except Exception as error:  # noqa: BLE001 - the last line before the wire
            refusal = as_refusal(error)
            if refusal is None:
                _log.exception("a gateway request failed")
            self.close(closing.UNKNOWN_ERROR, refusal.message if refusal else "something broke on our side")
        finally:
            self._is_entering = False

    async def _identify(self, asked: Identify) -> None:
        actor = await self._lobby.authenticate(asked.token)
        wanted = self._intents(actor, asked)
        shard = None if isinstance(asked.shard, UnsetType) else asked.shard
        status = status_in(asked.presence)
        if wanted is None:
            return
        if shard is not None and not 0 <= shard[0] < shard[1] <= 1000:
            self.close(closing.INVALID_SHARD, "invalid shard")
            return
        if self._outlet is None:
            return
        hub = self._lobby.hub
        session = Session(
            secrets.token_hex(16), actor, wanted, shard, ring_limit=self._lobby.settings.ring_events
        )
        session.attach(self._outlet)
        self.session = session
        oldest = hub.add(session)
        if oldest is not None and oldest is not session:
            hub.end(oldest, closing.SESSION_TIMED_OUT, "too many sessions")
        await self._check_still_valid(session, asked.token)
        await self._lobby.presence.statuses.arrive(session, status)
        await self._lobby.opening.begin(session, large_threshold=max(50, min(asked.large_threshold, 250)))

    async def _check_still_valid(self, session: Session, token: str) -> None:
        """Ask again, now that the end of a sign-in finds the session: it may have come in between (S-02)."""
        try:
            session.actor = await self._lobby.authenticate(token)
        except Unauthenticated:
            self._lobby.hub.remove(session)
            raise

    def _intents(self, actor: Actor, asked: Identify) -> int | None:
        """Return the intents in force; people need not ask, bots must. `None` when refused and closed."""
        if not actor.is_bot:
            return intents.ALL
        wanted = asked.intents
        if not isinstance(wanted, int) or not intents.is_valid(wanted):
            self.close(closing.INVALID_INTENTS, "invalid intents")
            return None
        if wanted & intents.PRIVILEGED and not self._lobby.settings.privileged_intents:
            self.close(closing.DISALLOWED_INTENTS, "privileged intents are switched off here")
            return None
        return wanted

    async def _resume(self, asked: Resume) -> None:
        """Go on with a session, or ask for a new one; reconnecting is no activity (AMB-9)."""
        actor = await self._lobby.authenticate(asked.token)
        session = self._lobby.hub.find(asked.session_id)
        # Of the same sign-in too: whoever resumed with another would outlive its end (S-02).
        is_known = session is not None and _is_same(session.actor, actor)
        if self._outlet is None:
            return
        if session is None or not is_known or session.held is not None or not session.has_since(asked.seq):
            self._say(frames.invalid_session(may_resume=False))
            return
        if session.outlet is not None:
            session.outlet.connection.close(closing.UNKNOWN_ERROR, "resumed elsewhere")
        session.actor = actor
        session.attach(self._outlet)
        self.session = session
        session.replay(asked.seq)
        session.push_now(frames.tail_of("RESUMED", {"_trace": []}))
        self._lobby.presence.statuses.back(session)
        self._lobby.presence.look_again(session)

    def _say(self, payload: bytes) -> None:
        if self.session is not None and self.session.outlet is self._outlet:
            self.session.say(payload)
        elif self._outlet is not None:
            self._outlet.send([payload])

    def _is_too_fast(self) -> bool:
        if self.heard_at >= self._window_ends:
            self._window_ends = self.heard_at + _MINUTE_S
            self._frames = 0
        self._frames += 1
        return self._frames > self._lobby.settings.frames_per_minute


def _is_same(one: Actor, other: Actor) -> bool:
    return (one.user_id, one.session_id) == (other.user_id, other.session_id)
