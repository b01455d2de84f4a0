"""SQL of pictures: takes a connection, decides nothing."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.media.contract import PictureKind
from beep.features.media.tables import picture
from beep.runtime.database import Transaction

# A picture's kind, its owner and its hash.
Named = tuple[PictureKind, int, str]
_KEY = tuple_(picture.c.kind, picture.c.owner_id, picture.c.hash)
# Before every other.
FIRST: Named = ("avatar", 0, "")


async def announce(
    tx: Transaction, kind: str, owner_id: int, name: str, size_bytes: int, *, at: datetime
) -> None:
    """Write down a picture whose bytes are on their way; until its owner shows it, it counts as dropped."""
    wanted = insert(picture).values(
        kind=kind, owner_id=owner_id, hash=name, size_bytes=size_bytes, made_at=at, dropped_at=at
    )
    await tx.execute(
        wanted.on_conflict_do_update(
            index_elements=[picture.c.kind, picture.c.owner_id, picture.c.hash],
            set_={"made_at": at, "dropped_at": at},
            where=picture.c.dropped_at.is_not(None),
        )
    )


async def list_of(connection: AsyncConnection, kind: str, owner_id: int) -> list[str]:
    """Return an owner's pictures by hash: the one that is kept first, then the newest."""
    newest = (picture.c.dropped_at.is_(None).desc(), picture.c.made_at.desc())
    return list(
        (
            await connection.execute(select(picture.c.hash).where(_of(kind, owner_id)).order_by(*newest))
        ).scalars()
    )


async def find_kept(connection: AsyncConnection, kind: str, owner_id: int) -> str | None:
    kept = and_(_of(kind, owner_id), picture.c.dropped_at.is_(None))
    return (await connection.execute(select(picture.c.hash).where(kept))).scalars().first()


async def settle(tx: Transaction, kind: str, owner_id: int, shown: Collection[str], *, at: datetime) -> None:
    """Keep those of an owner's pictures that are shown and drop the others."""
    mine = _of(kind, owner_id)
    keep, drop = picture.c.hash.in_(shown), picture.c.hash.not_in(shown)
    await tx.execute(update(picture).where(mine, keep).values(dropped_at=None))
    await tx.execute(update(picture).where(mine, drop, picture.c.dropped_at.is_(None)).values(dropped_at=at))


async def list_dropped(
    connection: AsyncConnection, *, before: datetime, after: Named = FIRST, limit: int
) -> list[Named]:
    return await _named(connection, _page(after, limit).where(picture.c.dropped_at < before))


async def list_kept(connection: AsyncConnection, *, after: Named, limit: int) -> list[Named]:
    return await _named(connection, _page(after, limit).where(picture.c.dropped_at.is_(None)))


async def hold_dropped(tx: Transaction, named: Named, *, before: datetime) -> bool:
    """Let nobody announce a dropped picture anew until the commit; tell whether it is there."""
    held = select(picture.c.hash).where(_KEY.in_([named]), picture.c.dropped_at < before)
    return (await tx.execute(held.with_for_update(skip_locked=True))).first() is not None


async def forget(tx: Transaction, named: Named) -> None:
    await tx.execute(delete(picture).where(_KEY.in_([named])))


def _of(kind: str, owner_id: int) -> Any:
    return and_(picture.c.kind == kind, picture.c.owner_id == owner_id)


def _page(after: Named, limit: int) -> Select[PictureKind, int, str]:
    columns = picture.c.kind, picture.c.owner_id, picture.c.hash
    return select(*columns).where(after < _KEY).order_by(*columns).limit(limit)


async def _named(connection: AsyncConnection, query: Select[PictureKind, int, str]) -> list[Named]:
    return [(row.kind, row.owner_id, row.hash) for row in await connection.execute(query)]
