"""SQL of erasing: with a message goes everything it had (MSG-07)."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.messaging.contract import MessageView
from beep.features.messaging.store import counting, pins, reactions
from beep.features.messaging.store.messages import view
from beep.features.messaging.tables import mention, message, read_state, slow_post
from beep.kit.ids import ChannelId, MessageId, ServerId, UserId
from beep.runtime.database import Transaction

_BATCH = 1000


async def erase(
    tx: Transaction, channel_id: ChannelId, message_ids: Sequence[MessageId]
) -> list[MessageView]:
    """Erase messages of a channel and all they had; return those that were there, as they were."""
    doomed = (
        select(message.c.id)
        .where(message.c.id.in_(message_ids), message.c.channel_id == channel_id)
        .order_by(message.c.id)
        .with_for_update()
    )
    # Locked in one order first: two who erase the same messages must not wait for each other.
    found = [MessageId(one) for one in (await tx.execute(doomed)).scalars()]
    if not found:
        return []
    gone = delete(message).where(message.c.id.in_(found)).returning(message)
    views = [view(row) for row in (await tx.execute(gone)).all()]
    await reactions.clear(tx, found)
    await counting.discard(tx, views)
    if pinned := [one.id for one in views if one.pinned_at is not None]:
        await pins.discard(tx, channel_id, pinned)
        await pins.refresh_channel(tx, channel_id)
    return views


async def list_of_person(
    connection: AsyncConnection, server_id: ServerId | None, user_id: UserId, span: tuple[int, int]
) -> dict[ChannelId, list[MessageId]]:
    """Return what somebody posted between two ids, in a server or anywhere, by channel."""
    query = (
        select(message.c.channel_id, message.c.id)
        .where(message.c.id >= span[0], message.c.id < span[1], message.c.author_id == user_id)
        .order_by(message.c.id)
    )
    if server_id is not None:
        query = query.where(message.c.server_id == server_id)
    found: dict[ChannelId, list[MessageId]] = {}
    for row in (await connection.execute(query)).all():
        found.setdefault(ChannelId(row[0]), []).append(MessageId(row[1]))
    return found


async def list_written(
    connection: AsyncConnection, user_id: UserId, *, after: MessageId, limit: int
) -> list[MessageView]:
    """Return a portion of what somebody wrote, the oldest first."""
    written = select(message).where(message.c.author_id == user_id, message.c.id > after)
    rows = (await connection.execute(written.order_by(message.c.id).limit(limit))).all()
    return [view(row) for row in rows]


async def forget_reader(tx: Transaction, user_id: UserId) -> None:
    """Forget what somebody who is gone had read, was called by, and when they posted last."""
    for table, column in ((read_state, "user_id"), (mention, "target_id"), (slow_post, "user_id")):
        await tx.execute(delete(table).where(table.c[column] == user_id))


async def erase_some(tx: Transaction, channel_id: ChannelId) -> list[MessageView]:
    """Erase up to a thousand messages of a channel that is gone, and all its read pointers."""
    oldest = (
        select(message.c.id).where(message.c.channel_id == channel_id).order_by(message.c.id).limit(_BATCH)
    )
    found = [MessageId(one) for one in (await tx.execute(oldest)).scalars()]
    await tx.execute(delete(read_state).where(read_state.c.channel_id == channel_id))
    return await erase(tx, channel_id, found)
