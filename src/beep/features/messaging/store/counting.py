"""SQL of what is unread: read pointers, and how many unread messages call somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.messaging.contract import MessageView, ReadState
from beep.features.messaging.tables import channel, mention, read_state
from beep.kit.ids import ChannelId, MessageId, ServerId, UserId
from beep.runtime import outbox
from beep.runtime.database import Transaction

# `since` is where somebody begins who has read nothing: when they joined. Nothing is counted where nobody
# was called since then. Each part looks rows up by their key: what was read long ago is never seen.
_COUNT = text("""
WITH asked AS MATERIALIZED (
    SELECT * FROM unnest(CAST(:users AS bigint[]), CAST(:channels AS bigint[]), CAST(:servers AS bigint[]),
                         CAST(:sinces AS bigint[]))
    AS a(user_id, channel_id, server_id, since)
), standing AS MATERIALIZED (
    SELECT * FROM unnest(CAST(:standing_users AS bigint[]), CAST(:standing_servers AS bigint[]),
                         CAST(:targets AS bigint[])) AS s(user_id, server_id, target_id)
), unheard AS MATERIALIZED (
    SELECT * FROM unnest(CAST(:deaf AS bigint[]), CAST(:authors AS bigint[])) AS d(user_id, author_id)
)
SELECT a.user_id, a.channel_id, coalesce(r.message_id, 0) AS message_id, c.last_message_id,
       c.last_mention_id > coalesce(r.message_id, a.since) AS is_called,
       (SELECT count(DISTINCT m.message_id)
        FROM standing s JOIN messaging.mention m
            ON m.target_id = s.target_id AND m.channel_id = a.channel_id
            AND m.message_id > coalesce(r.message_id, a.since)
        WHERE c.last_mention_id > coalesce(r.message_id, a.since)
            AND s.user_id = a.user_id AND s.server_id = a.server_id AND m.author_id <> a.user_id
            AND NOT EXISTS (SELECT FROM unheard d
                            WHERE d.user_id = a.user_id AND d.author_id = m.author_id)) AS calls
FROM asked a JOIN messaging.channel c USING (channel_id)
LEFT JOIN messaging.read_state r ON r.user_id = a.user_id AND r.channel_id = a.channel_id
WHERE NOT :changed_only OR c.last_mention_id > coalesce(r.message_id, a.since)
""")


@dataclass(slots=True)
class Asked:
    """Whose counts are asked for: people in channels, and by what names messages call them there."""

    people: list[tuple[UserId, ChannelId, ServerId, int]] = field(
        default_factory=list[tuple[UserId, ChannelId, ServerId, int]]
    )
    standing: list[tuple[UserId, ServerId, int]] = field(default_factory=list[tuple[UserId, ServerId, int]])
    unheard: list[tuple[UserId, UserId]] = field(default_factory=list[tuple[UserId, UserId]])


async def count(
    connection: AsyncConnection, asked: Asked, *, changed_only: bool = False
) -> list[tuple[UserId, ReadState]]:
    """Return read states with their counts; `changed_only` where somebody was called since the pointer."""
    values = {
        **_columns(asked.people, "users", "channels", "servers", "sinces"),
        **_columns(asked.standing, "standing_users", "standing_servers", "targets"),
        **_columns(asked.unheard, "deaf", "authors"),
        "changed_only": changed_only,
    }
    rows = (await connection.execute(_COUNT, values)).all()
    return [
        (
            UserId(row.user_id),
            ReadState(ChannelId(row.channel_id), MessageId(row.message_id), row.calls, row.last_message_id),
        )
        for row in rows
    ]


def _columns(rows: Sequence[tuple[int, ...]], *names: str) -> dict[str, list[int]]:
    """Return rows as one list for each of their columns."""
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}


async def channels_of_target(connection: AsyncConnection, target_id: int) -> list[ChannelId]:
    """Return the channels in which a person, a role or everyone of a server was ever called."""
    query = select(mention.c.channel_id).distinct().where(mention.c.target_id == target_id)
    return [ChannelId(one) for one in (await connection.execute(query)).scalars()]


async def change(tx: Transaction, old: MessageView, new: MessageView) -> Sequence[int]:
    """Note whom a message calls after an edit; return whose counts may differ."""
    before, after = set(old.targets()), set(new.targets())
    if gone := before - after:
        await _discard(tx, [(one, old) for one in gone])
    if added := after - before:
        rows = [
            {"target_id": one, "channel_id": old.channel_id, "message_id": old.id, "author_id": old.author_id}
            for one in added
        ]
        await tx.execute(insert(mention).values(rows))
        # In the order of who stores messages: the stream, then the channel.
        await outbox.lock_streams(tx.driver, [old.channel_id])
        newest = func.greatest(channel.c.last_mention_id, old.id)
        called = update(channel).where(channel.c.channel_id == old.channel_id)
        await tx.execute(called.values(last_mention_id=newest))
    return sorted(before ^ after)


async def discard(tx: Transaction, messages: Sequence[MessageView]) -> Sequence[int]:
    """Forget whom messages called that are gone; return whose counts may differ."""
    calls = [(target, one) for one in messages for target in one.targets()]
    if calls:
        await _discard(tx, calls)
    return sorted({target for target, _ in calls})


async def _discard(tx: Transaction, calls: Sequence[tuple[int, MessageView]]) -> None:
    keys = [(target, one.channel_id, one.id) for target, one in calls]
    key = tuple_(mention.c.target_id, mention.c.channel_id, mention.c.message_id)
    await tx.execute(delete(mention).where(key.in_(keys)))


async def read_pointers(connection: AsyncConnection, user_id: UserId) -> Mapping[ChannelId, MessageId]:
    query = select(read_state.c.channel_id, read_state.c.message_id).where(
        read_state.c.user_id == user_id, read_state.c.message_id > 0
    )
    return {ChannelId(row[0]): MessageId(row[1]) for row in (await connection.execute(query)).all()}


async def move_pointer(
    tx: Transaction, user_id: UserId, channel_id: ChannelId, message_id: MessageId
) -> MessageId | None:
    """Move a read pointer forward, to the newest message at most; `None` when it did not move."""
    newest = (
        select(func.least(channel.c.last_message_id, message_id))
        .where(channel.c.channel_id == channel_id)
        .scalar_subquery()
    )
    statement = insert(read_state).values(
        user_id=user_id, channel_id=channel_id, message_id=func.coalesce(newest, 0)
    )
    moved = statement.on_conflict_do_update(
        index_elements=[read_state.c.user_id, read_state.c.channel_id],
        set_={"message_id": statement.excluded.message_id},
        where=read_state.c.message_id < statement.excluded.message_id,
    ).returning(read_state.c.message_id)
    reached = (await tx.execute(moved)).scalar_one_or_none()
    return MessageId(reached) if reached else None


async def move_pointers_to_newest(
    tx: Transaction, user_id: UserId, channel_ids: Sequence[ChannelId]
) -> dict[ChannelId, MessageId]:
    """Move a person's pointers to the newest message of each channel; return those that moved."""
    behind = select(channel.c.channel_id, channel.c.last_message_id).where(
        channel.c.channel_id.in_(channel_ids), channel.c.last_message_id > 0
    )
    moved: dict[ChannelId, MessageId] = {}
    for channel_id, newest in sorted(tuple(row) for row in (await tx.execute(behind)).all()):
        reached = await move_pointer(tx, user_id, channel_id, newest)
        if reached is not None:
            moved[channel_id] = reached
    return moved


async def put_pointer(tx: Transaction, user_id: UserId, channel_id: ChannelId, message_id: MessageId) -> None:
    """Put a read pointer where it is wanted, also back."""
    row = insert(read_state).values(user_id=user_id, channel_id=channel_id, message_id=message_id)
    put = row.on_conflict_do_update(
        index_elements=[read_state.c.user_id, read_state.c.channel_id], set_={"message_id": message_id}
    )
    await tx.execute(put)
