"""The gateway of one process: accepts connections, keeps sessions alive or lets them go."""

import asyncio
import math
import random
from collections.abc import Collection
from urllib.parse import parse_qs, urlsplit

from beep.features.gateway import closing
from beep.features.gateway.connecting import ConnectionHandler, Lobby
from beep.features.gateway.hub import Hub
from beep.features.gateway.settings import GatewaySettings
from beep.kit.ids import UserId
from beep.runtime import security
from beep.runtime.feature import Runtime
from beep.runtime.sockets import Connection, Handler, Rejection, UpgradeRequest

_PATHS = frozenset({"/", "/gateway", "/gateway/"})
_VERSIONS = frozenset({"9", "10"})
_SWEEP_S = 2.0
# A client may miss one heartbeat and be late with the next.
_PATIENCE = 2.0
_IDENTIFY_S = 30.0
_BEHIND_S = 30.0
# Clients sent away together come back together: as many at most in a second.
_SENT_AWAY_PER_S = 250
_SEND_AWAY_EVERY_S = 0.02


class GatewayService:
    """Implements `sockets.Acceptor`."""

    def __init__(
        self, runtime: Runtime, settings: GatewaySettings, lobby: Lobby, hub: Hub, origins: frozenset[str]
    ) -> None:
        self._clock = runtime.clock
        self._tasks = runtime.tasks
        self._settings = settings
        self._lobby = lobby
        self._hub = hub
        self._origins = origins
        self._is_leaving = False

    def accept(self, request: UpgradeRequest) -> Handler | Rejection:
        """Take a connection at `/` or `/gateway`, from no browser page but our own (S-37)."""
        if request.path not in _PATHS:
            return Rejection(404, b'{"code":0,"message":"There is no gateway at this address."}')
        if not self._is_own_page(request):
            origin = request.headers.get("origin")
            security.tell("origin.refused", is_alarming=True, origin=origin, ip=request.client_ip)
            return Rejection(403, b'{"code":0,"message":"Pages of other sites may not connect."}')
        if self._is_leaving:
            return _busy(b"The gateway restarts.", after_s=1)
        if len(self._lobby.handlers) >= self._settings.max_sessions:
            return _busy(b"The gateway is full.", after_s=5)
        query = parse_qs(request.query)
        compresses = query.get("compress") == ["zlib-stream"]
        if query.get("encoding", ["json"]) != ["json"] or not _VERSIONS.issuperset(query.get("v", ["10"])):
            return _Refused(closing.INVALID_VERSION, "only v=9 and v=10 with encoding=json are spoken here")
        return ConnectionHandler(self._lobby, self._clock, self._tasks, compresses=compresses)

    def _is_own_page(self, request: UpgradeRequest) -> bool:
        origin = request.headers.get("origin")
        if origin is None:
            return True
        try:
            host = urlsplit(origin).netloc
        except ValueError:
            return False
        return origin in self._origins or (bool(host) and host == request.headers.get("host"))

    def count_present(self, user_ids: Collection[UserId]) -> int:
        """Fill `servers.Presences`."""
        return len(self._lobby.presence.statuses.among(user_ids))

    async def start(self) -> None:
        self._tasks.spawn(self._sweep_forever(), name="gateway.sweep")

    async def leave(self, within_s: float) -> None:
        """Send every client away in random order, spread over `within_s` at most; take no new one."""
        self._is_leaving = True
        staying = list(self._lobby.handlers)
        random.shuffle(staying)
        within_s = min(within_s, len(staying) / _SENT_AWAY_PER_S)
        total, now = len(staying), asyncio.get_running_loop().time
        started = now()
        while staying:
            elapsed = now() - started
            due = total if elapsed >= within_s else math.ceil(total * elapsed / within_s)
            for handler in [staying.pop() for _ in range(due - total + len(staying))]:
                handler.send_away()
            if staying:
                await asyncio.sleep(_SEND_AWAY_EVERY_S)

    async def _sweep_forever(self) -> None:
        now = asyncio.get_running_loop().time
        while True:
            slept_at = now()
            await asyncio.sleep(_SWEEP_S * random.uniform(0.9, 1.1))  # noqa: S311 - jitter
            # Who was stuck must first read the heartbeats that came meanwhile.
            if now() - slept_at < 1.5 * _SWEEP_S:
                self.sweep()

    def sweep(self) -> None:
        """Let go of silent connections, stalled readers and sessions nobody resumed."""
        now = self._clock.monotonic()
        silence = self._settings.heartbeat_interval_ms / 1000 * _PATIENCE
        for handler in list(self._lobby.handlers):
            # Heartbeats keep a session alive, not a connection that never becomes one.
            is_silent = (
                now - handler.heard_at > silence
                if handler.session
                else now - handler.nameless_since > _IDENTIFY_S
            )
            stalled = handler.behind_since is not None and now - handler.behind_since > _BEHIND_S
            if stalled:
                handler.abort()
            elif is_silent:
                handler.close(closing.SESSION_TIMED_OUT, "no heartbeat")
        for session in self._hub.all():
            if session.lost_at is not None and now - session.lost_at > self._settings.resume_s:
                self._hub.remove(session)


def _busy(message: bytes, *, after_s: int) -> Rejection:
    body = b'{"code":0,"message":"%s"}' % message
    return Rejection(503, body, headers=(("Retry-After", str(after_s)),))


class _Refused:
    """A handler that only says why it will not talk."""

    def __init__(self, code: int, reason: str) -> None:
        self._code = code
        self._reason = reason

    def opened(self, connection: Connection) -> None:
        connection.close(self._code, self._reason)

    def received(self, data: str | bytes) -> None: ...

    def overflowed(self) -> None: ...

    def drained(self) -> None: ...

    def closed(self, code: int, reason: str) -> None: ...
