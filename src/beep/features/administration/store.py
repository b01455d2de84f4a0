"""SQL of administration: takes a connection, decides nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.administration.contract import ProposalId, ProposalView
from beep.features.administration.tables import link, proposal
from beep.kit.ids import UserId


async def add_proposal(connection: AsyncConnection, new: ProposalView) -> bool:
    """Add a proposal; tell whether none was open for that person."""
    statement = insert(proposal).values(
        id=new.id,
        user_id=new.user_id,
        kind=new.kind,
        reason=new.reason,
        proposed_by=new.proposed_by,
        created_at=new.created_at,
    )
    added = await connection.execute(statement.on_conflict_do_nothing().returning(proposal.c.id))
    return added.first() is not None


async def list_proposals(connection: AsyncConnection) -> Sequence[ProposalView]:
    """Return what is still to be decided, the oldest first."""
    waiting = select(proposal).where(proposal.c.decided_at.is_(None)).order_by(proposal.c.id).limit(100)
    return [_view(row) for row in await connection.execute(waiting)]


async def find_proposal(connection: AsyncConnection, proposal_id: ProposalId) -> ProposalView | None:
    found = select(proposal).where(proposal.c.id == proposal_id, proposal.c.decided_at.is_(None))
    row = (await connection.execute(found)).one_or_none()
    return _view(row) if row else None


async def decide(
    connection: AsyncConnection, proposal_id: ProposalId, outcome: str, *, by: UserId, at: datetime
) -> bool:
    """Close a proposal; tell whether it was open."""
    waiting = (proposal.c.id == proposal_id) & proposal.c.decided_at.is_(None)
    decided = update(proposal).where(waiting).values(outcome=outcome, decided_by=by, decided_at=at)
    return (await connection.execute(decided)).rowcount > 0


async def replace_links(connection: AsyncConnection, token_hash: bytes, *, at: datetime) -> None:
    """Make a link the only one that is of use."""
    await connection.execute(delete(link).where(link.c.used_by.is_(None)))
    await connection.execute(insert(link).values(hash=token_hash, created_at=at))


async def use_link(
    connection: AsyncConnection, token_hash: bytes, user_id: UserId, *, since: datetime
) -> bool:
    """Take a link for a person; tell whether it is theirs, now or since an earlier try."""
    free = link.c.used_by.is_(None) | (link.c.used_by == user_id)
    taken = update(link).where(link.c.hash == token_hash, link.c.created_at > since, free)
    return (await connection.execute(taken.values(used_by=user_id))).rowcount > 0


def _view(row: Row[Any]) -> ProposalView:
    return ProposalView(
        ProposalId(row.id),
        UserId(row.user_id),
        row.kind,
        row.reason,
        UserId(row.proposed_by),
        row.created_at,
    )
