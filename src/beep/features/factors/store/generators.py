"""SQL of code generators, and of codes that were wrong."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.factors.contract import GeneratorView
from beep.features.factors.tables import generator, guess, offer
from beep.kit.ids import UserId


@dataclass(frozen=True, slots=True)
class Sealed:
    """A secret, and the name of the key it is sealed with."""

    secret: bytes
    key_name: str


@dataclass(frozen=True, slots=True)
class Generator:
    sealed: Sealed
    last_step: int
    view: GeneratorView


async def put_offer(connection: AsyncConnection, user_id: UserId, new: Sealed, *, at: datetime) -> None:
    """Keep a secret that was shown, in place of one that was not confirmed."""
    values = {"sealed": new.secret, "key_name": new.key_name, "created_at": at}
    added = insert(offer).values(user_id=user_id, **values)
    await connection.execute(added.on_conflict_do_update(index_elements=[offer.c.user_id], set_=values))


async def find_offer(connection: AsyncConnection, user_id: UserId, *, since: datetime) -> Sealed | None:
    found = select(offer).where(offer.c.user_id == user_id, offer.c.created_at > since)
    row = (await connection.execute(found)).one_or_none()
    return Sealed(row.sealed, row.key_name) if row else None


async def take_offer(connection: AsyncConnection, user_id: UserId, known: Sealed) -> bool:
    """Use an offer up; tell whether it was still there."""
    gone = delete(offer).where(offer.c.user_id == user_id, offer.c.sealed == known.secret)
    return (await connection.execute(gone)).rowcount > 0


async def forget_offers(
    connection: AsyncConnection, *, before: datetime | None = None, user_id: UserId | None = None
) -> None:
    which = offer.c.user_id == user_id if before is None else offer.c.created_at < before
    await connection.execute(delete(offer).where(which))


async def put_generator(
    connection: AsyncConnection, user_id: UserId, new: Sealed, *, step: int, at: datetime
) -> None:
    """Make a secret the one codes are of, in place of another."""
    values = {
        "sealed": new.secret,
        "key_name": new.key_name,
        "last_step": step,
        "created_at": at,
        "last_used_at": None,
    }
    added = insert(generator).values(user_id=user_id, **values)
    await connection.execute(added.on_conflict_do_update(index_elements=[generator.c.user_id], set_=values))


async def find_generator(connection: AsyncConnection, user_id: UserId) -> Generator | None:
    row = (await connection.execute(select(generator).where(generator.c.user_id == user_id))).one_or_none()
    if row is None:
        return None
    view = GeneratorView(row.created_at, row.last_used_at)
    return Generator(Sealed(row.sealed, row.key_name), row.last_step, view)


async def use_step(connection: AsyncConnection, user_id: UserId, step: int, *, at: datetime) -> bool:
    """Use the code of a step; tell whether nobody used it, or a later one, before."""
    unused = (generator.c.user_id == user_id) & (generator.c.last_step < step)
    used = await connection.execute(update(generator).where(unused).values(last_step=step, last_used_at=at))
    return used.rowcount > 0


async def delete_generator(connection: AsyncConnection, user_id: UserId) -> bool:
    gone = await connection.execute(delete(generator).where(generator.c.user_id == user_id))
    return gone.rowcount > 0


async def count_other_keys(connection: AsyncConnection, key_name: str) -> int:
    """Return how many generators, 1000 at most, another key file than this one opens."""
    others = select(generator.c.user_id).where(generator.c.key_name != key_name).limit(1000)
    return len((await connection.execute(others)).all())


async def take_guess(
    connection: AsyncConnection, user_id: UserId, *, now: datetime, since: datetime
) -> tuple[int, datetime]:
    """Count one more guess; return how many there were since when. A window older than `since` is over."""
    first = insert(guess).values(user_id=user_id, count=1, since=now)
    is_over = guess.c.since <= since
    more = first.on_conflict_do_update(
        index_elements=[guess.c.user_id],
        set_={
            "count": case((is_over, 1), else_=guess.c.count + 1),
            "since": case((is_over, now), else_=guess.c.since),
        },
    )
    row = (await connection.execute(more.returning(guess.c.count, guess.c.since))).one()
    return row.count, row.since  # type: ignore[return-value]


async def forget_guesses(
    connection: AsyncConnection, *, before: datetime | None = None, user_id: UserId | None = None
) -> None:
    which = guess.c.user_id == user_id if before is None else guess.c.since < before
    await connection.execute(delete(guess).where(which))
