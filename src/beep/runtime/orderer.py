"""Delivers each stream's facts once and in order, whatever way and order they arrive in.

A process hears of a fact from its own commit, from the bus, and from the sweep. The first time
it meets a stream it asks the log where that stream stood when the process started.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from beep.runtime.outbox import Recorded
from beep.runtime.tasks import BackgroundTasks

_log = logging.getLogger("beep.runtime.orderer")
# A neighbour's commit is usually a moment behind; only then is the log asked.
_PATIENCE_S = 0.02


@dataclass(slots=True)
class _Stream:
    last: int | None = None
    waiting: dict[int, Recorded] = field(default_factory=dict[int, Recorded])
    filling: bool = False


class Orderer:
    """Takes facts in any order (`offer`) and hands them on in stream order (`deliver`).

    `baseline(stream)` returns the last place committed before this process started;
    `fetch(stream, after, before)` reads the places between from the log.
    """

    def __init__(
        self,
        deliver: Callable[[Recorded], None],
        *,
        baseline: Callable[[int], Awaitable[int | None]],
        fetch: Callable[[int, int, int], Awaitable[Sequence[Recorded]]],
        tasks: BackgroundTasks,
    ) -> None:
        self._deliver = deliver
        self._baseline = baseline
        self._fetch = fetch
        self._tasks = tasks
        self._streams: dict[int, _Stream] = {}
        self.on_hole: Callable[[int], None] = lambda _stream: None

    def place(self, stream: int) -> int | None:
        """Return how far a stream was delivered here; `None` before this process has met it."""
        known = self._streams.get(stream)
        return None if known is None else known.last

    async def reach(self, stream: int, place: int = 0) -> int:
        """Deliver a stream up to `place`, from the log if need be, and return where it is delivered to."""
        known = self._streams.setdefault(stream, _Stream())
        if known.last is None:
            baseline = await self._baseline(stream)
            known.last = baseline if known.last is None else known.last
            self._drain(stream, known)
        last = known.last or 0
        if last < place:
            for found in await self._fetch(stream, last, place + 1):
                known.waiting.setdefault(found.seq, found)
            self._drain(stream, known)
            if (known.last or 0) < place:
                self._skip_to(place, stream, known)
        return known.last or 0

    def offer(self, recorded: Recorded) -> None:
        """Take one fact; facts already delivered are ignored."""
        stream = self._streams.get(recorded.stream)
        if stream is None:
            stream = self._streams[recorded.stream] = _Stream()
            if recorded.seq == 1:
                stream.last = 0
        if stream.last is not None and recorded.seq <= stream.last:
            return
        known = stream.waiting.get(recorded.seq)
        if known is None or known.view is None:
            stream.waiting[recorded.seq] = recorded
        self._drain(recorded.stream, stream)

    def _drain(self, number: int, stream: _Stream) -> None:
        self._hand_on(stream)
        if stream.waiting and not stream.filling:
            stream.filling = True
            self._tasks.spawn(self._fill(number, stream), name=f"orderer.fill {number}")

    def _hand_on(self, stream: _Stream) -> None:
        """Deliver what is next, and forget what was delivered before."""
        while stream.last is not None and stream.waiting:
            ready = stream.waiting.pop(stream.last + 1, None)
            if ready is None:
                stream.waiting = {seq: one for seq, one in stream.waiting.items() if seq > stream.last}
                return
            stream.last = ready.seq
            self._deliver(ready)

    async def _fill(self, number: int, stream: _Stream) -> None:
        """Ask the log until nothing waits; while the database is away, facts wait too."""
        try:
            while stream.waiting:
                try:
                    await self._ask_log(number, stream)
                except (OSError, TimeoutError, SQLAlchemyError, psycopg.Error) as error:
                    _log.warning("the log cannot be read, trying again", extra={"reason": str(error)})
                    await asyncio.sleep(_PATIENCE_S * 10)
                self._hand_on(stream)
        finally:
            stream.filling = False

    async def _ask_log(self, number: int, stream: _Stream) -> None:
        if stream.last is None:
            place = await self._baseline(number)
            stream.last = min(stream.waiting) - 1 if place is None else place
            return
        await asyncio.sleep(_PATIENCE_S)
        self._hand_on(stream)
        if not stream.waiting:
            return
        after, before = stream.last, min(stream.waiting)
        for found in await self._fetch(number, after, before):
            stream.waiting.setdefault(found.seq, found)
        self._hand_on(stream)
        if stream.waiting and stream.last == after:
            self._skip_to(min(stream.waiting) - 1, number, stream)

    def _skip_to(self, place: int, number: int, stream: _Stream) -> None:
        """Go on after facts that were trimmed before we could read them: no silent hole."""
        _log.error("facts are missing from the log", extra={"stream": number, "after": stream.last})
        stream.last = place
        self.on_hole(number)
        self._hand_on(stream)
