"""Stores messages in batches: whatever arrives during one commit shares the next.

A lone sender waits for nobody; a crowd shares one fsync. One transaction holds, for every channel
of the batch, the stream's lock, then checks nonces, takes ids and places, writes messages and
facts, and commits before anyone is answered.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from beep.features.messaging.contract import MessageView
from beep.features.messaging.drafts import Draft
from beep.features.messaging.errors import ChannelGone, TooBusy
from beep.features.messaging.facts import MessageSent
from beep.features.messaging.settings import MessagingSettings
from beep.kit.errors import Unavailable
from beep.kit.ids import ChannelId, MessageId, Snowflakes, created_at
from beep.runtime import outbox
from beep.runtime.database import Database, as_unavailable
from beep.runtime.outbox import Recorded
from beep.runtime.tasks import BackgroundTasks

_log = logging.getLogger("beep.messaging")
# How long a stop waits for the commits under way.
_STOP_S = 1.0

_KNOWN = """
SELECT m.author_id, m.channel_id, m.nonce, m.id, m.server_id, m.content, m.seq, m.reply_to,
       m.mention_ids, m.mention_role_ids, m.mentions_everyone, m.edited_at
FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS n(author_id, channel_id, nonce)
JOIN messaging.message m USING (author_id, channel_id, nonce)"""
_NEWEST = "SELECT channel_id, last_message_id, is_deleted FROM messaging.channel WHERE channel_id = ANY(%s)"
_INSERT = """
INSERT INTO messaging.message (id, channel_id, server_id, author_id, content, seq, nonce, reply_to,
                               mention_ids, mention_role_ids, mentions_everyone)
SELECT id, channel_id, server_id, author_id, content, seq, nonce, reply_to,
       mention_ids::bigint[], mention_role_ids::bigint[], mentions_everyone
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::text[],
            %s::bigint[], %s::text[], %s::text[], %s::boolean[])
AS m(id, channel_id, server_id, author_id, content, seq, nonce, reply_to,
     mention_ids, mention_role_ids, mentions_everyone)"""
_ADVANCE = """
INSERT INTO messaging.channel AS c (channel_id, last_message_id)
SELECT * FROM unnest(%s::bigint[], %s::bigint[])
ON CONFLICT (channel_id) DO UPDATE SET last_message_id = EXCLUDED.last_message_id"""

_Key = tuple[int, int, str]


@dataclass(slots=True)
class _Waiting:
    draft: Draft
    stored: "asyncio.Future[MessageView]"
    trace: str | None


@dataclass(slots=True)
class _Ground:
    """What a batch builds on, read under the streams' locks."""

    places: dict[int, int]
    newest: dict[int, int]
    gone: set[int]
    known: dict[_Key, MessageView]


class Writer:
    """Takes drafts one by one, stores them together, answers each when its own is committed."""

    def __init__(self, database: Database, ids: Snowflakes, settings: MessagingSettings) -> None:
        self._database = database
        self._ids = ids
        self._settings = settings
        self._pool = database.driver_pool(size=settings.writers)
        self._queue: deque[_Waiting] = deque()
        self._arrived = asyncio.Event()
        self._tasks = BackgroundTasks()
        self._writers: list[asyncio.Task[None]] = []
        self._is_stopping = False

    async def start(self) -> None:
        await self._pool.open()
        for number in range(self._settings.writers):
            self._writers.append(self._tasks.spawn(self._write_forever(), name=f"messaging.writer {number}"))

    async def stop(self) -> None:
        """Store what was taken, for a second at most; refuse the rest, of which nothing was acknowledged."""
        self._is_stopping = True
        self._arrived.set()
        if self._writers:
            await asyncio.wait(self._writers, timeout=_STOP_S)
        await self._tasks.close()
        _fail(self._queue, _stopping())
        await self._pool.close()

    async def store(self, draft: Draft) -> MessageView:
        """Return the message once it is committed, or the first one with the same nonce.

        Raises `TooBusy` when too many wait, `ChannelGone` when the channel was deleted meanwhile.
        """
        if self._is_stopping:
            raise _stopping()
        if len(self._queue) >= self._settings.waiting:
            raise TooBusy
        waiting = _Waiting(draft, asyncio.get_running_loop().create_future(), self._database.trace())
        self._queue.append(waiting)
        self._arrived.set()
        return await waiting.stored

    async def _write_forever(self) -> None:
        while self._queue or not self._is_stopping:
            await self._arrived.wait()
            size = min(len(self._queue), self._settings.batch)
            batch = [self._queue.popleft() for _ in range(size)]
            if not self._queue and not self._is_stopping:
                self._arrived.clear()
            # Whoever gave up waiting is not stored: it was never acknowledged.
            await self._write([one for one in batch if not one.stored.done()])

    async def _write(self, batch: Sequence[_Waiting]) -> None:
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
        async with self._pool.connection() as connection, _transaction(connection):
            ground = await self._ground(connection, [one.draft for one in batch])
            answers, recorded = self._placed(batch, ground)
            if recorded:
                await self._insert(connection, recorded, ground)
        # No await between the commit and here: readers see it before its sender is answered.
        if recorded:
            self._database.on_commit(recorded)
        for waiting, answer in zip(batch, answers, strict=True):
            _answer(waiting, answer)

    async def _ground(self, connection: outbox.Connection, drafts: Sequence[Draft]) -> _Ground:
        channels = sorted({draft.channel_id for draft in drafts})
        with_nonce = [draft for draft in drafts if draft.nonce is not None]
        places = await outbox.lock_streams(connection, channels)
        newest = await connection.execute(_NEWEST, (channels,))
        known = await connection.execute(
            _KNOWN,
            (
                [draft.author_id for draft in with_nonce],
                [draft.channel_id for draft in with_nonce],
                [draft.nonce for draft in with_nonce],
            ),
        )
        rows = await newest.fetchall()
        firsts = await known.fetchall()
        return _Ground(
            places=places,
            newest={int(row[0]): int(row[1]) for row in rows},
            gone={int(row[0]) for row in rows if row[2]},
            known={(int(row[0]), int(row[1]), str(row[2])): _known_view(row) for row in firsts},
        )

    def _placed(
        self, batch: Sequence[_Waiting], ground: _Ground
    ) -> tuple[list[MessageView | Exception], list[Recorded]]:
        """Give each draft its id and place; a nonce already known, here or before, gives what it gave."""
        answers: list[MessageView | Exception] = []
        recorded: list[Recorded] = []
        for waiting in batch:
            draft = waiting.draft
            key = None if draft.nonce is None else (draft.author_id, draft.channel_id, draft.nonce)
            if draft.channel_id in ground.gone:
                answers.append(ChannelGone())
            elif key and key in ground.known:
                answers.append(ground.known[key])
            else:
                view = self._place(draft, ground)
                answers.append(view)
                fact = MessageSent(view.channel_id, view.id, view.author_id, "text")
                recorded.append(Recorded(fact, view.channel_id, view.seq, view, waiting.trace))
                if key:
                    ground.known[key] = view
        return answers, recorded

    def _place(self, draft: Draft, ground: _Ground) -> MessageView:
        channel = draft.channel_id
        message_id = MessageId(self._ids.next(above=ground.newest.get(channel, 0)))
        ground.newest[channel] = message_id
        ground.places[channel] += 1
        return MessageView(
            id=message_id,
            channel_id=channel,
            server_id=draft.server_id,
            author_id=draft.author_id,
            content=draft.content,
            seq=ground.places[channel],
            nonce=draft.nonce,
            reply_to=draft.reply_to,
            mention_ids=draft.mentions.user_ids,
            mention_role_ids=draft.mentions.role_ids,
            mentions_everyone=draft.mentions.everyone,
            created_at=created_at(message_id),
            edited_at=None,
        )

    async def _insert(
        self, connection: outbox.Connection, recorded: Sequence[Recorded], ground: _Ground
    ) -> None:
        views = [one.view for one in recorded if isinstance(one.view, MessageView)]
        touched = {ChannelId(one.stream) for one in recorded}
        await connection.execute(_INSERT, _columns(views))
        await connection.execute(_ADVANCE, (list(touched), [ground.newest[one] for one in touched]))
        await outbox.advance_streams(connection, {one: ground.places[one] for one in touched})
        await outbox.insert(connection, recorded, durable=self._database.durable)


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


def _columns(views: Sequence[MessageView]) -> tuple[list[Any], ...]:
    return (
        [view.id for view in views],
        [view.channel_id for view in views],
        [view.server_id for view in views],
        [view.author_id for view in views],
        [view.content for view in views],
        [view.seq for view in views],
        [view.nonce for view in views],
        [view.reply_to for view in views],
        [_array(view.mention_ids) for view in views],
        [_array(view.mention_role_ids) for view in views],
        [view.mentions_everyone for view in views],
    )


def _array(ids: Sequence[int]) -> str:
    """Return ids as an array literal: arrays of different lengths cannot be unnested together."""
    return "{" + ",".join(map(str, ids)) + "}"


def _known_view(row: Any) -> MessageView:
    author, channel, nonce, message_id, server, content, seq, reply_to, users, roles, everyone, edited = row
    return MessageView(
        id=message_id,
        channel_id=channel,
        server_id=server,
        author_id=author,
        content=content,
        seq=seq,
        nonce=nonce,
        reply_to=reply_to,
        mention_ids=tuple(users),
        mention_role_ids=tuple(roles),
        mentions_everyone=everyone,
        created_at=created_at(message_id),
        edited_at=edited,
    )


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
