"""Stores messages in batches: whatever arrives during one commit shares the next.

A lone sender waits for nobody; a crowd shares one fsync. A channel's messages all pass one lane, which
remembers where the channel stands, so a batch is usually one statement that checks what it expects.
What turns out otherwise (another process wrote, a nonce comes again) is stored under the streams' locks.
Nobody is answered before the commit.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from beep.features.messaging import batches
from beep.features.messaging.batches import Answer, Head
from beep.features.messaging.contract import MessageView
from beep.features.messaging.drafts import Draft
from beep.features.messaging.errors import TooBusy
from beep.features.messaging.facts import MessageSent
from beep.features.messaging.settings import MessagingSettings
from beep.kit.errors import Unavailable
from beep.kit.ids import ChannelId, Snowflakes
from beep.runtime import outbox
from beep.runtime.database import Database, as_unavailable
from beep.runtime.outbox import Recorded
from beep.runtime.tasks import BackgroundTasks

_log = logging.getLogger("beep.messaging")
# How long a stop waits for the commits under way.
_STOP_S = 1.0
# Channels whose head is remembered; a forgotten one costs its next message two round trips.
_HEADS = 20_000


@dataclass(slots=True)
class _Waiting:
    draft: Draft
    stored: "asyncio.Future[MessageView]"
    trace: str | None


class _Lane:
    """What waits for one of the writers."""

    def __init__(self) -> None:
        self.queue: deque[_Waiting] = deque()
        self.is_closing = False
        self._arrived = asyncio.Event()

    def put(self, waiting: _Waiting) -> None:
        self.queue.append(waiting)
        self._arrived.set()

    def close(self) -> None:
        """Let whoever takes end once nothing waits."""
        self.is_closing = True
        self._arrived.set()

    async def take(self, most: int) -> list[_Waiting]:
        await self._arrived.wait()
        batch = [self.queue.popleft() for _ in range(min(len(self.queue), most))]
        if not self.queue and not self.is_closing:
            self._arrived.clear()
        return batch


class Writer:
    """Takes drafts one by one, stores them together, answers each when its own is committed."""

    def __init__(self, database: Database, ids: Snowflakes, settings: MessagingSettings) -> None:
        self._database = database
        self._ids = ids
        self._settings = settings
        self._pool = database.driver_pool(size=settings.writers, by_key=True)
        self._lanes = [_Lane() for _ in range(settings.writers)]
        self._heads: dict[ChannelId, Head] = {}
        self._tasks = BackgroundTasks()
        self._writing: list[asyncio.Task[None]] = []
        self._is_stopping = False

    async def start(self) -> None:
        await self._pool.open()
        for number, lane in enumerate(self._lanes):
            writing = self._tasks.spawn(self._write_forever(lane), name=f"messaging.writer {number}")
            self._writing.append(writing)

    async def stop(self) -> None:
        """Store what was taken, for a second at most; refuse the rest, of which nothing was acknowledged."""
        self._is_stopping = True
        for lane in self._lanes:
            lane.close()
        if self._writing:
            await asyncio.wait(self._writing, timeout=_STOP_S)
        await self._tasks.close()
        for lane in self._lanes:
            _fail(lane.queue, _stopping())
        await self._pool.close()

    @property
    def waiting(self) -> int:
        """Return how many messages no writer has taken yet."""
        return sum(len(lane.queue) for lane in self._lanes)

    def has_posted(self, channel_id: ChannelId) -> bool:
        """Tell whether a channel is known to have had a message; one that is not known may have had some."""
        head = self._heads.get(channel_id)
        return head is not None and head.newest > 0

    async def store(self, draft: Draft) -> MessageView:
        """Return the message once it is committed, or the first one with the same nonce.

        Raises `TooBusy` when too many wait, `ChannelGone` when the channel was deleted meanwhile, and
        `Moved` when its server is no longer where the draft says: whether it may be posted is open again.
        """
        if self._is_stopping:
            raise _stopping()
        if self.waiting >= self._settings.waiting:
            raise TooBusy
        waiting = _Waiting(draft, asyncio.get_running_loop().create_future(), self._database.trace())
        # An id's milliseconds spread channels over the lanes; its low bits are nearly always the same.
        self._lanes[(draft.channel_id >> 22) % len(self._lanes)].put(waiting)
        return await waiting.stored

    def hear(self, recorded: Recorded) -> None:
        """Take a fact of a channel: edits, erasures and other processes move its head too."""
        channel_id = ChannelId(recorded.stream)
        head = self._heads.get(channel_id)
        if head is not None and recorded.seq > head.place:
            fact = recorded.fact
            newest = max(head.newest, fact.message_id) if isinstance(fact, MessageSent) else head.newest
            self._heads[channel_id] = Head(recorded.seq, newest)

    async def _write_forever(self, lane: _Lane) -> None:
        while lane.queue or not lane.is_closing:
            await self._write(await lane.take(self._settings.batch))

    async def _write(self, taken: Sequence[_Waiting]) -> None:
        # Whoever gave up waiting is not stored: it was never acknowledged.
        batch = [one for one in taken if not one.stored.done()]
        if not batch:
            return
        try:
            await self._commit(batch)
        except asyncio.CancelledError:
            _fail(batch, _stopping())
            raise
        except Exception as error:  # noqa: BLE001 - reported, and answered as a fault
            if away := as_unavailable(error):
                reason = {"reason": str(error), "count": len(batch)}
                _log.warning("messages could not be stored", extra=reason)
                _fail(batch, away)
                return
            if len(batch) == 1:
                _log.exception("a message cannot be stored")
                _fail(batch, error)
                return
            # One bad row must not take its neighbours down with it.
            for one in batch:
                await self._write([one])

    async def _commit(self, batch: Sequence[_Waiting]) -> None:
        expected = [one for one in batch if one.draft.channel_id in self._heads]
        others = [one for one in batch if one.draft.channel_id not in self._heads]
        async with self._pool.connection() as connection:
            if expected:
                others += await self._store_as_expected(connection, expected)
            if others:
                await self._store_under_lock(connection, others)

    async def _store_as_expected(
        self, connection: outbox.Connection, batch: Sequence[_Waiting]
    ) -> list[_Waiting]:
        """Store what stands where it is expected, in one statement; return the rest."""
        ground = batches.expected((one.draft for one in batch), self._heads)
        answers, recorded = batches.place(((one.draft, one.trace) for one in batch), ground, self._ids)
        stored = await batches.store(connection, recorded, ground, durable=self._database.durable)
        heads = {channel_id: ground.heads[channel_id] for channel_id in stored}
        done = [pair for pair in zip(batch, answers, strict=True) if pair[0].draft.channel_id in stored]
        self._committed(heads, done, [one for one in recorded if one.stream in stored])
        return [one for one in batch if one.draft.channel_id not in stored]

    async def _store_under_lock(self, connection: outbox.Connection, batch: Sequence[_Waiting]) -> None:
        """Store a batch whatever happened to its channels."""
        async with _transaction(connection):
            ground = await batches.look(connection, [one.draft for one in batch])
            answers, recorded = batches.place(((one.draft, one.trace) for one in batch), ground, self._ids)
            if recorded:
                stored = await batches.store(connection, recorded, ground, durable=self._database.durable)
                if stored != {one.stream for one in recorded}:
                    raise RuntimeError("a channel moved although its stream was held")
        self._committed(ground.heads, list(zip(batch, answers, strict=True)), recorded)

    def _committed(
        self,
        heads: Mapping[ChannelId, Head],
        answers: Sequence[tuple[_Waiting, Answer]],
        recorded: Sequence[Recorded],
    ) -> None:
        """Remember, answer, tell: in one step of the event loop, so that readers see it before its sender.

        Answered first: whatever goes wrong in telling, what is committed is never stored again.
        """
        for channel_id, head in heads.items():
            self._heads.pop(channel_id, None)
            self._heads[channel_id] = head
        while len(self._heads) > _HEADS:
            del self._heads[next(iter(self._heads))]
        for waiting, answer in answers:
            _answer(waiting, answer)
        if recorded:
            self._database.on_commit(recorded)


@asynccontextmanager
async def _transaction(connection: outbox.Connection) -> AsyncGenerator[None]:
    """One transaction in which statements are sent without waiting for each other's answers."""
    try:
        # `transaction()` would wait for an answer of its own on the way in and on the way out.
        async with connection.pipeline():
            await connection.execute("BEGIN")
            yield
            await connection.execute("COMMIT")
    except BaseException:
        await connection.rollback()
        raise


def _answer(waiting: _Waiting, answer: MessageView | Exception) -> None:
    if waiting.stored.done():
        return
    if isinstance(answer, Exception):
        waiting.stored.set_exception(answer)
    else:
        waiting.stored.set_result(answer)


def _stopping() -> Unavailable:
    return Unavailable("Beep is stopping; send again in a moment.")


def _fail(batch: Iterable[_Waiting], error: Exception) -> None:
    for waiting in batch:
        _answer(waiting, error)
