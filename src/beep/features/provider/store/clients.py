"""SQL of clients and of what people let them do."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, delete, func, insert, select, text, update

from beep.features.provider import tables
from beep.features.provider.contract import ClientId, ClientView, ConsentView
from beep.kit.ids import UserId
from beep.runtime.database import Database, Transaction

_client = tables.client.c
_consent = tables.consent.c
_LOCK_ALL = text("SELECT pg_advisory_xact_lock(hashtextextended('provider.clients', 0))")

_GIVE = text(
    """
INSERT INTO provider.consent AS known (user_id, client_id, scopes, given_at, last_used_at)
VALUES (:user_id, :client_id, CAST(:scopes AS text[]), :at, :at)
ON CONFLICT (user_id, client_id) DO UPDATE SET
    scopes = ARRAY(SELECT DISTINCT unnest(known.scopes || excluded.scopes)),
    given_at = :at, last_used_at = :at
"""
)


class Clients:
    """Reads open their own connection; writes take a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- clients ------------------------------------------------------------------------------

    async def find(self, client_id: ClientId) -> tuple[ClientView, bytes | None] | None:
        """Return a client and the hash of its secret."""
        async with self._database.read() as connection:
            query = select(tables.client).where(_client.id == client_id)
            row = (await connection.execute(query)).one_or_none()
        return (_view(row), row.secret_hash) if row else None

    async def list_all(self) -> list[ClientView]:
        async with self._database.read() as connection:
            query = select(tables.client).order_by(_client.id.desc())
            return [_view(row) for row in await connection.execute(query)]

    async def list_public_redirects(self) -> list[str]:
        """Return where public clients' pages are."""
        async with self._database.read() as connection:
            query = select(func.unnest(_client.redirect_uris)).where(_client.is_public)
            return list((await connection.execute(query)).scalars())

    async def lock_all(self, tx: Transaction) -> int:
        """Let one transaction at a time count clients; return the count."""
        await tx.execute(_LOCK_ALL)
        return int((await tx.execute(select(func.count()).select_from(tables.client))).scalar_one())

    async def insert(self, tx: Transaction, view: ClientView, secret_hash: bytes | None) -> None:
        values = {c.name: getattr(view, c.name) for c in _client if c.name != "secret_hash"}
        await tx.execute(insert(tables.client).values(**_lists(values), secret_hash=secret_hash))

    async def update(self, tx: Transaction, client_id: ClientId, values: Mapping[str, Any]) -> bool:
        change = update(tables.client).where(_client.id == client_id).values(**_lists(values))
        return bool((await tx.execute(change)).rowcount)

    async def lock(
        self, tx: Transaction, client_id: ClientId, *, is_shared: bool = False
    ) -> ClientView | None:
        query = select(tables.client).where(_client.id == client_id).with_for_update(read=is_shared)
        row = (await tx.execute(query)).one_or_none()
        return _view(row) if row else None

    async def delete(self, tx: Transaction, client_id: ClientId) -> bool:
        return bool((await tx.execute(delete(tables.client).where(_client.id == client_id))).rowcount)

    # -- consents -----------------------------------------------------------------------------

    async def consent(self, user_id: UserId, client_id: ClientId) -> frozenset[str]:
        """Return what a person lets a client do, nothing when they were never asked."""
        query = select(_consent.scopes).where(_consent.user_id == user_id, _consent.client_id == client_id)
        async with self._database.read() as connection:
            found: list[str] | None = (await connection.execute(query)).scalar_one_or_none()
        return frozenset(found or [])

    async def list_consents(self, user_id: UserId) -> Sequence[ConsentView]:
        query = (
            select(tables.client, _consent.scopes.label("given"), _consent.given_at, _consent.last_used_at)
            .join(tables.client, _client.id == _consent.client_id)
            .where(_consent.user_id == user_id)
            .order_by(_consent.last_used_at.desc(), _client.id)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [ConsentView(_view(row), tuple(row.given), row.given_at, row.last_used_at) for row in rows]

    async def give_consent(
        self, tx: Transaction, user_id: UserId, client_id: ClientId, scopes: Sequence[str], *, at: datetime
    ) -> None:
        """Remember what a person lets a client do, besides what they let it do before."""
        values = {"user_id": user_id, "client_id": client_id, "scopes": list(scopes), "at": at}
        await tx.execute(_GIVE, values)

    async def use_consent(
        self,
        tx: Transaction,
        user_id: UserId,
        client_id: ClientId,
        scopes: Collection[str],
        *,
        at: datetime,
    ) -> bool:
        """Count a consent as used; tell whether it is still there and is for as much as that."""
        whose = (_consent.user_id == user_id) & (_consent.client_id == client_id)
        enough = whose & _consent.scopes.contains(sorted(scopes))
        used = await tx.execute(update(tables.consent).where(enough).values(last_used_at=at))
        return bool(used.rowcount)

    async def take_consent(self, tx: Transaction, user_id: UserId, client_id: ClientId) -> bool:
        gone = delete(tables.consent).where(_consent.user_id == user_id, _consent.client_id == client_id)
        return bool((await tx.execute(gone)).rowcount)

    async def take_all_consents(self, tx: Transaction, user_id: UserId) -> None:
        await tx.execute(delete(tables.consent).where(_consent.user_id == user_id))


def _lists(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: list(cast("tuple[str, ...]", value)) if isinstance(value, tuple) else value
        for name, value in values.items()
    }


def _view(row: Row[*tuple[Any, ...]]) -> ClientView:
    return ClientView(
        id=ClientId(row.id),
        name=row.name,
        is_public=row.is_public,
        redirect_uris=tuple(row.redirect_uris),
        logout_uris=tuple(row.logout_uris),
        scopes=tuple(row.scopes),
        created_at=row.created_at,
        created_by=UserId(row.created_by),
    )
