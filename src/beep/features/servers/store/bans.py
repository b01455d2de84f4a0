"""SQL of bans."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, exists, func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from beep.features.servers import tables
from beep.features.servers.contract import BanView
from beep.features.servers.store.rows import Reads
from beep.kit.ids import ServerId, UserId
from beep.runtime.database import Transaction

_ban = tables.ban.c


class Bans(Reads):
    async def is_banned(self, tx: Transaction, server_id: ServerId, user_id: UserId) -> bool:
        query = select(exists().where(_ban.server_id == server_id, _ban.user_id == user_id))
        return bool((await tx.execute(query)).scalar_one())

    async def find_ban(self, server_id: ServerId, user_id: UserId) -> BanView | None:
        query = select(tables.ban).where(_ban.server_id == server_id, _ban.user_id == user_id)
        row = await self._one(query)
        return None if row is None else _ban_view(row)

    async def list_bans(
        self, server_id: ServerId, *, after: int | None, before: int | None, limit: int
    ) -> list[BanView]:
        """Return a page of bans in order of user id: from `after` on, or those right before `before`."""
        query = select(tables.ban).where(_ban.server_id == server_id).limit(limit)
        if after is not None:
            query = query.where(_ban.user_id > after)
        if before is not None:
            query = query.where(_ban.user_id < before)
        if before is not None and after is None:
            return [_ban_view(row) for row in await self._all(query.order_by(_ban.user_id.desc()))][::-1]
        return [_ban_view(row) for row in await self._all(query.order_by(_ban.user_id))]

    async def count_bans(self, tx: Transaction, server_id: ServerId) -> int:
        query = select(func.count()).select_from(tables.ban).where(_ban.server_id == server_id)
        return int((await tx.execute(query)).scalar_one())

    async def insert_bans(self, tx: Transaction, bans: Sequence[BanView]) -> set[UserId]:
        """Store bans; return who was not banned yet."""
        rows = [{c.name: getattr(one, c.name) for c in _ban} for one in bans]
        added = upsert(tables.ban).values(rows).on_conflict_do_nothing().returning(_ban.user_id)
        return {UserId(one) for one in (await tx.execute(added)).scalars()} if rows else set()

    async def delete_ban(self, tx: Transaction, server_id: ServerId, user_id: UserId) -> bool:
        gone = delete(tables.ban).where(_ban.server_id == server_id, _ban.user_id == user_id)
        return bool((await tx.execute(gone)).rowcount)

    async def forget_person(self, tx: Transaction, user_id: UserId) -> None:
        """Forget the bans and the invitations of somebody who is gone."""
        for table in (tables.ban, tables.invited):
            await tx.execute(delete(table).where(table.c.user_id == user_id))


def _ban_view(row: Row[Any]) -> BanView:
    return BanView(
        ServerId(row.server_id), UserId(row.user_id), row.reason, UserId(row.banned_by), row.banned_at
    )
