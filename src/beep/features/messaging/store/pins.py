"""SQL of pins."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.messaging.contract import MessageView
from beep.features.messaging.store.messages import view
from beep.features.messaging.tables import channel, message, pin
from beep.kit.ids import ChannelId, MessageId
from beep.runtime import outbox
from beep.runtime.database import Transaction

_message = message.c
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('messaging.pins ' || :channel_id, 0))")


async def lock_channel(tx: Transaction, channel_id: ChannelId) -> None:
    """Let one transaction at a time count and add pins of a channel; comes before everything else."""
    await tx.execute(_LOCK, {"channel_id": str(channel_id)})


async def count(tx: Transaction, channel_id: ChannelId) -> int:
    query = select(func.count()).where(pin.c.channel_id == channel_id)
    return int((await tx.execute(query)).scalar_one())


async def put(
    tx: Transaction, channel_id: ChannelId, message_id: MessageId, pinned_at: datetime
) -> MessageView:
    """Pin a message that is locked and not pinned."""
    row = {"channel_id": channel_id, "message_id": message_id, "pinned_at": pinned_at}
    await tx.execute(insert(pin).values(row))
    changed = update(message).where(_message.id == message_id).values(pinned_at=pinned_at)
    return view((await tx.execute(changed.returning(message))).one())


async def take(tx: Transaction, channel_id: ChannelId, message_id: MessageId) -> MessageView:
    """Unpin a message that is locked."""
    await discard(tx, channel_id, [message_id])
    changed = update(message).where(_message.id == message_id).values(pinned_at=None)
    return view((await tx.execute(changed.returning(message))).one())


async def discard(tx: Transaction, channel_id: ChannelId, message_ids: Sequence[MessageId]) -> None:
    """Forget the pins of messages that are gone."""
    await tx.execute(delete(pin).where(pin.c.channel_id == channel_id, pin.c.message_id.in_(message_ids)))


async def list_of(
    connection: AsyncConnection, channel_id: ChannelId, *, before: datetime | None, limit: int
) -> list[MessageView]:
    """Return the pinned messages of a channel, the one pinned last first."""
    pins = select(pin.c.message_id).where(pin.c.channel_id == channel_id)
    if before is not None:
        pins = pins.where(pin.c.pinned_at < before)
    wanted = pins.order_by(pin.c.pinned_at.desc(), pin.c.message_id.desc()).limit(limit)
    rows = await connection.execute(select(message).where(_message.id.in_(wanted)))
    found = [view(row) for row in rows.all() if row.pinned_at is not None]
    return sorted(found, key=lambda one: (one.pinned_at, one.id), reverse=True)


async def refresh_channel(tx: Transaction, channel_id: ChannelId) -> datetime | None:
    """Note when a channel's newest pin was made, and return it.

    Holds the channel's stream first, as whoever stores messages does before touching the same row.
    """
    await outbox.lock_streams(tx.driver, [channel_id])
    latest = select(func.max(pin.c.pinned_at)).where(pin.c.channel_id == channel_id).scalar_subquery()
    noted = update(channel).where(channel.c.channel_id == channel_id).values(pinned_at=latest)
    return (await tx.execute(noted.returning(channel.c.pinned_at))).scalar_one_or_none()
