"""SQL of what signing in leaves behind on the way: attempts, and tickets for a second step."""

from datetime import datetime

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.auth.contract import TicketView
from beep.features.auth.tables import attempt, ticket
from beep.kit.ids import UserId


async def insert_ticket(
    connection: AsyncConnection, token_hash: bytes, waiting: TicketView, *, at: datetime
) -> None:
    new = {"user_id": waiting.user_id, "methods": list(waiting.methods), "created_at": at, "failures": 0}
    await connection.execute(insert(ticket).values(hash=token_hash, **new))


async def find_ticket(
    connection: AsyncConnection, token_hash: bytes, *, since: datetime
) -> TicketView | None:
    found = select(ticket).where(ticket.c.hash == token_hash, ticket.c.created_at > since)
    row = (await connection.execute(found)).one_or_none()
    return TicketView(UserId(row.user_id), tuple(row.methods)) if row else None


async def take_ticket(
    connection: AsyncConnection, token_hash: bytes, *, since: datetime
) -> TicketView | None:
    """Use a ticket up; `None` when it is too old, or another took it."""
    gone = delete(ticket).where(ticket.c.hash == token_hash, ticket.c.created_at > since)
    row = (await connection.execute(gone.returning(ticket))).one_or_none()
    return TicketView(UserId(row.user_id), tuple(row.methods)) if row else None


async def fail_ticket(connection: AsyncConnection, token_hash: bytes, *, limit: int) -> UserId | None:
    """Count a failure; at the limit the ticket is gone, and whose it was is returned."""
    one_more = update(ticket).where(ticket.c.hash == token_hash).values(failures=ticket.c.failures + 1)
    await connection.execute(one_more)
    over = delete(ticket).where(ticket.c.hash == token_hash, ticket.c.failures >= limit)
    row = (await connection.execute(over.returning(ticket.c.user_id))).one_or_none()
    return UserId(row.user_id) if row else None


async def drop_tickets(connection: AsyncConnection, user_id: UserId) -> None:
    """Let no second step of a person be taken that waits now."""
    await connection.execute(delete(ticket).where(ticket.c.user_id == user_id))


async def forget_tickets(connection: AsyncConnection, *, before: datetime) -> None:
    await connection.execute(delete(ticket).where(ticket.c.created_at < before))


_LOCK_ATTEMPTS = text("SELECT pg_advisory_xact_lock(hashtextextended('auth.attempt ' || :address, 0))")


async def lock_attempts(connection: AsyncConnection, address: str) -> None:
    """Let one process at a time count and reserve for an address, until the commit."""
    await connection.execute(_LOCK_ATTEMPTS, {"address": address})


async def failure_from_last(
    connection: AsyncConnection,
    place: int,
    *,
    ip_key: str | None = None,
    account_key: bytes | None = None,
    since: datetime,
    stale: datetime,
) -> datetime | None:
    """Return when the `place`-th last failure since a moment was; what hangs since `stale` failed too."""
    whose = attempt.c.ip_key == ip_key if ip_key is not None else attempt.c.account_key == account_key
    failed = ~attempt.c.is_pending | (attempt.c.at <= stale)
    found = select(attempt.c.at).where(whose, failed, attempt.c.at > since).order_by(attempt.c.at.desc())
    return (await connection.execute(found.offset(place - 1).limit(1))).scalar_one_or_none()


async def count_attempts(connection: AsyncConnection, ip_key: str, *, since: datetime) -> int:
    """Return how many attempts of an address failed or are undecided."""
    counted = select(func.count()).where(attempt.c.ip_key == ip_key, attempt.c.at > since)
    return (await connection.execute(counted)).scalar_one()


async def insert_attempt(
    connection: AsyncConnection, ip_key: str, account_key: bytes, *, at: datetime
) -> int:
    new = insert(attempt).values(ip_key=ip_key, account_key=account_key, at=at, is_pending=True)
    return (await connection.execute(new.returning(attempt.c.id))).scalar_one()


async def fail_attempt(connection: AsyncConnection, place: int) -> None:
    await connection.execute(update(attempt).where(attempt.c.id == place).values(is_pending=False))


async def forget_attempt(connection: AsyncConnection, place: int) -> None:
    """Give a place back: the attempt succeeded, or was never judged."""
    await connection.execute(delete(attempt).where(attempt.c.id == place))


async def forget_attempts(connection: AsyncConnection, *, before: datetime) -> None:
    await connection.execute(delete(attempt).where(attempt.c.at < before))
