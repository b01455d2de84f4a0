"""SQL of friends: takes a connection, decides nothing."""

from datetime import datetime

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.friends.contract import BlockView
from beep.features.friends.tables import block
from beep.kit.ids import UserId

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('friends.blocks ' || :user_id, 0))")


async def lock_blocks(connection: AsyncConnection, user_id: UserId) -> None:
    """Let one transaction at a time change whom a person blocks, so that their limit is exact."""
    await connection.execute(_LOCK, {"user_id": str(user_id)})


async def count_blocks(connection: AsyncConnection, user_id: UserId) -> int:
    counted = select(func.count()).select_from(block).where(block.c.user_id == user_id)
    return (await connection.execute(counted)).scalar_one()


async def add_block(connection: AsyncConnection, user_id: UserId, blocked_id: UserId, at: datetime) -> bool:
    """Add a block; tell whether it is new."""
    new = insert(block).values(user_id=user_id, blocked_id=blocked_id, created_at=at)
    added = await connection.execute(new.on_conflict_do_nothing().returning(block.c.user_id))
    return added.first() is not None


async def remove_block(connection: AsyncConnection, user_id: UserId, blocked_id: UserId) -> bool:
    gone = delete(block).where(block.c.user_id == user_id, block.c.blocked_id == blocked_id)
    return (await connection.execute(gone)).rowcount > 0


async def list_blocks(connection: AsyncConnection, user_id: UserId) -> list[BlockView]:
    """Return whom a person blocks, the newest first."""
    found = select(block).where(block.c.user_id == user_id)
    rows = await connection.execute(found.order_by(block.c.created_at.desc(), block.c.blocked_id.desc()))
    return [BlockView(UserId(row.blocked_id), row.created_at) for row in rows]


async def list_blockers(connection: AsyncConnection, user_id: UserId) -> frozenset[UserId]:
    rows = await connection.execute(select(block.c.user_id).where(block.c.blocked_id == user_id))
    return frozenset(UserId(row.user_id) for row in rows)
