"""SQL of passkeys, and of what they are asked to sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.factors.contract import PasskeyId, PasskeyView
from beep.features.factors.tables import challenge, passkey
from beep.kit.ids import UserId


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey with what signatures of it are checked by."""

    view: PasskeyView
    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]


async def add_passkey(connection: AsyncConnection, new: Passkey) -> bool:
    """Add a passkey; tell whether it is new."""
    view = new.view
    added = insert(passkey).values(
        id=view.id,
        user_id=view.user_id,
        credential_id=new.credential_id,
        public_key=new.public_key,
        sign_count=new.sign_count,
        transports=list(new.transports),
        name=view.name,
        is_synced=view.is_synced,
        created_at=view.created_at,
    )
    fresh = added.on_conflict_do_nothing(index_elements=[passkey.c.credential_id])
    return (await connection.execute(fresh.returning(passkey.c.id))).first() is not None


async def list_passkeys(connection: AsyncConnection, user_id: UserId) -> list[Passkey]:
    """Return a person's passkeys, the oldest first."""
    found = select(passkey).where(passkey.c.user_id == user_id).order_by(passkey.c.id)
    return [_passkey(row) for row in await connection.execute(found)]


async def find_passkey(
    connection: AsyncConnection, credential_id: bytes, *, is_locked: bool = False
) -> Passkey | None:
    found = select(passkey).where(passkey.c.credential_id == credential_id)
    row = (await connection.execute(found.with_for_update() if is_locked else found)).one_or_none()
    return _passkey(row) if row else None


async def use_passkey(
    connection: AsyncConnection, passkey_id: PasskeyId, *, sign_count: int, is_synced: bool, at: datetime
) -> None:
    values = {"sign_count": sign_count, "is_synced": is_synced, "last_used_at": at}
    await connection.execute(update(passkey).where(passkey.c.id == passkey_id).values(**values))


async def suspect_passkey(connection: AsyncConnection, passkey_id: PasskeyId, *, at: datetime) -> None:
    await connection.execute(update(passkey).where(passkey.c.id == passkey_id).values(suspected_at=at))


async def rename_passkey(
    connection: AsyncConnection, user_id: UserId, passkey_id: PasskeyId, name: str
) -> PasskeyView | None:
    own = (passkey.c.id == passkey_id) & (passkey.c.user_id == user_id)
    renamed = update(passkey).where(own).values(name=name).returning(passkey)
    row = (await connection.execute(renamed)).one_or_none()
    return _passkey(row).view if row else None


async def delete_passkeys(
    connection: AsyncConnection, user_id: UserId, passkey_id: PasskeyId | None = None
) -> Sequence[str]:
    """Delete one passkey of a person, or all; return what they were called."""
    own = passkey.c.user_id == user_id
    if passkey_id is not None:
        own &= passkey.c.id == passkey_id
    gone = await connection.execute(delete(passkey).where(own).returning(passkey.c.name))
    return [row.name for row in gone]


async def add_challenge(
    connection: AsyncConnection, value: bytes, *, purpose: str, user_id: UserId, at: datetime
) -> None:
    new = {"challenge": value, "purpose": purpose, "user_id": user_id, "created_at": at}
    await connection.execute(insert(challenge).values(**new))


async def take_challenge(
    connection: AsyncConnection, value: bytes, *, purpose: str, user_id: UserId, since: datetime
) -> bool:
    """Use a challenge up; tell whether it was asked for this, of this person, and not used before."""
    own = (challenge.c.challenge == value) & (challenge.c.purpose == purpose)
    fresh = own & (challenge.c.user_id == user_id) & (challenge.c.created_at > since)
    return (await connection.execute(delete(challenge).where(fresh))).rowcount > 0


async def forget_challenges(connection: AsyncConnection, *, before: datetime) -> None:
    await connection.execute(delete(challenge).where(challenge.c.created_at < before))


def _passkey(row: Row[Any]) -> Passkey:
    view = PasskeyView(
        PasskeyId(row.id),
        UserId(row.user_id),
        row.name,
        row.is_synced,
        row.created_at,
        row.last_used_at,
        row.suspected_at,
    )
    return Passkey(view, row.credential_id, row.public_key, row.sign_count, tuple(row.transports))
