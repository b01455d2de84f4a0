"""SQL of emojis: takes a connection, decides nothing."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.emojis.contract import EmojiId, EmojiView
from beep.features.emojis.tables import emoji
from beep.kit.ids import ServerId, UserId

_c = emoji.c
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('emojis.of ' || :server_id, 0))")


async def lock_server(connection: AsyncConnection, server_id: ServerId) -> None:
    """Let one transaction at a time change a server's emojis, so that their limit is exact."""
    await connection.execute(_LOCK, {"server_id": str(server_id)})


async def count(connection: AsyncConnection, server_id: ServerId) -> int:
    counted = select(func.count()).select_from(emoji).where(_c.server_id == server_id)
    return (await connection.execute(counted)).scalar_one()


async def find(connection: AsyncConnection, emoji_id: int) -> EmojiView | None:
    row = (await connection.execute(select(emoji).where(_c.id == emoji_id))).first()
    return None if row is None else _view(row)


async def list_existing(connection: AsyncConnection, emoji_ids: Sequence[int]) -> set[int]:
    """Return those of some ids that are emojis."""
    return set((await connection.execute(select(_c.id).where(_c.id.in_(emoji_ids)))).scalars())


async def list_of_server(connection: AsyncConnection, server_id: ServerId) -> tuple[EmojiView, ...]:
    """Return a server's emojis, the oldest first."""
    rows = await connection.execute(select(emoji).where(_c.server_id == server_id).order_by(_c.id))
    return tuple(_view(row) for row in rows)


async def add(connection: AsyncConnection, view: EmojiView) -> None:
    values = {column.name: getattr(view, column.name) for column in _c}
    await connection.execute(insert(emoji).values(values))


async def rename(connection: AsyncConnection, emoji_id: EmojiId, name: str) -> None:
    await connection.execute(update(emoji).where(_c.id == emoji_id).values(name=name))


async def remove(connection: AsyncConnection, emoji_id: EmojiId) -> None:
    await connection.execute(delete(emoji).where(_c.id == emoji_id))


async def remove_of_server(connection: AsyncConnection, server_id: ServerId) -> list[EmojiId]:
    """Delete a server's emojis and return which there were."""
    gone = await connection.execute(delete(emoji).where(_c.server_id == server_id).returning(_c.id))
    return sorted(EmojiId(row.id) for row in gone)


def _view(row: Row[*tuple[Any, ...]]) -> EmojiView:
    return EmojiView(
        EmojiId(row.id), ServerId(row.server_id), row.name, UserId(row.creator_id), row.is_animated
    )
