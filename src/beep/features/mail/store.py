"""SQL of letters: takes a connection, decides nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, delete, func, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.mail.contract import LetterId, LetterView, State
from beep.features.mail.tables import letter
from beep.kit.ids import UserId

# Bounds are counted by one at a time; "mail" in ASCII.
_LOCK = text("SELECT pg_advisory_xact_lock(1835100524)")
_WAITING = letter.c.state == "waiting"


@dataclass(frozen=True, slots=True)
class Kept:
    """A letter as it is stored when it is handed over."""

    id: LetterId
    key: str
    recipient: str
    recipient_key: str
    subject: str
    key_name: str
    sealed_body: bytes
    created_at: datetime
    expires_at: datetime
    user_id: UserId | None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter somebody sends, until its `next_try_at`."""

    id: LetterId
    key: str
    recipient: str
    subject: str
    sealed_body: bytes
    created_at: datetime
    tries: int


async def lock_queue(connection: AsyncConnection) -> None:
    await connection.execute(_LOCK)


async def has_key(connection: AsyncConnection, key: str) -> bool:
    found = await connection.execute(select(letter.c.id).where(letter.c.key == key))
    return found.first() is not None


async def oldest_of_last(
    connection: AsyncConnection, recipient_key: str, count: int, *, since: datetime
) -> datetime | None:
    """Return when the oldest of the last `count` letters to a mailbox was written, if there are so many."""
    mine = and_(letter.c.recipient_key == recipient_key, letter.c.created_at > since)
    found = select(letter.c.created_at).where(mine).order_by(letter.c.created_at.desc())
    return (await connection.execute(found.offset(count - 1).limit(1))).scalar_one_or_none()


async def count_waiting(connection: AsyncConnection) -> int:
    return (await connection.execute(select(func.count()).where(_WAITING))).scalar_one()


async def count_by_state(connection: AsyncConnection) -> dict[str, int]:
    rows = await connection.execute(select(letter.c.state, func.count()).group_by(letter.c.state))
    return {row[0]: row[1] for row in rows}


async def insert_letter(connection: AsyncConnection, new: Kept) -> None:
    await connection.execute(
        insert(letter).values(
            id=new.id,
            key=new.key,
            recipient=new.recipient,
            recipient_key=new.recipient_key,
            subject=new.subject,
            key_name=new.key_name,
            sealed_body=new.sealed_body,
            state="waiting",
            created_at=new.created_at,
            expires_at=new.expires_at,
            next_try_at=new.created_at,
            tries=0,
            user_id=new.user_id,
        )
    )


async def expire_overdue(connection: AsyncConnection, *, now: datetime) -> None:
    """Forget what letters say once nobody wants to read it any more, whatever became of them."""
    late = (letter.c.expires_at <= now) & letter.c.sealed_body.is_not(None)
    state = case((_WAITING, literal("expired")), else_=letter.c.state)
    await connection.execute(update(letter).where(late).values(state=state, sealed_body=None))


async def expire_oldest(connection: AsyncConnection, count: int) -> None:
    oldest = select(letter.c.id).where(_WAITING).order_by(letter.c.id).limit(count)
    await connection.execute(
        update(letter)
        .where(letter.c.id.in_(oldest.scalar_subquery()))
        .values(state="expired", sealed_body=None)
    )


async def forget_old(connection: AsyncConnection, *, before: datetime, now: datetime) -> None:
    """Take letters out of the list; one that waits stays until it expires."""
    done = (letter.c.created_at < before) & (letter.c.expires_at <= now)
    await connection.execute(delete(letter).where(done))


async def forget_person(connection: AsyncConnection, user_id: UserId) -> None:
    await connection.execute(delete(letter).where(letter.c.user_id == user_id))


# -- sending ----------------------------------------------------------------------------------


async def claim_next(
    connection: AsyncConnection, *, key_name: str, now: datetime, until: datetime
) -> Claimed | None:
    """Take the letter that waits longest for its turn; nobody else has it before `until`."""
    is_due = _WAITING & (letter.c.next_try_at <= now) & (letter.c.expires_at > now)
    due = select(letter.c.id).where(is_due, letter.c.key_name == key_name)
    first = due.order_by(letter.c.next_try_at, letter.c.id).limit(1).with_for_update(skip_locked=True)
    taken = (
        update(letter)
        .where(letter.c.id == first.scalar_subquery())
        .values(next_try_at=until, tries=letter.c.tries + 1)
        .returning(letter)
    )
    row = (await connection.execute(taken)).one_or_none()
    if row is None:
        return None
    return Claimed(
        LetterId(row.id), row.key, row.recipient, row.subject, row.sealed_body, row.created_at, row.tries
    )


def _still_mine(claimed: Claimed) -> ColumnElement[bool]:
    return (letter.c.id == claimed.id) & _WAITING & (letter.c.tries == claimed.tries)


async def mark_sent(connection: AsyncConnection, claimed: Claimed, *, at: datetime) -> None:
    """Note that a letter has left; what it says is forgotten."""
    done: dict[str, Any] = {"state": "sent", "sent_at": at, "sealed_body": None, "error": None}
    await connection.execute(update(letter).where(_still_mine(claimed)).values(done))


async def mark_failed(connection: AsyncConnection, claimed: Claimed, *, error: str) -> None:
    failed = update(letter).where(_still_mine(claimed))
    await connection.execute(failed.values(state="failed", error=error))


async def put_back(
    connection: AsyncConnection, claimed: Claimed, *, error: str, next_try_at: datetime
) -> None:
    waits = update(letter).where(_still_mine(claimed))
    await connection.execute(waits.values(error=error, next_try_at=next_try_at))


# -- what administrators and readers see -------------------------------------------------------


async def list_letters(
    connection: AsyncConnection, *, before: LetterId | None, limit: int, now: datetime
) -> list[LetterView]:
    """Return letters, the newest first."""
    found = select(letter).order_by(letter.c.id.desc()).limit(limit)
    if before is not None:
        found = found.where(letter.c.id < before)
    return [_view(row, now) for row in await connection.execute(found)]


async def list_of_person(connection: AsyncConnection, user_id: UserId, *, now: datetime) -> list[LetterView]:
    """Return somebody's letters, the oldest first."""
    found = select(letter).where(letter.c.user_id == user_id).order_by(letter.c.id)
    return [_view(row, now) for row in await connection.execute(found)]


async def find_sealed(
    connection: AsyncConnection, letter_id: LetterId, *, now: datetime
) -> tuple[str, bytes] | None:
    """Return the key of a letter and what it says, sealed; `None` when that is gone."""
    alive = (letter.c.id == letter_id) & letter.c.sealed_body.is_not(None) & (letter.c.expires_at > now)
    row = (await connection.execute(select(letter.c.key, letter.c.sealed_body).where(alive))).one_or_none()
    return (row.key, row.sealed_body) if row else None


async def lock_state(connection: AsyncConnection, letter_id: LetterId, *, now: datetime) -> State | None:
    """Hold a letter until the commit and return its state, `None` when there is none."""
    found = await connection.execute(select(letter).where(letter.c.id == letter_id).with_for_update())
    row = found.one_or_none()
    return _view(row, now).state if row else None


async def try_again(connection: AsyncConnection, letter_id: LetterId, *, now: datetime) -> None:
    fresh = {"state": "waiting", "next_try_at": now, "tries": 0}
    await connection.execute(update(letter).where(letter.c.id == letter_id).values(fresh))


def _view(row: Row[Any], now: datetime) -> LetterView:
    is_over = row.state in {"waiting", "failed"} and row.expires_at <= now
    state: State = "expired" if is_over and row.state == "waiting" else row.state
    return LetterView(
        LetterId(row.id),
        row.recipient,
        row.subject,
        state,
        row.created_at,
        row.expires_at,
        row.tries,
        row.next_try_at if state == "waiting" else None,
        row.sent_at,
        row.error,
    )
