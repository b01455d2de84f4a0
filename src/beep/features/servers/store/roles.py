"""SQL of roles."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import BigInteger, any_, delete, exists, func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError

from beep.features.servers import tables
from beep.features.servers.contract import RoleView
from beep.features.servers.errors import RoleNameTaken
from beep.features.servers.store.rows import ROLE_COLUMNS, Reads, role_view
from beep.kit.ids import RoleId, ServerId
from beep.kit.text import folded
from beep.runtime.database import Transaction

_role = tables.role.c
_membership = tables.membership.c


class Roles(Reads):
    async def insert_roles(self, tx: Transaction, roles: Sequence[RoleView]) -> None:
        rows = [{name: getattr(one, name) for name in ROLE_COLUMNS} | _name_key(one.name) for one in roles]
        with _unique_names():
            await tx.execute(insert(tables.role), rows)

    async def role_keys(self, tx: Transaction, server_id: ServerId) -> set[str]:
        query = select(_role.name_key).where(_role.server_id == server_id)
        return set((await tx.execute(query)).scalars())

    async def update_role(
        self, tx: Transaction, server_id: ServerId, role_id: RoleId, changes: dict[str, Any]
    ) -> RoleView | None:
        values = changes | (_name_key(changes["name"]) if "name" in changes else {})
        change = update(tables.role).where(_role.id == role_id, _role.server_id == server_id).values(**values)
        with _unique_names():
            row = (await tx.execute(change.returning(tables.role))).first()
        return None if row is None else role_view(row)

    async def delete_role(self, tx: Transaction, server_id: ServerId, role_id: RoleId) -> bool:
        """Delete a role and take it from everybody; tell whether it was there."""
        gone = delete(tables.role).where(_role.id == role_id, _role.server_id == server_id)
        if not (await tx.execute(gone)).rowcount:
            return False
        taken = literal(role_id, BigInteger)
        await tx.execute(
            update(tables.membership)
            .where(_membership.server_id == server_id, taken == any_(_membership.role_ids))
            .values(role_ids=func.array_remove(_membership.role_ids, taken))
        )
        return True

    async def has_role(self, tx: Transaction, server_id: ServerId, role_id: RoleId) -> bool:
        query = select(exists().where(_role.id == role_id, _role.server_id == server_id))
        return bool((await tx.execute(query)).scalar_one())


@contextmanager
def _unique_names() -> Generator[None]:
    """Say `RoleNameTaken` for what the unique constraint refuses."""
    try:
        yield
    except IntegrityError as error:
        if "role_name_unique" in str(error.orig):
            raise RoleNameTaken from None
        raise


def _name_key(name: str) -> dict[str, str]:
    return {"name_key": folded(name)}
