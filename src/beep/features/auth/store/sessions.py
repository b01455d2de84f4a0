"""SQL of sessions and their refresh tokens: takes a connection, decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.auth.contract import SessionView
from beep.features.auth.tables import account, refresh_token, session
from beep.kit.ids import SessionId, UserId


@dataclass(frozen=True, slots=True)
class Session:
    """A session with what its account lends it."""

    view: SessionView
    proved_at: datetime
    ended_at: datetime | None
    global_roles: frozenset[str]
    verified_at: datetime | None


@dataclass(frozen=True, slots=True)
class Refresh:
    """A refresh token whose row and session are locked."""

    session: Session
    used_at: datetime | None
    successor_hash: bytes | None
    sealed_successor: bytes | None


async def insert_session(connection: AsyncConnection, new: SessionView) -> None:
    await connection.execute(
        insert(session).values(
            id=new.id,
            user_id=new.user_id,
            created_at=new.created_at,
            last_active_at=new.last_active_at,
            proved_at=new.created_at,
            user_agent=new.user_agent,
            ip=new.ip,
            methods=list(new.methods),
            client=new.client,
            is_new_device=new.is_new_device,
        )
    )


async def find_session(connection: AsyncConnection, session_id: SessionId) -> Session | None:
    statement = select(session, account.c.global_roles, account.c.verified_at).join(
        account, account.c.user_id == session.c.user_id
    )
    row = (await connection.execute(statement.where(session.c.id == session_id))).one_or_none()
    return _session(row) if row else None


async def list_sessions(connection: AsyncConnection, user_id: UserId) -> list[SessionView]:
    statement = (
        select(session)
        .where(session.c.user_id == user_id, session.c.ended_at.is_(None))
        .order_by(session.c.id.desc())
    )
    return [_view(row) for row in await connection.execute(statement)]


async def last_active_of(connection: AsyncConnection, user_ids: Sequence[UserId]) -> dict[UserId, datetime]:
    """Return when people's remembered sessions were last active, ended ones too."""
    statement = (
        select(session.c.user_id, func.max(session.c.last_active_at).label("at"))
        .where(session.c.user_id.in_(user_ids))
        .group_by(session.c.user_id)
    )
    return {UserId(row.user_id): row.at for row in await connection.execute(statement)}


async def prove(connection: AsyncConnection, session_id: SessionId, *, method: str, at: datetime) -> None:
    alive = (session.c.id == session_id) & session.c.ended_at.is_(None)
    without = func.array_remove(session.c.methods, method)
    proved = update(session).where(alive).values(proved_at=at, methods=func.array_append(without, method))
    await connection.execute(proved)


async def end_sessions(
    connection: AsyncConnection,
    user_id: UserId,
    session_id: SessionId | None = None,
    *,
    at: datetime,
    reason: str,
    but: SessionId | None = None,
) -> list[SessionId]:
    """End one session of a person, or all but perhaps one; return those that were alive."""
    alive = (session.c.user_id == user_id) & session.c.ended_at.is_(None)
    if session_id is not None:
        alive &= session.c.id == session_id
    if but is not None:
        alive &= session.c.id != but
    locked = select(session.c.id).where(alive).order_by(session.c.id).with_for_update().cte("locked")
    return [one.id for one in await _end(connection, locked.c.id, at=at, reason=reason)]


async def end_overdue(
    connection: AsyncConnection,
    *,
    idle_before: datetime,
    created_before: datetime,
    at: datetime,
    only: SessionId | None = None,
) -> list[tuple[SessionView, str]]:
    """End sessions nobody used or that are too old, 100 at most; return them with the reason."""
    ended: list[tuple[SessionView, str]] = []
    is_old = session.c.created_at <= created_before
    is_idle = session.c.last_active_at <= idle_before
    for condition, reason in ((is_old, "expired"), (is_idle, "idle")):
        wanted = condition & session.c.ended_at.is_(None)
        if only is not None:
            wanted &= session.c.id == only
        found = select(session.c.id).where(wanted).order_by(session.c.id).limit(100)
        # Alone, wait for who uses it; in a sweep, leave it to the next one.
        locked = found.with_for_update(skip_locked=only is None).cte("locked")
        ended += [(one, reason) for one in await _end(connection, locked.c.id, at=at, reason=reason)]
    return ended


async def _end(
    connection: AsyncConnection, ids: ColumnElement[Any], *, at: datetime, reason: str
) -> list[SessionView]:
    ending = update(session).where(session.c.id.in_(select(ids))).values(ended_at=at, end_reason=reason)
    return [_view(row) for row in await connection.execute(ending.returning(session))]


_WRITE_ACTIVITY = text(
    """
WITH new AS (SELECT * FROM unnest(CAST(:ids AS bigint[]), CAST(:moments AS timestamptz[])) AS n(id, at)),
     locked AS (SELECT id FROM auth.session WHERE id IN (SELECT id FROM new) ORDER BY id FOR UPDATE)
UPDATE auth.session s SET last_active_at = greatest(s.last_active_at, new.at)
FROM new, locked WHERE s.id = new.id AND s.id = locked.id AND s.ended_at IS NULL"""
)


async def write_activity(connection: AsyncConnection, moments: Mapping[SessionId, datetime]) -> None:
    values = {"ids": list(moments), "moments": list(moments.values())}
    await connection.execute(_WRITE_ACTIVITY, values)


async def forget_ended(connection: AsyncConnection, *, before: datetime) -> None:
    """Forget sessions that ended long ago, and their tokens with them."""
    await connection.execute(delete(session).where(session.c.ended_at < before))


async def insert_refresh(
    connection: AsyncConnection, token_hash: bytes, session_id: SessionId, *, at: datetime
) -> None:
    await connection.execute(
        insert(refresh_token).values(hash=token_hash, session_id=session_id, issued_at=at)
    )


async def lock_refresh(connection: AsyncConnection, token_hash: bytes) -> Refresh | None:
    statement = (
        select(
            session,
            account.c.global_roles,
            account.c.verified_at,
            refresh_token.c.used_at,
            refresh_token.c.successor_hash,
            refresh_token.c.sealed_successor,
        )
        .join(refresh_token, refresh_token.c.session_id == session.c.id)
        .join(account, account.c.user_id == session.c.user_id)
        .where(refresh_token.c.hash == token_hash)
        .with_for_update(of=[refresh_token, session])
    )
    row = (await connection.execute(statement)).one_or_none()
    if row is None:
        return None
    return Refresh(_session(row), row.used_at, row.successor_hash, row.sealed_successor)


async def is_unused(connection: AsyncConnection, token_hash: bytes) -> bool:
    statement = select(refresh_token.c.used_at).where(refresh_token.c.hash == token_hash)
    row = (await connection.execute(statement)).one_or_none()
    return row is not None and row.used_at is None


async def use_refresh(
    connection: AsyncConnection, token_hash: bytes, *, at: datetime, successor_hash: bytes, sealed: bytes
) -> None:
    """Mark a token used, and unseal what older ones of nobody's retry still keep."""
    used = update(refresh_token).where(refresh_token.c.hash == token_hash)
    await connection.execute(used.values(used_at=at, successor_hash=successor_hash, sealed_successor=sealed))
    earlier = update(refresh_token).where(refresh_token.c.successor_hash == token_hash)
    await connection.execute(earlier.values(sealed_successor=None))


def _view(row: Row[*tuple[Any, ...]]) -> SessionView:
    return SessionView(
        SessionId(row.id),
        UserId(row.user_id),
        row.created_at,
        row.last_active_at,
        row.user_agent,
        row.ip,
        tuple(row.methods),
        row.client,
        row.is_new_device,
    )


def _session(row: Row[*tuple[Any, ...]]) -> Session:
    return Session(_view(row), row.proved_at, row.ended_at, frozenset[str](row.global_roles), row.verified_at)
