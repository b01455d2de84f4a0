"""SQL of reactions. Who changes those of a message holds its row (`store.lock`), so counts are exact."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.messaging.contract import Emoji, ReactionView
from beep.features.messaging.tables import message, reaction, reaction_count
from beep.kit.ids import ChannelId, MessageId, UserId
from beep.runtime.database import Transaction

_mine, _count = reaction.c, reaction_count.c


async def has(tx: Transaction, message_id: MessageId, emoji: Emoji) -> bool:
    query = select(_count.count).where(_count.message_id == message_id, _count.emoji == emoji.key)
    return (await tx.execute(query)).one_or_none() is not None


async def distinct(tx: Transaction, message_id: MessageId) -> int:
    """Return how many different emojis a message has."""
    query = select(func.count()).where(_count.message_id == message_id)
    return int((await tx.execute(query)).scalar_one())


async def add(tx: Transaction, message_id: MessageId, emoji: Emoji, user_id: UserId, place: int) -> int:
    """Add one person's reaction; return how many there are now, 0 when it was there already.

    `place` orders emojis that are new.
    """
    given = insert(reaction).values(message_id=message_id, emoji=emoji.key, user_id=user_id)
    added = await tx.execute(given.on_conflict_do_nothing().returning(_mine.user_id))
    if added.one_or_none() is None:
        return 0
    counted = insert(reaction_count).values(
        message_id=message_id,
        emoji=emoji.key,
        emoji_id=emoji.id,
        name=emoji.name,
        is_animated=emoji.is_animated,
        place=place,
        count=1,
    )
    one_more = {"count": _count.count + 1}
    now = counted.on_conflict_do_update(index_elements=[_count.message_id, _count.emoji], set_=one_more)
    return int((await tx.execute(now.returning(_count.count))).scalar_one())


async def remove(tx: Transaction, message_id: MessageId, emoji: Emoji, user_id: UserId) -> int | None:
    """Take one person's reaction away; return how many are left, `None` when there was none."""
    taken = delete(reaction).where(
        _mine.message_id == message_id, _mine.emoji == emoji.key, _mine.user_id == user_id
    )
    if (await tx.execute(taken.returning(_mine.user_id))).one_or_none() is None:
        return None
    of_emoji = (_count.message_id == message_id, _count.emoji == emoji.key)
    await tx.execute(delete(reaction_count).where(*of_emoji, _count.count <= 1))
    one_less = update(reaction_count).where(*of_emoji).values(count=_count.count - 1)
    return (await tx.execute(one_less.returning(_count.count))).scalar_one_or_none() or 0


async def clear(tx: Transaction, message_ids: Sequence[MessageId], emoji: Emoji | None = None) -> bool:
    """Take all reactions of messages away, or those of one emoji; false when there are none."""
    counts = delete(reaction_count).where(_count.message_id.in_(message_ids))
    gone = delete(reaction).where(_mine.message_id.in_(message_ids))
    if emoji is not None:
        counts = counts.where(_count.emoji == emoji.key)
        gone = gone.where(_mine.emoji == emoji.key)
    found = (await tx.execute(counts.returning(_count.emoji))).all()
    if found:
        await tx.execute(gone)
    return bool(found)


async def list_of(
    connection: AsyncConnection, message_ids: Sequence[MessageId], viewer: UserId
) -> dict[MessageId, list[ReactionView]]:
    """Return the reactions of messages in the order they came, as one person sees them."""
    is_mine = exists().where(
        _mine.message_id == _count.message_id, _mine.emoji == _count.emoji, _mine.user_id == viewer
    )
    query = (
        select(reaction_count, _count.count.label("given"), is_mine.label("is_mine"))
        .where(_count.message_id.in_(message_ids))
        .order_by(_count.message_id, _count.place)
    )
    found: dict[MessageId, list[ReactionView]] = {}
    for row in (await connection.execute(query)).all():
        shown = ReactionView(_emoji(row), row.given, row.is_mine)
        found.setdefault(MessageId(row.message_id), []).append(shown)
    return found


async def find_emoji(connection: AsyncConnection, message_id: MessageId, key: str) -> Emoji | None:
    """Return an emoji a message has a reaction of."""
    query = select(reaction_count).where(_count.message_id == message_id, _count.emoji == key)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _emoji(row)


async def list_people(
    connection: AsyncConnection, message_id: MessageId, emoji: Emoji, *, after: int, limit: int
) -> list[UserId]:
    """Return who gave an emoji, in the order of their ids."""
    query = (
        select(_mine.user_id)
        .where(_mine.message_id == message_id, _mine.emoji == emoji.key, _mine.user_id > after)
        .order_by(_mine.user_id)
        .limit(limit)
    )
    return [UserId(one) for one in (await connection.execute(query)).scalars()]


async def list_of_person(
    connection: AsyncConnection, user_id: UserId, *, limit: int
) -> list[tuple[ChannelId, MessageId, Emoji]]:
    """Return reactions somebody gave, and where, in no special order."""
    query = (
        select(message.c.channel_id, reaction_count)
        .join(reaction, (_mine.message_id == _count.message_id) & (_mine.emoji == _count.emoji))
        .join(message, message.c.id == _count.message_id)
        .where(_mine.user_id == user_id)
        .limit(limit)
    )
    rows = (await connection.execute(query)).all()
    return [(ChannelId(row.channel_id), MessageId(row.message_id), _emoji(row)) for row in rows]


def _emoji(row: Row[Any]) -> Emoji:
    return Emoji(row.name, row.emoji_id, row.is_animated)
