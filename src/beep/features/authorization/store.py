"""SQL of authorization: takes a connection, decides nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.authorization.contract import DenialView
from beep.features.authorization.tables import denial, projected
from beep.kit.ids import ChannelId, ServerId, UserId
from beep.kit.permissions import Permission
from beep.runtime.database import Transaction

_KEY = (denial.c.server_id, denial.c.user_id, denial.c.channel_id, denial.c.missing)


def _order(one: DenialView) -> tuple[int, ...]:
    return (one.server_id, one.user_id, one.channel_id or 0, int(one.missing))


async def add_denials(tx: Transaction, denials: Sequence[DenialView]) -> None:
    """Add to the counts there are; in one order, so that two processes never wait for each other."""
    rows = [
        {
            "server_id": one.server_id,
            "user_id": one.user_id,
            "channel_id": one.channel_id or 0,
            "missing": int(one.missing),
            "times": one.count,
            "first_at": one.first_at,
            "last_at": one.last_at,
        }
        for one in sorted(denials, key=_order)
    ]
    new = insert(denial).values(rows)
    await tx.execute(
        new.on_conflict_do_update(
            index_elements=_KEY,
            set_={"times": denial.c.times + new.excluded.times, "last_at": new.excluded.last_at},
        )
    )


async def trim_denials(tx: Transaction, server_ids: Iterable[ServerId], *, kept: int) -> None:
    """Delete the oldest beyond `kept` of each server."""
    for server_id in sorted(server_ids):
        mine = denial.c.server_id == server_id
        newest = select(denial.c.last_at).where(mine).order_by(denial.c.last_at.desc())
        last = newest.offset(kept).limit(1).scalar_subquery()
        await tx.execute(delete(denial).where(mine, denial.c.last_at <= last))


async def list_denials(
    connection: AsyncConnection, server_id: ServerId, *, user_id: UserId | None, limit: int
) -> list[DenialView]:
    statement = select(denial).where(denial.c.server_id == server_id)
    if user_id is not None:
        statement = statement.where(denial.c.user_id == user_id)
    rows = await connection.execute(statement.order_by(denial.c.last_at.desc()).limit(limit))
    return [
        DenialView(
            ServerId(row.server_id),
            UserId(row.user_id),
            ChannelId(row.channel_id) if row.channel_id else None,
            Permission(row.missing),
            row.times,
            row.first_at,
            row.last_at,
        )
        for row in rows
    ]


async def forget_person(tx: Transaction, user_id: UserId) -> None:
    await tx.execute(delete(denial).where(denial.c.user_id == user_id))


async def forget_server(tx: Transaction, server_id: ServerId) -> None:
    await tx.execute(delete(denial).where(denial.c.server_id == server_id))


@dataclass(frozen=True, slots=True)
class Projected:
    """What Permify was told of a server, and the snap token of the last time."""

    token: str
    relations: set[str]


async def lock_projected(tx: Transaction, server_id: ServerId) -> Projected:
    """Hold what is known of a server's projection until the commit; begun if need be."""
    new = insert(projected).values(server_id=server_id, seq=-1, token="", relations=[])
    await tx.execute(new.on_conflict_do_nothing())
    found = await tx.execute(select(projected).where(projected.c.server_id == server_id).with_for_update())
    row = found.one()
    return Projected(row.token, set(row.relations))


async def keep_projected(
    tx: Transaction, server_id: ServerId, seq: int, token: str, relations: set[str]
) -> None:
    changed = update(projected).where(projected.c.server_id == server_id)
    await tx.execute(changed.values(seq=seq, token=token, relations=sorted(relations)))


async def projected_place(connection: AsyncConnection, server_id: ServerId) -> tuple[int, str]:
    """Return how far a server was projected, and the snap token to ask with."""
    wanted = select(projected.c.seq, projected.c.token).where(projected.c.server_id == server_id)
    row = (await connection.execute(wanted)).one_or_none()
    return (-1, "") if row is None else (row.seq, row.token)


async def list_projected(connection: AsyncConnection) -> list[ServerId]:
    """Return every server Permify was ever told of, those that are gone too."""
    return [ServerId(one) for one in (await connection.execute(select(projected.c.server_id))).scalars()]
