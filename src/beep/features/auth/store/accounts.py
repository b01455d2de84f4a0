"""SQL of accounts: takes a connection, decides nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.auth.tables import account
from beep.kit.ids import UserId


@dataclass(frozen=True, slots=True)
class Account:
    user_id: UserId
    email: str | None
    email_key: str
    password_hash: str | None
    global_roles: frozenset[str]
    is_active: bool
    created_at: datetime
    verified_at: datetime | None = None
    suspended_at: datetime | None = None


async def insert_account(connection: AsyncConnection, new: Account) -> bool:
    """Add an account; tell whether its e-mail was free. Waits for who signs up with the same one."""
    statement = insert(account).values(
        user_id=new.user_id,
        email=new.email or "",
        email_key=new.email_key,
        password_hash=new.password_hash or "",
        global_roles=sorted(new.global_roles),
        is_active=new.is_active,
        created_at=new.created_at,
        verified_at=new.verified_at,
    )
    added = await connection.execute(
        statement.on_conflict_do_nothing(index_elements=[account.c.email_key]).returning(account.c.user_id)
    )
    return added.first() is not None


async def find_account(
    connection: AsyncConnection, *, email_key: str | None = None, user_id: UserId | None = None
) -> Account | None:
    wanted = account.c.email_key == email_key if email_key is not None else account.c.user_id == user_id
    return await _one(connection, select(account).where(wanted))


async def hold_account(connection: AsyncConnection, user_id: UserId) -> Account | None:
    """Return an account that stays as it is until the commit."""
    return await _one(
        connection, select(account).where(account.c.user_id == user_id).with_for_update(read=True)
    )


async def lock_account(connection: AsyncConnection, user_id: UserId) -> Account | None:
    """Return an account that nobody else changes until the commit."""
    return await _one(connection, select(account).where(account.c.user_id == user_id).with_for_update())


async def _one(connection: AsyncConnection, statement: Select[Any]) -> Account | None:
    row = (await connection.execute(statement)).one_or_none()
    if row is None:
        return None
    return Account(
        UserId(row.user_id),
        row.email or None,
        row.email_key,
        row.password_hash or None,
        frozenset[str](row.global_roles),
        row.is_active,
        row.created_at,
        row.verified_at,
        row.suspended_at,
    )


async def activate(connection: AsyncConnection, user_id: UserId) -> None:
    await connection.execute(update(account).where(account.c.user_id == user_id).values(is_active=True))


async def list_waiting(connection: AsyncConnection, *, before: datetime) -> list[UserId]:
    """Return accounts whose profile may not count yet, made before a moment, 100 at most."""
    statement = select(account.c.user_id).where(~account.c.is_active, account.c.created_at < before)
    return [UserId(row.user_id) for row in await connection.execute(statement.limit(100))]


async def change_account(connection: AsyncConnection, user_id: UserId, **values: Any) -> bool:
    """Change columns of an account; tell whether there is one."""
    changed = await connection.execute(update(account).where(account.c.user_id == user_id).values(**values))
    return changed.rowcount > 0


async def delete_account(connection: AsyncConnection, user_id: UserId) -> None:
    """Forget an account; its sessions, tokens and tickets go with it."""
    await connection.execute(delete(account).where(account.c.user_id == user_id))


async def replace_hash(connection: AsyncConnection, user_id: UserId, *, old: str, new: str) -> bool:
    """Replace a password's hash by another one of it; tell whether it was still there."""
    unchanged = (account.c.user_id == user_id) & (account.c.password_hash == old)
    replaced = await connection.execute(update(account).where(unchanged).values(password_hash=new))
    return replaced.rowcount > 0


_LOCK_ADMINISTRATORS = text("SELECT pg_advisory_xact_lock(hashtextextended('auth.administrators', 0))")


async def lock_administrators(connection: AsyncConnection) -> None:
    """Let one transaction at a time change who administers, so that somebody always does."""
    await connection.execute(_LOCK_ADMINISTRATORS)


async def list_administrators(connection: AsyncConnection) -> list[UserId]:
    """Return who administers and is not suspended, the oldest account first."""
    administers = account.c.global_roles.contains(["admin"]) & account.c.suspended_at.is_(None)
    found = select(account.c.user_id).where(administers).order_by(account.c.user_id)
    return [UserId(row.user_id) for row in await connection.execute(found)]


async def verify_account(connection: AsyncConnection, user_id: UserId, *, at: datetime) -> bool:
    """Mark an account as verified; tell whether it was not."""
    waiting = (account.c.user_id == user_id) & account.c.verified_at.is_(None)
    return (await connection.execute(update(account).where(waiting).values(verified_at=at))).rowcount > 0


async def move_account(
    connection: AsyncConnection, user_id: UserId, *, email: str, email_key: str, at: datetime
) -> bool:
    """Give an account a confirmed e-mail; tell whether no other account has it."""
    moved = update(account).where(account.c.user_id == user_id)
    try:
        async with connection.begin_nested():
            await connection.execute(moved.values(email=email, email_key=email_key, verified_at=at))
    except IntegrityError:
        return False
    return True
