"""SQL of sessions that stand for sign-ins elsewhere: takes a connection, decides nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.auth.tables import adopted, session
from beep.kit.ids import SessionId

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(encode(:key, 'hex'), 0))")


@dataclass(frozen=True, slots=True)
class Adopted:
    session_id: SessionId
    ended_at: datetime | None


async def lock_adopted(connection: AsyncConnection, key: bytes) -> None:
    """Let one process at a time open a session for a sign-in, until the commit."""
    await connection.execute(_LOCK, {"key": key})


async def find_adopted(connection: AsyncConnection, key: bytes) -> Adopted | None:
    found = select(session.c.id, session.c.ended_at).join(adopted, adopted.c.session_id == session.c.id)
    row = (await connection.execute(found.where(adopted.c.key == key))).one_or_none()
    return Adopted(SessionId(row.id), row.ended_at) if row else None


async def adopt(
    connection: AsyncConnection, key: bytes, session_id: SessionId, *, proved_at: datetime
) -> None:
    """Let a session stand for a sign-in elsewhere, instead of an older one that has ended."""
    new = insert(adopted).values(key=key, session_id=session_id)
    await connection.execute(
        new.on_conflict_do_update(index_elements=[adopted.c.key], set_={"session_id": session_id})
    )
    proved = update(session).where(session.c.id == session_id).values(proved_at=proved_at)
    await connection.execute(proved)
