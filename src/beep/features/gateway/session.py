"""One gateway session: what it may see, its sequence, its ring of events, its connection if any.

An event is encoded once for everybody; a session only puts its own sequence in front.
"""

from collections.abc import Sequence

from beep.features.gateway.frames import Tail, payload_of
from beep.features.gateway.outlet import Outlet
from beep.kit.actor import Actor
from beep.kit.ids import ServerId
from beep.runtime.sockets import Connection


class Session:
    """A session outlives its connection: events go on into the ring until it is resumed or expires.

    `held` are events that wait until READY and what follows it are out. `is_behind` marks a reader
    too slow for its connection: nothing is written until it has caught up. What is in the ring beyond
    `written` waits to be flushed. `plain` is the connection whenever events may be written to it as
    they are: who pushes to thousands asks for no more.
    """

    __slots__ = (
        "actor",
        "held",
        "id",
        "intents",
        "is_behind",
        "lost_at",
        "outlet",
        "plain",
        "ring",
        "ring_limit",
        "ring_room",
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
        # A list, as an empty one is a tenth of an empty deque, and most are empty.
        self.ring: list[Tail] = []
        self.ring_limit = ring_limit
        # Trimmed an eighth at a time: to forget the oldest moves all others.
        self.ring_room = ring_limit + (ring_limit >> 3)
        self.held: list[bytes] | None = []
        self.outlet: Outlet | None = None
        self.plain: Connection | None = None
        self.lost_at: float | None = None
        self.is_behind = False

    def attach(self, outlet: Outlet) -> None:
        """Write to `outlet` from now on."""
        self.outlet = outlet
        self.is_behind = False
        self.lost_at = None
        self._choose()

    def detach(self, now: float) -> None:
        self.outlet = self.plain = None
        self.lost_at = now

    def _choose(self) -> None:
        outlet, is_ready = self.outlet, self.held is None and not self.is_behind
        self.plain = outlet.connection if outlet and is_ready and not outlet.is_compressed else None

    def push(self, tails: Sequence[bytes]) -> None:
        """Take events, at most as many as the ring holds; they wait until `flush`."""
        if self.held is not None:
            self.held += tails
        else:
            self._append(tails)

    def _append(self, tails: Sequence[Tail]) -> None:
        if self.seq - self.written + len(tails) > self.ring_limit:
            # The ring would lose what was never written.
            self.flush()
        self.seq += len(tails)
        self.ring += tails
        if len(self.ring) > self.ring_room:
            self.trim()

    def trim(self) -> None:
        """Forget events beyond the ring's limit."""
        del self.ring[: len(self.ring) - self.ring_limit]

    def confirm(self, seq: int) -> None:
        """Forget events the client says it has: it will not resume from before them."""
        del self.ring[: max(0, min(seq, self.written) - self._ring_starts)]

    def push_now(self, tail: Tail) -> None:
        """Take one event past those held back: READY and the servers that follow it."""
        self._append((tail,))
        self.flush()

    def release(self) -> None:
        """Let held events follow."""
        waiting, self.held = self.held or [], None
        self._choose()
        for tail in waiting:
            self._append((tail,))
        self.flush()

    def take_waiting(self) -> list[Tail]:
        """Return what waits to be flushed, which is written from now on."""
        waiting = self.ring[len(self.ring) - (self.seq - self.written) :]
        self.written = self.seq
        return waiting

    def flush(self) -> None:
        """Write everything that waits in one go."""
        if self.outlet is not None and not self.is_behind and self.seq > self.written:
            first = self.written + 1
            waiting = self.take_waiting()
            self.outlet.send([payload_of(seq, tail) for seq, tail in enumerate(waiting, first)])

    def say(self, payload: bytes) -> None:
        """Send something that is no event, after the events that wait."""
        if self.outlet is not None:
            self.flush()
            self.outlet.send([payload])

    def fall_behind(self) -> None:
        """Write nothing more until `catch_up`; events go on into the ring."""
        self.is_behind = True
        self._choose()

    def catch_up(self) -> bool:
        """Write what was missed while behind; false when the ring no longer holds it all."""
        self.is_behind = False
        self._choose()
        if not self.has_since(self.written):
            self.written = self.seq
            return False
        self.flush()
        return True

    @property
    def _ring_starts(self) -> int:
        """The sequence of the event before the ring's first."""
        return self.seq - len(self.ring)

    def has_since(self, seq: int) -> bool:
        """Tell whether every event after `seq` is still in the ring."""
        return self.seq - min(len(self.ring), self.ring_limit) <= seq <= self.seq

    def replay(self, seq: int) -> None:
        """Write again every event after `seq`; ask `has_since` first."""
        self.written = seq
        self.flush()
