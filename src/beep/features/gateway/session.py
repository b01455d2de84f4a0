"""One gateway session: what it may see, its sequence, its ring of events, its connection if any.

An event is encoded once for everybody; a session only puts its own sequence in front.
"""

from collections import deque

from beep.features.gateway.frames import Prepared, payload_of
from beep.features.gateway.outlet import Outlet
from beep.kit.actor import Actor
from beep.kit.ids import ServerId


class Session:
    """A session outlives its connection: events go on into the ring until it is resumed or expires.

    `held` are events that wait until READY and what follows it are out. `is_behind` marks a reader
    too slow for its connection: nothing is written until it has caught up.
    """

    __slots__ = (
        "_pending",
        "actor",
        "heard_at",
        "held",
        "id",
        "intents",
        "is_behind",
        "lost_at",
        "outlet",
        "ring",
        "seq",
        "servers",
        "shard",
        "written",
    )

    def __init__(
        self,
        session_id: str,
        actor: Actor,
        intents: int,
        shard: tuple[int, int] | None,
        *,
        ring_limit: int,
    ) -> None:
        self.id = session_id
        self.actor = actor
        self.intents = intents
        self.shard = shard
        self.servers: set[ServerId] = set()
        self.seq = 0
        # The last sequence handed to the connection.
        self.written = 0
        self.ring: deque[bytes] = deque(maxlen=ring_limit)
        self.held: list[bytes] | None = []
        self.outlet: Outlet | None = None
        self.heard_at = 0.0
        self.lost_at: float | None = None
        self.is_behind = False
        self._pending: list[bytes] = []

    def attach(self, outlet: Outlet, *, now: float) -> None:
        """Write to `outlet` from now on."""
        self.outlet = outlet
        self._pending = []
        self.is_behind = False
        self.lost_at = None
        self.heard_at = now

    def detach(self, now: float) -> None:
        self.outlet = None
        self._pending = []
        self.lost_at = now

    def push(self, tail: bytes) -> bool:
        """Take one event; return whether something now waits to be flushed."""
        if self.held is not None:
            self.held.append(tail)
            return False
        return self._append(tail)

    def push_at_once(self, tail: bytes, prepared: Prepared) -> None:
        """Take one event and write it in the same step; only while nothing is pending anywhere."""
        if self.held is not None:
            self.held.append(tail)
            return
        self.seq = seq = self.seq + 1
        self.ring.append(tail)
        outlet = self.outlet
        if outlet is None or self.is_behind:
            return
        self.written = seq
        if outlet.is_compressed:
            outlet.send([payload_of(seq, tail)])
        else:
            outlet.connection.send_prepared(prepared.frame(seq))

    def confirm(self, seq: int) -> None:
        """Forget events the client says it has: it will not resume from before them."""
        while self.ring and self.seq - len(self.ring) < min(seq, self.written):
            self.ring.popleft()

    def push_now(self, tail: bytes) -> None:
        """Take one event past those held back: READY and the servers that follow it."""
        self._append(tail)
        self.flush()

    def release(self) -> None:
        """Let held events follow."""
        waiting, self.held = self.held or [], None
        for tail in waiting:
            self._append(tail)
        self.flush()

    def _append(self, tail: bytes) -> bool:
        self.seq += 1
        self.ring.append(tail)
        if self.outlet is None or self.is_behind:
            return False
        self._pending.append(payload_of(self.seq, tail))
        return len(self._pending) == 1

    def flush(self) -> None:
        """Write everything pending in one go."""
        if self._pending and self.outlet is not None:
            pending, self._pending = self._pending, []
            self.written = self.seq
            self.outlet.send(pending)

    def say(self, payload: bytes) -> None:
        """Send something that is no event, after the events that are pending."""
        if self.outlet is not None:
            self.flush()
            self.outlet.send([payload])

    def fall_behind(self) -> None:
        """Write nothing more until `catch_up`; events go on into the ring, where those pending are too."""
        self.is_behind = True
        self._pending = []

    def catch_up(self) -> bool:
        """Write what was missed while behind; false when the ring no longer holds it all."""
        self.is_behind = False
        if not self.has_since(self.written):
            return False
        self.replay(self.written)
        return True

    def has_since(self, seq: int) -> bool:
        """Tell whether every event after `seq` is still in the ring."""
        return self.seq - len(self.ring) <= seq <= self.seq

    def replay(self, seq: int) -> None:
        """Write again every event after `seq`; ask `has_since` first."""
        start = len(self.ring) - (self.seq - seq)
        self._pending = [
            payload_of(seq + number, tail) for number, tail in enumerate(list(self.ring)[start:], start=1)
        ]
        self.flush()
