"""SQL of invites."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update

from beep.features.servers import tables
from beep.features.servers.contract import InviteView
from beep.features.servers.store.rows import Reads, invite_view
from beep.kit.ids import ServerId
from beep.runtime.database import Transaction

_invite = tables.invite.c


class Invites(Reads):
    async def find_invite(self, code: str) -> InviteView | None:
        row = await self._one(select(tables.invite).where(_invite.code == code))
        return None if row is None else invite_view(row)

    async def list_invites(self, server_id: ServerId, now: datetime) -> list[InviteView]:
        query = select(tables.invite).where(_invite.server_id == server_id, _is_open(now))
        return [
            invite_view(row)
            for row in await self._all(query.order_by(_invite.created_at.desc(), _invite.code))
        ]

    async def clear_invites(self, tx: Transaction, server_id: ServerId, now: datetime) -> int:
        """Forget invites that are over; return how many are left."""
        await tx.execute(delete(tables.invite).where(_invite.server_id == server_id, ~_is_open(now)))
        query = select(func.count()).select_from(tables.invite).where(_invite.server_id == server_id)
        return int((await tx.execute(query)).scalar_one())

    async def insert_invite(self, tx: Transaction, view: InviteView) -> None:
        await tx.execute(insert(tables.invite), [{c.name: getattr(view, c.name) for c in _invite}])

    async def use_invite(self, tx: Transaction, code: str, now: datetime) -> bool:
        """Count one use; tell whether the invite was still open."""
        change = update(tables.invite).where(_invite.code == code, _is_open(now))
        return bool((await tx.execute(change.values(uses=_invite.uses + 1))).rowcount)

    async def delete_invites(
        self, tx: Transaction, server_id: ServerId, *, code: str | None = None, channel_id: int | None = None
    ) -> list[InviteView]:
        gone = delete(tables.invite).where(_invite.server_id == server_id)
        if code is not None:
            gone = gone.where(_invite.code == code)
        if channel_id is not None:
            gone = gone.where(_invite.channel_id == channel_id)
        return [invite_view(row) for row in (await tx.execute(gone.returning(tables.invite))).all()]


def _is_open(now: datetime) -> Any:
    """Return the condition `rules.is_valid` states, for rows."""
    in_time = or_(_invite.expires_at.is_(None), _invite.expires_at > now)
    return in_time & or_(_invite.max_uses == 0, _invite.uses < _invite.max_uses)
