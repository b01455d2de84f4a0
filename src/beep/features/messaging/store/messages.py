"""SQL of messages and read pointers. The statements of sending are in `batches.py`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features import channels
from beep.features.media import AttachmentView
from beep.features.messaging import packed
from beep.features.messaging.contract import Kind, MessageView, Window
from beep.features.messaging.drafts import Mentions
from beep.features.messaging.embeds import Embed
from beep.features.messaging.tables import channel, message
from beep.kit.ids import ChannelId, MessageId, RoleId, ServerId, UserId, created_at
from beep.runtime import outbox
from beep.runtime.database import Transaction


def view(row: Row[Any]) -> MessageView:
    return MessageView(
        id=MessageId(row.id),
        channel_id=ChannelId(row.channel_id),
        server_id=ServerId(row.server_id),
        author_id=UserId(row.author_id),
        content=row.content,
        seq=row.seq,
        nonce=row.nonce,
        reply_to=None if row.reply_to is None else MessageId(row.reply_to),
        mention_ids=tuple(UserId(one) for one in row.mention_ids),
        mention_role_ids=tuple(RoleId(one) for one in row.mention_role_ids),
        mentions_everyone=row.mentions_everyone,
        created_at=created_at(row.id),
        edited_at=row.edited_at,
        kind=row.kind,
        attachments=packed.attachments(row.attachments),
        embeds=packed.embeds(row.embeds),
        flags=row.flags,
        pinned_at=row.pinned_at,
    )


async def _views(connection: AsyncConnection, query: Select[Any]) -> list[MessageView]:
    return [view(row) for row in (await connection.execute(query)).all()]


async def list_by_ids(connection: AsyncConnection, ids: Sequence[MessageId]) -> list[MessageView]:
    return await _views(connection, select(message).where(message.c.id.in_(ids)))


async def find(
    connection: AsyncConnection, channel_id: ChannelId, message_id: MessageId
) -> MessageView | None:
    query = select(message).where(message.c.id == message_id, message.c.channel_id == channel_id)
    found = await _views(connection, query)
    return found[0] if found else None


async def list_before(
    connection: AsyncConnection,
    channel_id: ChannelId,
    before: int | None,
    limit: int,
    *,
    including: bool = False,
) -> list[MessageView]:
    """Return the newest messages older than `before`, newest first; `including` that one too."""
    query = select(message).where(message.c.channel_id == channel_id)
    if before is not None:
        query = query.where(message.c.id <= before if including else message.c.id < before)
    return await _views(connection, query.order_by(message.c.id.desc()).limit(limit))


async def list_after(
    connection: AsyncConnection, channel_id: ChannelId, after: int, limit: int
) -> list[MessageView]:
    """Return the oldest messages newer than `after`, newest first."""
    query = select(message).where(message.c.channel_id == channel_id, message.c.id > after)
    return (await _views(connection, query.order_by(message.c.id).limit(limit)))[::-1]


async def list_window(
    connection: AsyncConnection, channel_id: ChannelId, window: Window
) -> list[MessageView]:
    """Return the part of a channel's history a window shows, newest first."""
    if window.before is None and window.after is not None:
        return await list_after(connection, channel_id, window.after, window.limit)
    if window.before is None and window.around is not None:
        half = window.limit // 2
        older = await list_before(connection, channel_id, window.around, window.limit - half, including=True)
        return [*await list_after(connection, channel_id, window.around, half), *older]
    return await list_before(connection, channel_id, window.before, window.limit)


async def edit(
    tx: Transaction, message_id: MessageId, content: str, mentions: Mentions, edited_at: datetime
) -> MessageView:
    """Change the text of a message that is locked."""
    statement = (
        update(message)
        .where(message.c.id == message_id)
        .values(
            content=content,
            mention_ids=list(mentions.user_ids),
            mention_role_ids=list(mentions.role_ids),
            mentions_everyone=mentions.everyone,
            edited_at=edited_at,
        )
        .returning(message)
    )
    return view((await tx.execute(statement)).one())


async def carry(tx: Transaction, message_id: MessageId, files: Sequence[AttachmentView]) -> None:
    """Write which files a message carries."""
    await tx.execute(
        update(message).where(message.c.id == message_id).values(attachments=packed.plain(tuple(files)))
    )


async def list_files(
    connection: AsyncConnection, channel_id: ChannelId, span: tuple[int, int]
) -> list[tuple[AttachmentView, ...]]:
    """Return what the messages of a channel with ids in `span` carry, of those that carry anything."""
    query = select(message.c.attachments).where(
        message.c.channel_id == channel_id, message.c.id.between(*span), message.c.attachments.is_not(None)
    )
    return [packed.attachments(row.attachments) for row in await connection.execute(query)]


async def has_any(connection: AsyncConnection, channel_id: ChannelId, span: tuple[int, int]) -> bool:
    """Tell whether a channel has a message with an id in `span`."""
    query = select(exists().where(message.c.channel_id == channel_id, message.c.id.between(*span)))
    return bool((await connection.execute(query)).scalar_one())


async def put_flags(tx: Transaction, message_id: MessageId, flags: int) -> MessageView:
    """Set the flags of a message that is locked."""
    changed = update(message).where(message.c.id == message_id).values(flags=flags)
    return view((await tx.execute(changed.returning(message))).one())


async def put_embeds(tx: Transaction, message_id: MessageId, embeds: tuple[Embed, ...]) -> MessageView:
    """Set the embeds of a message that is locked."""
    changed = update(message).where(message.c.id == message_id).values(embeds=packed.plain(embeds))
    return view((await tx.execute(changed.returning(message))).one())


async def lock_by_id(tx: Transaction, message_id: MessageId) -> MessageView | None:
    """Return a message nobody else changes until the commit, whatever channel it is in."""
    row = (
        await tx.execute(select(message).where(message.c.id == message_id).with_for_update())
    ).one_or_none()
    return view(row) if row else None


async def lock(tx: Transaction, channel_id: ChannelId, message_id: MessageId) -> MessageView | None:
    """Return a message nobody else changes until the commit; `None` when it is gone.

    Taken before the channel's stream, as editing does: two orders would block each other.
    """
    query = select(message).where(message.c.id == message_id, message.c.channel_id == channel_id)
    row = (await tx.execute(query.with_for_update())).one_or_none()
    return view(row) if row else None


async def newest(
    connection: AsyncConnection, channel_ids: Sequence[ChannelId]
) -> dict[ChannelId, channels.Newest]:
    query = select(channel.c.channel_id, channel.c.last_message_id, channel.c.pinned_at).where(
        channel.c.channel_id.in_(channel_ids), channel.c.last_message_id > 0
    )
    rows = (await connection.execute(query)).all()
    return {ChannelId(row[0]): channels.Newest(MessageId(row[1]), row[2]) for row in rows}


async def message_counts(
    connection: AsyncConnection, channel_ids: Sequence[ChannelId]
) -> dict[ChannelId, int]:
    """Return how many messages each channel holds, from the index alone; for threads, which are short.

    What a thread starts from is its first message, and does not count.
    """
    query = (
        select(message.c.channel_id, func.count(), func.min(message.c.id))
        .where(message.c.channel_id.in_(channel_ids))
        .group_by(message.c.channel_id)
    )
    rows = (await connection.execute(query)).all()
    starters = select(message.c.channel_id).where(
        message.c.id.in_([row[2] for row in rows]), message.c.kind == Kind.THREAD_STARTER
    )
    started = set((await connection.execute(starters)).scalars()) if rows else set[int]()
    return {ChannelId(row[0]): int(row[1]) - (row[0] in started) for row in rows}


async def close_channel(tx: Transaction, channel_id: ChannelId) -> None:
    """Let nothing more be stored in a channel; waits for what is being stored now."""
    await outbox.lock_streams(tx.driver, [channel_id])
    statement = insert(channel).values(
        channel_id=channel_id, last_message_id=0, last_mention_id=0, is_deleted=True
    )
    await tx.execute(
        statement.on_conflict_do_update(index_elements=[channel.c.channel_id], set_={"is_deleted": True})
    )
