"""SQL of accounts and sessions: takes a connection, decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.auth.contract import SessionView
from beep.features.auth.tables import account, attempt, refresh_token, session, signing_key
from beep.kit.ids import SessionId, UserId


@dataclass(frozen=True, slots=True)
class Account:
    user_id: UserId
    email: str
    email_key: str
    password_hash: str
    global_roles: frozenset[str]
    is_active: bool


@dataclass(frozen=True, slots=True)
class Session:
    """A session with what its account lends it."""

    view: SessionView
    proved_at: datetime
    ended_at: datetime | None
    global_roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Refresh:
    """A refresh token whose row and session are locked."""

    session: Session
    used_at: datetime | None
    successor_hash: bytes | None
    sealed_successor: bytes | None


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A signing key; the private part is sealed with the key file."""

    kid: str
    public_pem: bytes
    sealed_private: bytes
    retired_at: datetime | None


# -- accounts ---------------------------------------------------------------------------------


async def insert_account(connection: AsyncConnection, new: Account, *, created_at: datetime) -> bool:
    """Add an account; tell whether its e-mail was free. Waits for who signs up with the same one."""
    statement = insert(account).values(
        user_id=new.user_id,
        email=new.email,
        email_key=new.email_key,
        password_hash=new.password_hash,
        global_roles=sorted(new.global_roles),
        is_active=new.is_active,
        created_at=created_at,
    )
    added = await connection.execute(
        statement.on_conflict_do_nothing(index_elements=[account.c.email_key]).returning(account.c.user_id)
    )
    return added.first() is not None


async def find_account(
    connection: AsyncConnection, *, email_key: str | None = None, user_id: UserId | None = None
) -> Account | None:
    wanted = account.c.email_key == email_key if email_key is not None else account.c.user_id == user_id
    row = (await connection.execute(select(account).where(wanted))).one_or_none()
    if row is None:
        return None
    roles = frozenset[str](row.global_roles)
    return Account(UserId(row.user_id), row.email, row.email_key, row.password_hash, roles, row.is_active)


async def activate(connection: AsyncConnection, user_id: UserId) -> None:
    await connection.execute(update(account).where(account.c.user_id == user_id).values(is_active=True))


async def list_waiting(connection: AsyncConnection, *, before: datetime) -> list[UserId]:
    """Return accounts whose profile may not count yet, made before a moment, 100 at most."""
    statement = select(account.c.user_id).where(~account.c.is_active, account.c.created_at < before)
    return [UserId(row.user_id) for row in await connection.execute(statement.limit(100))]


async def replace_hash(connection: AsyncConnection, user_id: UserId, *, old: str, new: str) -> None:
    unchanged = (account.c.user_id == user_id) & (account.c.password_hash == old)
    await connection.execute(update(account).where(unchanged).values(password_hash=new))


# -- sessions ---------------------------------------------------------------------------------


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
        )
    )


async def find_session(connection: AsyncConnection, session_id: SessionId) -> Session | None:
    statement = select(session, account.c.global_roles).join(account, account.c.user_id == session.c.user_id)
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


async def prove(connection: AsyncConnection, session_id: SessionId, *, at: datetime) -> None:
    alive = (session.c.id == session_id) & session.c.ended_at.is_(None)
    await connection.execute(update(session).where(alive).values(proved_at=at))


async def end_sessions(
    connection: AsyncConnection,
    user_id: UserId,
    session_id: SessionId | None = None,
    *,
    at: datetime,
    reason: str,
) -> list[SessionId]:
    """End one session of a person, or all; return those that were alive."""
    alive = (session.c.user_id == user_id) & session.c.ended_at.is_(None)
    if session_id is not None:
        alive &= session.c.id == session_id
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


# -- refresh tokens ---------------------------------------------------------------------------


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


# -- attempts ---------------------------------------------------------------------------------


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


# -- signing keys -----------------------------------------------------------------------------


async def list_keys(connection: AsyncConnection) -> list[StoredKey]:
    rows = await connection.execute(select(signing_key))
    return [StoredKey(row.kid, row.public_pem, row.sealed_private, row.retired_at) for row in rows]


async def retire_key(connection: AsyncConnection, kid: str, *, at: datetime) -> None:
    current = (signing_key.c.kid == kid) & signing_key.c.retired_at.is_(None)
    await connection.execute(update(signing_key).where(current).values(retired_at=at))


async def insert_key(connection: AsyncConnection, new: StoredKey, *, created_at: datetime) -> None:
    """Make a key the current one, unless another process has just done so."""
    added = insert(signing_key).values(
        kid=new.kid, public_pem=new.public_pem, sealed_private=new.sealed_private, created_at=created_at
    )
    await connection.execute(added.on_conflict_do_nothing())


async def forget_keys(connection: AsyncConnection, *, retired_before: datetime) -> None:
    await connection.execute(delete(signing_key).where(signing_key.c.retired_at < retired_before))


def _view(row: Row[*tuple[Any, ...]]) -> SessionView:
    return SessionView(
        SessionId(row.id), UserId(row.user_id), row.created_at, row.last_active_at, row.user_agent, row.ip
    )


def _session(row: Row[*tuple[Any, ...]]) -> Session:
    return Session(_view(row), row.proved_at, row.ended_at, frozenset[str](row.global_roles))
