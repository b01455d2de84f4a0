"""SQL of the keys tokens are signed with."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.auth.tables import signing_key


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A signing key; the private part is sealed with the key file."""

    kid: str
    public_pem: bytes
    sealed_private: bytes
    retired_at: datetime | None


async def list_keys(connection: AsyncConnection) -> list[StoredKey]:
    rows = await connection.execute(select(signing_key))
    return [StoredKey(row.kid, row.public_pem, row.sealed_private, row.retired_at) for row in rows]


async def retire_key(connection: AsyncConnection, kid: str, *, at: datetime) -> None:
    current = (signing_key.c.kid == kid) & signing_key.c.retired_at.is_(None)
    await connection.execute(update(signing_key).where(current).values(retired_at=at))


async def insert_key(connection: AsyncConnection, new: StoredKey, *, created_at: datetime) -> None:
    """Make a key the current one, unless another process has just done so."""
    added = insert(signing_key).values(
        kid=new.kid, public_pem=new.public_pem, sealed_private=new.sealed_private, created_at=created_at
    )
    await connection.execute(added.on_conflict_do_nothing())


async def forget_keys(connection: AsyncConnection, *, retired_before: datetime) -> None:
    await connection.execute(delete(signing_key).where(signing_key.c.retired_at < retired_before))
