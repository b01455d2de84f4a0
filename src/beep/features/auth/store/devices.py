"""SQL of devices people signed in with before."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.kit.ids import UserId

# A row that was there has been updated by this statement, which its `xmax` tells.
_SEE = text(
    """
    INSERT INTO auth.device (user_id, key, first_seen_at, last_seen_at)
    VALUES (:user_id, :key, :at, :at)
    ON CONFLICT (user_id, key) DO UPDATE SET last_seen_at = excluded.last_seen_at
    RETURNING xmax = 0 AS is_new,
        EXISTS (SELECT FROM auth.device AS other
                WHERE other.user_id = :user_id AND other.key <> :key) AS has_others
    """
)
_TRIM = text(
    """
    DELETE FROM auth.device WHERE user_id = :user_id AND key IN (
        SELECT key FROM auth.device WHERE user_id = :user_id
        ORDER BY last_seen_at DESC, key OFFSET :most)
    """
)


async def see_device(
    connection: AsyncConnection, user_id: UserId, key: bytes, *, at: datetime, most: int
) -> bool:
    """Remember a device, of the newest `most`; tell whether it is new, and not the first there is."""
    row = (await connection.execute(_SEE, {"user_id": user_id, "key": key, "at": at})).one()
    is_another = bool(row.is_new and row.has_others)
    if is_another:
        await connection.execute(_TRIM, {"user_id": user_id, "most": most})
    return is_another
