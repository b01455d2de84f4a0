"""SQL of grants, and of the codes and tokens that hang on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update

from beep.features.provider import tables
from beep.features.provider.contract import OFFLINE, ClientId, GrantId, GrantView
from beep.kit.ids import SessionId, UserId, first_id_at
from beep.runtime.database import Database, Transaction

_grant = tables.grant.c
_code = tables.code.c
_token = tables.token.c
_BATCH = 100


@dataclass(frozen=True, slots=True)
class LockedCode:
    """A code whose row and grant are locked, or were read beforehand."""

    grant: GrantView
    redirect_uri: str
    challenge: str
    nonce: str | None
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class LockedToken:
    """A token whose row and grant are locked, or were read beforehand."""

    grant: GrantView
    is_refresh: bool
    scopes: frozenset[str]
    expires_at: datetime | None
    used_at: datetime | None
    salt: bytes | None
    successor_hash: bytes | None


@dataclass(frozen=True, slots=True)
class Successor:
    """What comes after a used refresh token, and what it can be made of again."""

    hash: bytes
    salt: bytes


@dataclass(frozen=True, slots=True)
class StoredToken:
    """A token to be stored; a refresh token lives as long as its session, so it has no end of its own."""

    hash: bytes
    grant_id: GrantId
    is_refresh: bool
    scopes: frozenset[str]
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """A grant that was alive until now."""

    id: GrantId
    client_id: ClientId
    user_id: UserId
    own_session_id: SessionId | None


class Grants:
    """Reads open their own connection; writes take a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_of_own_session(self, session_id: SessionId) -> GrantView | None:
        """Return the living grant for which a client has this session in Beep."""
        lives = func.coalesce(_grant.own_session_id, _grant.session_id) == session_id
        is_own = _grant.own_session_id.is_not(None)
        query = select(tables.grant).where(lives, is_own, _grant.ended_at.is_(None))
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return _view(row) if row else None

    async def insert(self, tx: Transaction, new: GrantView) -> None:
        await tx.execute(
            insert(tables.grant).values(
                id=new.id,
                client_id=new.client_id,
                user_id=new.user_id,
                session_id=new.session_id,
                own_session_id=new.own_session_id,
                scopes=sorted(new.scopes),
                methods=list(new.methods),
                auth_time=new.auth_time,
            )
        )

    async def settle(self, tx: Transaction, grant_id: GrantId, own_session_id: SessionId | None) -> bool:
        """Let a grant live in a session of its own, if there is one; tell whether it still lives.

        Holds the grant until the commit, so that what is given for it meanwhile ends with it.
        """
        alive = (_grant.id == grant_id) & _grant.ended_at.is_(None)
        change = update(tables.grant).where(alive).values(own_session_id=own_session_id)
        return bool((await tx.execute(change)).rowcount)

    # -- ending -------------------------------------------------------------------------------

    async def end(self, tx: Transaction, grant_id: GrantId, *, at: datetime) -> list[Ended]:
        return await self._end(tx, _grant.id == grant_id, at=at)

    async def end_in_session(self, tx: Transaction, session_id: SessionId, *, at: datetime) -> list[Ended]:
        lives = func.coalesce(_grant.own_session_id, _grant.session_id)
        return await self._end(tx, lives == session_id, at=at)

    async def end_of_person(
        self, tx: Transaction, user_id: UserId, client_id: ClientId, *, at: datetime
    ) -> list[Ended]:
        return await self._end(tx, (_grant.user_id == user_id) & (_grant.client_id == client_id), at=at)

    async def end_all_of_person(self, tx: Transaction, user_id: UserId, *, at: datetime) -> list[Ended]:
        return await self._end(tx, _grant.user_id == user_id, at=at)

    async def end_beyond(
        self, tx: Transaction, client_id: ClientId, scopes: Sequence[str], *, at: datetime
    ) -> list[Ended]:
        """End a client's grants that hold more than `scopes`, at most 100."""
        beyond = ~_grant.scopes.contained_by(list(scopes))
        return await self._end(tx, (_grant.client_id == client_id) & beyond, at=at, limit=_BATCH)

    async def _end(
        self, tx: Transaction, which: ColumnElement[bool], *, at: datetime, limit: int | None = None
    ) -> list[Ended]:
        alive = select(_grant.id).where(which, _grant.ended_at.is_(None)).order_by(_grant.id).limit(limit)
        locked = alive.with_for_update().cte("locked")
        change = update(tables.grant).where(_grant.id.in_(select(locked.c.id))).values(ended_at=at)
        rows = await tx.execute(
            change.returning(_grant.id, _grant.client_id, _grant.user_id, _grant.own_session_id)
        )
        return [
            Ended(GrantId(one.id), ClientId(one.client_id), UserId(one.user_id), _session(one.own_session_id))
            for one in rows
        ]

    # -- codes --------------------------------------------------------------------------------

    async def insert_code(self, tx: Transaction, code_hash: bytes, new: LockedCode) -> None:
        await tx.execute(
            insert(tables.code).values(
                hash=code_hash,
                grant_id=new.grant.id,
                redirect_uri=new.redirect_uri,
                challenge=new.challenge,
                nonce=new.nonce,
                expires_at=new.expires_at,
            )
        )

    async def find_code(self, code_hash: bytes) -> LockedCode | None:
        async with self._database.read() as connection:
            row = (await connection.execute(_codes(code_hash))).one_or_none()
        return _code_of(row) if row else None

    async def lock_code(self, tx: Transaction, code_hash: bytes) -> LockedCode | None:
        query = _codes(code_hash).with_for_update(of=[tables.code, tables.grant])
        row = (await tx.execute(query)).one_or_none()
        return _code_of(row) if row else None

    async def use_code(self, tx: Transaction, code_hash: bytes, *, at: datetime) -> None:
        await tx.execute(update(tables.code).where(_code.hash == code_hash).values(used_at=at))

    # -- tokens -------------------------------------------------------------------------------

    async def insert_tokens(self, tx: Transaction, new: Sequence[StoredToken]) -> None:
        rows = [
            {
                "hash": one.hash,
                "grant_id": one.grant_id,
                "is_refresh": one.is_refresh,
                "scopes": sorted(one.scopes),
                "expires_at": one.expires_at,
            }
            for one in new
        ]
        if rows:
            await tx.execute(insert(tables.token), rows)

    async def find_token(self, token_hash: bytes) -> LockedToken | None:
        async with self._database.read() as connection:
            row = (await connection.execute(_tokens(token_hash))).one_or_none()
        return _token_of(row) if row else None

    async def lock_token(self, tx: Transaction, token_hash: bytes) -> LockedToken | None:
        query = _tokens(token_hash).with_for_update(of=[tables.token, tables.grant])
        row = (await tx.execute(query)).one_or_none()
        return _token_of(row) if row else None

    async def is_unused(self, tx: Transaction, token_hash: bytes) -> bool:
        query = select(_token.used_at).where(_token.hash == token_hash)
        row = (await tx.execute(query)).one_or_none()
        return row is not None and row.used_at is None

    async def use_token(
        self, tx: Transaction, token_hash: bytes, grant_id: GrantId, successor: Successor, *, at: datetime
    ) -> None:
        """Mark a refresh token used; the one before it can be retried no more."""
        used = update(tables.token).where(_token.hash == token_hash)
        await tx.execute(used.values(used_at=at, salt=successor.salt, successor_hash=successor.hash))
        earlier = (_token.grant_id == grant_id) & (_token.successor_hash == token_hash)
        await tx.execute(update(tables.token).where(earlier).values(salt=None))

    async def forget_person(self, tx: Transaction, user_id: UserId) -> None:
        await tx.execute(delete(tables.grant).where(_grant.user_id == user_id))

    async def forget_old(
        self, tx: Transaction, *, ended_before: datetime, given_before: datetime, now: datetime
    ) -> None:
        """Forget what ended before a moment, what has expired, what was given before one and is of no use.

        Used codes and refresh tokens stay with a living grant: using one again must end it.
        """
        await tx.execute(delete(tables.grant).where(_grant.ended_at < ended_before))
        is_short = ~_grant.scopes.contains([OFFLINE]) & _grant.own_session_id.is_(None)
        old = _grant.id < first_id_at(given_before)
        await tx.execute(delete(tables.grant).where(old, is_short))
        await tx.execute(delete(tables.token).where(_token.expires_at <= now))


def _codes(code_hash: bytes) -> Any:
    query = select(
        tables.grant, _code.redirect_uri, _code.challenge, _code.nonce, _code.expires_at, _code.used_at
    )
    return query.join(tables.grant, _grant.id == _code.grant_id).where(_code.hash == code_hash)


def _code_of(row: Row[*tuple[Any, ...]]) -> LockedCode:
    return LockedCode(_view(row), row.redirect_uri, row.challenge, row.nonce, row.expires_at, row.used_at)


def _tokens(token_hash: bytes) -> Any:
    query = select(
        tables.grant,
        _token.is_refresh,
        _token.scopes.label("token_scopes"),
        _token.expires_at,
        _token.used_at,
        _token.salt,
        _token.successor_hash,
    )
    return query.join(tables.grant, _grant.id == _token.grant_id).where(_token.hash == token_hash)


def _token_of(row: Row[*tuple[Any, ...]]) -> LockedToken:
    return LockedToken(
        _view(row),
        row.is_refresh,
        frozenset[str](row.token_scopes),
        row.expires_at,
        row.used_at,
        row.salt,
        row.successor_hash,
    )


def _session(number: int | None) -> SessionId | None:
    return None if number is None else SessionId(number)


def _view(row: Row[*tuple[Any, ...]]) -> GrantView:
    return GrantView(
        id=GrantId(row.id),
        client_id=ClientId(row.client_id),
        user_id=UserId(row.user_id),
        session_id=SessionId(row.session_id),
        own_session_id=_session(row.own_session_id),
        scopes=frozenset[str](row.scopes),
        methods=tuple(row.methods),
        auth_time=row.auth_time,
        ended_at=row.ended_at,
    )
