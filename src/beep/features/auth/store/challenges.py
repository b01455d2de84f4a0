"""SQL of links in letters: takes a connection, decides nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.auth.contract import Challenge, ChallengeId, ChallengeKind, RequestId
from beep.features.auth.tables import challenge, reset_request
from beep.kit.ids import UserId


def _is_good(now: datetime) -> ColumnElement[bool]:
    return challenge.c.used_at.is_(None) & (challenge.c.expires_at > now)


async def insert_challenge(connection: AsyncConnection, new: Challenge) -> None:
    await connection.execute(
        insert(challenge).values(
            id=new.id,
            user_id=new.user_id,
            kind=new.kind,
            email=new.email,
            email_key=new.email_key,
            created_at=new.created_at,
            expires_at=new.expires_at,
        )
    )


async def find_challenge(
    connection: AsyncConnection, challenge_id: ChallengeId, *, now: datetime
) -> Challenge | None:
    """Return a link that is still good."""
    found = select(challenge).where(challenge.c.id == challenge_id, _is_good(now))
    row = (await connection.execute(found)).one_or_none()
    return _view(row) if row else None


async def find_pending(
    connection: AsyncConnection, user_id: UserId, kind: ChallengeKind, *, now: datetime
) -> Challenge | None:
    """Return a person's newest link of a kind that is still good."""
    mine = (challenge.c.user_id == user_id) & (challenge.c.kind == kind) & _is_good(now)
    newest = select(challenge).where(mine).order_by(challenge.c.id.desc()).limit(1)
    row = (await connection.execute(newest)).one_or_none()
    return _view(row) if row else None


async def nth_last_challenge(
    connection: AsyncConnection, user_id: UserId, kind: ChallengeKind, count: int, *, since: datetime
) -> datetime | None:
    """Return when the oldest of a person's last `count` links was made, if there were so many."""
    mine = (challenge.c.user_id == user_id) & (challenge.c.kind == kind) & (challenge.c.created_at > since)
    found = select(challenge.c.created_at).where(mine).order_by(challenge.c.created_at.desc())
    return (await connection.execute(found.offset(count - 1).limit(1))).scalar_one_or_none()


async def use_challenge(connection: AsyncConnection, challenge_id: ChallengeId, *, now: datetime) -> bool:
    """Use a link up; tell whether it was still good."""
    good = (challenge.c.id == challenge_id) & _is_good(now)
    return (await connection.execute(update(challenge).where(good).values(used_at=now))).rowcount > 0


async def drop_challenges(
    connection: AsyncConnection, user_id: UserId, kinds: Sequence[ChallengeKind], *, at: datetime
) -> None:
    mine = (challenge.c.user_id == user_id) & challenge.c.kind.in_(kinds) & challenge.c.used_at.is_(None)
    await connection.execute(update(challenge).where(mine).values(used_at=at))


async def is_held(connection: AsyncConnection, email_key: str, *, but: UserId | None, now: datetime) -> bool:
    """Tell whether an address may yet return to an account that has just left it, other than `but`."""
    held = (challenge.c.email_key == email_key) & (challenge.c.kind == "undo") & _is_good(now)
    if but is not None:
        held &= challenge.c.user_id != but
    return (await connection.execute(select(challenge.c.id).where(held).limit(1))).first() is not None


async def forget_challenges(connection: AsyncConnection, *, before: datetime) -> None:
    await connection.execute(delete(challenge).where(challenge.c.expires_at < before))


async def insert_request(
    connection: AsyncConnection, request_id: RequestId, email_key: str, *, at: datetime
) -> None:
    await connection.execute(insert(reset_request).values(id=request_id, email_key=email_key, created_at=at))


async def forget_requests(connection: AsyncConnection, *, before: datetime) -> None:
    """Forget requests whose job never came to an end."""
    await connection.execute(delete(reset_request).where(reset_request.c.created_at < before))


async def take_request(connection: AsyncConnection, request_id: RequestId) -> str | None:
    """Take a request away and return its address's key; `None` for who comes second."""
    gone = delete(reset_request).where(reset_request.c.id == request_id)
    return (await connection.execute(gone.returning(reset_request.c.email_key))).scalar_one_or_none()


def _view(row: Row[Any]) -> Challenge:
    return Challenge(
        ChallengeId(row.id),
        UserId(row.user_id),
        row.kind,
        row.email,
        row.email_key,
        row.created_at,
        row.expires_at,
    )
