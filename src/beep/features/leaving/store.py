"""SQL of leaving: takes a connection, decides nothing."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.leaving.contract import DepartureView, Fate, Mode
from beep.features.leaving.tables import choice, departure, export
from beep.kit.ids import UserId
from beep.kit.text import json_encode

_fates = msgspec.json.Decoder(tuple[Fate, ...])


async def put(connection: AsyncConnection, new: DepartureView) -> None:
    """Write down a wish to leave, in place of the one before."""
    values = {
        "mode": new.mode,
        "asked_at": new.asked_at,
        "due_at": new.due_at,
        "fates": json_encode(new.fates).decode(),
        "claimed_until": None,
    }
    statement = insert(departure).values(user_id=new.user_id, **values)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=[departure.c.user_id], set_=values)
    )


async def find(connection: AsyncConnection, user_id: UserId) -> DepartureView | None:
    row = (await connection.execute(select(departure).where(departure.c.user_id == user_id))).one_or_none()
    return _view(row) if row else None


async def take_back(connection: AsyncConnection, user_id: UserId) -> bool:
    """Drop a wish nobody is carrying out yet; tell whether there was one."""
    is_untouched = departure.c.claimed_until.is_(None) & departure.c.erased_at.is_(None)
    waiting = (departure.c.user_id == user_id) & is_untouched
    return (await connection.execute(delete(departure).where(waiting))).rowcount > 0


async def claim_due(connection: AsyncConnection, *, now: datetime, until: datetime) -> DepartureView | None:
    """Take one wish that is due and that no other process is at, the longest due first."""
    free = departure.c.claimed_until.is_(None) | (departure.c.claimed_until <= now)
    due = select(departure.c.user_id).where(departure.c.due_at <= now, free)
    first = due.order_by(departure.c.due_at).limit(1).with_for_update(skip_locked=True).scalar_subquery()
    taken = update(departure).where(departure.c.user_id == first).values(claimed_until=until)
    row = (await connection.execute(taken.returning(departure))).one_or_none()
    return _view(row) if row else None


async def settle(
    connection: AsyncConnection, user_id: UserId, *, erased_at: datetime, again_at: datetime
) -> None:
    """Write down that somebody is erased, and when to look again at what came late."""
    done = {"erased_at": erased_at, "due_at": again_at, "claimed_until": None, "fates": "[]"}
    await connection.execute(update(departure).where(departure.c.user_id == user_id).values(**done))


async def finish(connection: AsyncConnection, user_id: UserId) -> None:
    for table in (departure, choice, export):
        await connection.execute(delete(table).where(table.c.user_id == user_id))


async def choose(connection: AsyncConnection, user_id: UserId, mode: Mode) -> None:
    chosen = insert(choice).values(user_id=user_id, mode=mode)
    await connection.execute(
        chosen.on_conflict_do_update(index_elements=[choice.c.user_id], set_={"mode": mode})
    )


async def chosen_by(connection: AsyncConnection, user_id: UserId) -> Mode:
    found = await connection.execute(select(choice.c.mode).where(choice.c.user_id == user_id))
    return found.scalar_one_or_none() or "delete"


async def exports_since(
    connection: AsyncConnection, user_id: UserId, *, since: datetime
) -> tuple[int, datetime | None]:
    """Return how many copies somebody took since a moment, and when the first of them."""
    taken = select(func.count(), func.min(export.c.at)).where(
        export.c.user_id == user_id, export.c.at > since
    )
    row = (await connection.execute(taken)).one()
    return row[0], row[1]


async def add_export(connection: AsyncConnection, user_id: UserId, *, at: datetime) -> None:
    await connection.execute(insert(export).values(user_id=user_id, at=at).on_conflict_do_nothing())


async def forget_exports(connection: AsyncConnection, *, before: datetime) -> None:
    await connection.execute(delete(export).where(export.c.at < before))


def _view(row: Row[Any]) -> DepartureView:
    return DepartureView(
        UserId(row.user_id), row.mode, row.asked_at, row.due_at, _fates.decode(row.fates), row.erased_at
    )
