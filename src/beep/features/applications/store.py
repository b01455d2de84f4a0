"""SQL of applications; decides nothing."""

from typing import Any

from sqlalchemy import Row, delete, func, insert, select, text, update

from beep.features.applications import tables
from beep.features.applications.contract import ApplicationView
from beep.kit.ids import ApplicationId, UserId
from beep.runtime.database import Database, Transaction

_application = tables.application.c
_LOCK_OWNER = text("SELECT pg_advisory_xact_lock(hashtextextended('applications.owned ' || :owner_id, 0))")


class Store:
    """Reads open their own connection; writes take a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, application_id: ApplicationId) -> ApplicationView | None:
        query = select(tables.application).where(_application.id == application_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else _view(row)

    async def find_token_hash(self, application_id: ApplicationId) -> bytes | None:
        query = select(_application.token_hash).where(_application.id == application_id)
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def list_of_owner(self, owner_id: UserId) -> list[ApplicationView]:
        query = select(tables.application).where(_application.owner_id == owner_id).order_by(_application.id)
        async with self._database.read() as connection:
            return [_view(row) for row in (await connection.execute(query)).all()]

    async def lock_owner(self, tx: Transaction, owner_id: UserId) -> int:
        """Let one transaction at a time count what somebody owns; return the count."""
        await tx.execute(_LOCK_OWNER, {"owner_id": str(owner_id)})
        query = select(func.count()).select_from(tables.application).where(_application.owner_id == owner_id)
        return int((await tx.execute(query)).scalar_one())

    async def insert(self, tx: Transaction, view: ApplicationView, token_hash: bytes) -> None:
        values = {c.name: getattr(view, c.name) for c in _application if c.name != "token_hash"}
        await tx.execute(insert(tables.application), [values | {"token_hash": token_hash}])

    async def set_token_hash(self, tx: Transaction, application_id: ApplicationId, token_hash: bytes) -> bool:
        change = update(tables.application).where(_application.id == application_id)
        return bool((await tx.execute(change.values(token_hash=token_hash))).rowcount)

    async def delete(self, tx: Transaction, application_id: ApplicationId) -> bool:
        gone = delete(tables.application).where(_application.id == application_id)
        return bool((await tx.execute(gone)).rowcount)


def _view(row: Row[Any]) -> ApplicationView:
    return ApplicationView(
        id=ApplicationId(row.id),
        name=row.name,
        owner_id=UserId(row.owner_id),
        created_at=row.created_at,
        description=row.description,
        is_public=row.is_public,
        verify_key=row.verify_key,
    )
