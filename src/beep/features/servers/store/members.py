"""SQL of memberships."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from beep.features.servers import tables
from beep.features.servers.contract import MemberView
from beep.features.servers.store.rows import Reads, member_view
from beep.kit.ids import ServerId, UserId
from beep.runtime.database import Transaction

_membership = tables.membership.c


class Members(Reads):
    async def find_member(self, server_id: ServerId, user_id: UserId) -> MemberView | None:
        query = select(tables.membership).where(
            _membership.server_id == server_id, _membership.user_id == user_id
        )
        row = await self._one(query)
        return None if row is None else member_view(row)

    async def list_members(
        self, server_id: ServerId, user_ids: Sequence[UserId] | None, *, after: int, limit: int
    ) -> list[MemberView]:
        query = select(tables.membership).where(_membership.server_id == server_id)
        if user_ids is not None:
            query = query.where(_membership.user_id.in_(user_ids))
        query = query.where(_membership.user_id > after).order_by(_membership.user_id).limit(limit)
        return [member_view(row) for row in await self._all(query)]

    async def list_memberships(self, user_id: UserId) -> list[MemberView]:
        query = select(tables.membership).where(_membership.user_id == user_id)
        return [member_view(row) for row in await self._all(query.order_by(_membership.server_id))]

    async def share_server(self, user_id: UserId, other_id: UserId) -> bool:
        other = tables.membership.alias("other").c
        query = select(_membership.server_id).where(
            _membership.user_id == user_id,
            other.user_id == other_id,
            other.server_id == _membership.server_id,
        )
        return await self._one(query.limit(1)) is not None

    async def insert_member(self, tx: Transaction, view: MemberView) -> bool:
        """Add a membership; tell whether it is new."""
        row = {c.name: getattr(view, c.name) for c in _membership} | {"role_ids": list(view.role_ids)}
        added = upsert(tables.membership).values(row).on_conflict_do_nothing()
        # `rowcount` is -1 here whether or not a row was added.
        return (await tx.execute(added.returning(_membership.user_id))).first() is not None

    async def delete_member(self, tx: Transaction, server_id: ServerId, user_id: UserId) -> MemberView | None:
        gone = delete(tables.membership).where(
            _membership.server_id == server_id, _membership.user_id == user_id
        )
        row = (await tx.execute(gone.returning(tables.membership))).first()
        return None if row is None else member_view(row)

    async def get_member_to_change(
        self, tx: Transaction, server_id: ServerId, user_id: UserId
    ) -> MemberView | None:
        query = select(tables.membership).where(
            _membership.server_id == server_id, _membership.user_id == user_id
        )
        row = (await tx.execute(query)).first()
        return None if row is None else member_view(row)

    async def set_member(self, tx: Transaction, view: MemberView) -> None:
        """Store nickname, roles and time-out of a membership."""
        await tx.execute(
            update(tables.membership)
            .where(_membership.server_id == view.server_id, _membership.user_id == view.user_id)
            .values(
                nickname=view.nickname, role_ids=list(view.role_ids), timed_out_until=view.timed_out_until
            )
        )
