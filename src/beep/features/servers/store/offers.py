"""SQL of what is offered and waits for an answer: a server's ownership, and invitations by name."""

from typing import Any

from sqlalchemy import Row, delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from beep.features.servers import tables
from beep.features.servers.contract import InvitationView, ProposalView
from beep.features.servers.store.rows import Reads
from beep.kit.ids import ServerId, UserId
from beep.runtime.database import Transaction

_proposal = tables.proposal.c
_invited = tables.invited.c


class Offers(Reads):
    # -- ownership ----------------------------------------------------------------------------

    async def find_proposal(self, server_id: ServerId) -> ProposalView | None:
        row = await self._one(select(tables.proposal).where(_proposal.server_id == server_id))
        return None if row is None else _proposal_view(row)

    async def take_proposal(self, tx: Transaction, server_id: ServerId) -> ProposalView | None:
        """Delete a server's proposal and return it."""
        gone = delete(tables.proposal).where(_proposal.server_id == server_id)
        row = (await tx.execute(gone.returning(tables.proposal))).first()
        return None if row is None else _proposal_view(row)

    async def delete_proposal(self, tx: Transaction, server_id: ServerId, *, to: UserId) -> bool:
        gone = delete(tables.proposal).where(_proposal.server_id == server_id, _proposal.user_id == to)
        return bool((await tx.execute(gone)).rowcount)

    async def insert_proposal(self, tx: Transaction, view: ProposalView) -> None:
        await tx.execute(insert(tables.proposal), [{c.name: getattr(view, c.name) for c in _proposal}])

    # -- invitations by name ------------------------------------------------------------------

    async def list_invited(self, user_id: UserId) -> list[InvitationView]:
        """Return the invitations somebody has not answered, newest first."""
        query = select(tables.invited).where(_invited.user_id == user_id)
        rows = await self._all(query.order_by(_invited.created_at.desc(), _invited.server_id.desc()))
        return [_invitation_view(row) for row in rows]

    async def find_invited(self, server_id: ServerId, user_id: UserId) -> InvitationView | None:
        query = select(tables.invited).where(_invited.server_id == server_id, _invited.user_id == user_id)
        row = await self._one(query)
        return None if row is None else _invitation_view(row)

    async def count_invited(self, tx: Transaction, server_id: ServerId) -> int:
        query = select(func.count()).select_from(tables.invited).where(_invited.server_id == server_id)
        return int((await tx.execute(query)).scalar_one())

    async def insert_invited(self, tx: Transaction, view: InvitationView) -> bool:
        """Store an invitation; tell whether it is new."""
        row = {c.name: getattr(view, c.name) for c in _invited}
        added = upsert(tables.invited).values(row).on_conflict_do_nothing()
        return (await tx.execute(added.returning(_invited.user_id))).first() is not None

    async def delete_invited(self, tx: Transaction, server_id: ServerId, user_id: UserId) -> bool:
        gone = delete(tables.invited).where(_invited.server_id == server_id, _invited.user_id == user_id)
        return bool((await tx.execute(gone)).rowcount)


def _proposal_view(row: Row[Any]) -> ProposalView:
    return ProposalView(ServerId(row.server_id), UserId(row.user_id), row.proposed_at, row.expires_at)


def _invitation_view(row: Row[Any]) -> InvitationView:
    return InvitationView(
        ServerId(row.server_id), UserId(row.user_id), UserId(row.inviter_id), row.created_at
    )
