"""SQL of users: takes a connection, returns views, decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.users.contract import Status, UserView
from beep.features.users.tables import name, profile
from beep.kit.ids import UserId
from beep.kit.languages import DEFAULT

_COLUMNS = (
    profile.c.user_id,
    profile.c.username,
    profile.c.display_name,
    profile.c.is_bot,
    profile.c.created_at,
    profile.c.avatar,
    profile.c.language,
)


@dataclass(frozen=True, slots=True)
class Held:
    """A profile whose row is locked."""

    view: UserView
    is_active: bool
    is_deleted: bool


async def claim(
    connection: AsyncConnection,
    user_id: UserId,
    keys: Sequence[str],
    *,
    now: datetime,
    until: datetime | None,
) -> bool:
    """Take names that are free, or one's own; tell whether all were. Waits for who claims them too."""
    wanted = insert(name).values(
        [{"key": key, "user_id": user_id, "held_until": until} for key in sorted(keys)]
    )
    statement = wanted.on_conflict_do_update(
        index_elements=[name.c.key],
        set_={"user_id": wanted.excluded.user_id, "held_until": wanted.excluded.held_until},
        where=or_(name.c.user_id == wanted.excluded.user_id, name.c.held_until <= now),
    )
    taken = await connection.execute(statement.returning(name.c.key))
    return len(taken.all()) == len(keys)


async def release(
    connection: AsyncConnection, user_id: UserId, *, keep: Sequence[str], until: datetime
) -> None:
    """Give up the names in use that are not in `keep`; they stay held until `until`."""
    in_use = (name.c.user_id == user_id) & name.c.held_until.is_(None) & name.c.key.not_in(keep)
    await connection.execute(update(name).where(in_use).values(held_until=until))


async def forget_names(connection: AsyncConnection, user_id: UserId) -> None:
    await connection.execute(delete(name).where(name.c.user_id == user_id))


async def names_of(connection: AsyncConnection, user_id: UserId) -> list[str]:
    """Return the keys of the names a person has, or that are held for them."""
    found = await connection.execute(select(name.c.key).where(name.c.user_id == user_id).order_by(name.c.key))
    return [row.key for row in found]


async def first_release(connection: AsyncConnection, user_id: UserId, *, now: datetime) -> tuple[int, Any]:
    """Return how many former names are held, and when the first of them becomes free."""
    held = select(func.count(), func.min(name.c.held_until)).where(
        name.c.user_id == user_id, name.c.held_until > now
    )
    row = (await connection.execute(held)).one()
    return row[0], row[1]


async def insert_profile(connection: AsyncConnection, view: UserView, *, is_active: bool) -> None:
    await connection.execute(
        insert(profile).values(
            user_id=view.id,
            username=view.username,
            display_name=view.display_name,
            is_bot=view.is_bot,
            is_active=is_active,
            created_at=view.created_at,
            language=view.language,
        )
    )


async def lock(connection: AsyncConnection, user_id: UserId) -> Held | None:
    statement = select(*_COLUMNS, profile.c.is_active, profile.c.deleted_at).where(
        profile.c.user_id == user_id
    )
    row = (await connection.execute(statement.with_for_update())).one_or_none()
    return Held(_view(row), row.is_active, row.deleted_at is not None) if row else None


async def save(connection: AsyncConnection, view: UserView, *, deleted_at: datetime | None = None) -> None:
    """Write the names of a profile; it counts from now on."""
    await connection.execute(
        update(profile)
        .where(profile.c.user_id == view.id)
        .values(
            username=view.username,
            display_name=view.display_name,
            avatar=view.avatar,
            language=view.language,
            is_active=True,
            deleted_at=deleted_at,
        )
    )


async def choose_status(connection: AsyncConnection, user_id: UserId, status: Status) -> bool:
    """Write down what a person wants to be seen as; tell whether that is something else than before."""
    other = (profile.c.user_id == user_id) & (profile.c.status != status)
    return (await connection.execute(update(profile).where(other).values(status=status))).rowcount > 0


async def status_of(connection: AsyncConnection, user_id: UserId) -> Status:
    found = await connection.execute(select(profile.c.status).where(profile.c.user_id == user_id))
    return found.scalar_one_or_none() or "online"


async def discard(connection: AsyncConnection, user_id: UserId) -> bool:
    gone = delete(profile).where(profile.c.user_id == user_id, ~profile.c.is_active)
    return (await connection.execute(gone)).rowcount > 0


async def discard_forgotten(connection: AsyncConnection, *, before: datetime) -> None:
    """Forget profiles whose account never came; their names have long been free."""
    await connection.execute(delete(profile).where(~profile.c.is_active, profile.c.created_at < before))


async def list_by_ids(connection: AsyncConnection, user_ids: Sequence[UserId]) -> list[UserView]:
    statement = select(*_COLUMNS).where(profile.c.user_id == func.any(list(user_ids)), profile.c.is_active)
    return [_view(row) for row in await connection.execute(statement)]


async def search(connection: AsyncConnection, words: str, *, before: int, limit: int) -> list[UserView]:
    """Return people whose username or display name begins with `words`, the newest first."""
    is_there = profile.c.is_active & profile.c.deleted_at.is_(None) & ~profile.c.is_bot
    begins = or_(
        profile.c.username.istartswith(words, autoescape=True),
        profile.c.display_name.istartswith(words, autoescape=True),
    )
    found = select(*_COLUMNS).where(is_there, profile.c.user_id < before)
    if words:
        found = found.where(begins)
    rows = await connection.execute(found.order_by(profile.c.user_id.desc()).limit(limit))
    return [_view(row) for row in rows]


async def find_by_id(connection: AsyncConnection, user_id: UserId) -> UserView | None:
    is_there = (profile.c.user_id == user_id) & profile.c.is_active & profile.c.deleted_at.is_(None)
    row = (await connection.execute(select(*_COLUMNS).where(is_there))).one_or_none()
    return None if row is None else _view(row)


async def holds_any(
    connection: AsyncConnection, user_id: UserId, keys: Sequence[str], *, now: datetime
) -> bool:
    """Tell whether a person has one of these names, in use or held for them."""
    is_theirs = (name.c.user_id == user_id) & name.c.key.in_(keys)
    is_held = name.c.held_until.is_(None) | (name.c.held_until > now)
    found = await connection.execute(select(name.c.key).where(is_theirs, is_held).limit(1))
    return found.first() is not None


async def list_avatars(connection: AsyncConnection, user_ids: Sequence[UserId]) -> set[tuple[int, str]]:
    """Return people with their pictures' hashes, without those who have none."""
    query = select(profile.c.user_id, profile.c.avatar)
    found = query.where(profile.c.user_id == func.any(list(user_ids)), profile.c.avatar.is_not(None))
    return {(row.user_id, row.avatar) for row in await connection.execute(found)}


async def find_by_keys(connection: AsyncConnection, keys: Sequence[str]) -> list[UserView]:
    statement = (
        select(*_COLUMNS)
        .join(name, name.c.user_id == profile.c.user_id)
        .where(name.c.key.in_(keys), name.c.held_until.is_(None), profile.c.is_active)
    )
    return [_view(row) for row in await connection.execute(statement)]


def _view(row: Row[*tuple[Any, ...]]) -> UserView:
    return UserView(
        UserId(row.user_id),
        row.username,
        row.display_name,
        row.is_bot,
        row.created_at,
        row.avatar,
        row.language or DEFAULT,
    )
