"""SQL of recovery codes, and of everything a person has set up."""

from datetime import datetime

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.factors.contract import RecoveryView
from beep.features.factors.tables import recovery, recovery_code
from beep.kit.ids import UserId

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('factors ' || CAST(:user_id AS bigint), 0))")


async def lock_person(connection: AsyncConnection, user_id: UserId) -> None:
    """Let one transaction at a time change what a person has set up."""
    await connection.execute(_LOCK, {"user_id": user_id})


async def put_sheet(
    connection: AsyncConnection, user_id: UserId, *, salt: bytes, digests: tuple[bytes, ...], at: datetime
) -> None:
    """Make these codes the ones that are good, and no others."""
    await delete_sheet(connection, user_id)
    await connection.execute(insert(recovery).values(user_id=user_id, salt=salt, created_at=at))
    rows = [{"user_id": user_id, "digest": one} for one in digests]
    await connection.execute(insert(recovery_code), rows)


async def find_salt(connection: AsyncConnection, user_id: UserId) -> bytes | None:
    found = select(recovery.c.salt).where(recovery.c.user_id == user_id)
    return (await connection.execute(found)).scalar_one_or_none()


async def use_code(connection: AsyncConnection, user_id: UserId, digest: bytes) -> bool:
    """Use a code up; tell whether it was there, and nobody used it before."""
    used = delete(recovery_code).where(recovery_code.c.user_id == user_id, recovery_code.c.digest == digest)
    return (await connection.execute(used)).rowcount > 0


async def find_recovery(connection: AsyncConnection, user_id: UserId) -> RecoveryView | None:
    left = (
        select(func.count())
        .where(recovery_code.c.user_id == recovery.c.user_id)
        .scalar_subquery()
        .label("codes_left")
    )
    found = select(recovery.c.created_at, left).where(recovery.c.user_id == user_id)
    row = (await connection.execute(found)).one_or_none()
    return RecoveryView(row.codes_left, row.created_at) if row else None


async def delete_sheet(connection: AsyncConnection, user_id: UserId) -> bool:
    gone = await connection.execute(delete(recovery).where(recovery.c.user_id == user_id))
    return gone.rowcount > 0
