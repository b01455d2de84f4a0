"""SQL of identities: takes a connection, decides nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.identities.contract import Claims, IdentityId, IdentityView, Proof, Purpose
from beep.features.identities.tables import flow, identity, newcomer
from beep.kit.ids import SessionId, UserId


@dataclass(frozen=True, slots=True)
class Flow:
    """A proof under way. `user_id` and `session_id` are those of who is signed in, where it is about them."""

    state_hash: bytes
    secret_hash: bytes
    provider: str
    purpose: Purpose
    user_id: UserId | None
    session_id: SessionId | None


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who proved who they are, and the account they will have it linked to."""

    proof: Proof
    provider: str
    user_id: UserId


# -- identities -------------------------------------------------------------------------------


async def find_identity(connection: AsyncConnection, issuer: str, subject: str) -> IdentityView | None:
    wanted = (identity.c.issuer == issuer) & (identity.c.subject == subject)
    row = (await connection.execute(select(identity).where(wanted))).one_or_none()
    return _view(row) if row else None


async def list_identities(
    connection: AsyncConnection, user_id: UserId, *, hold: bool = False
) -> list[IdentityView]:
    """Return a person's identities, the oldest first; `hold` keeps them as they are until the commit."""
    wanted = select(identity).where(identity.c.user_id == user_id).order_by(identity.c.id)
    rows = await connection.execute(wanted.with_for_update() if hold else wanted)
    return [_view(row) for row in rows]


async def insert_identity(connection: AsyncConnection, new: IdentityView) -> bool:
    """Link an identity; tell whether neither it nor the person's place at that issuer was taken."""
    values = {
        "id": new.id,
        "issuer": new.issuer,
        "subject": new.subject,
        "user_id": new.user_id,
        "provider": new.provider,
        "claims": msgspec.to_builtins(new.claims),
        "linked_at": new.linked_at,
        "last_used_at": new.last_used_at,
    }
    link = insert(identity).values(**values).on_conflict_do_nothing()
    return (await connection.execute(link.returning(identity.c.id))).first() is not None


async def use_identity(
    connection: AsyncConnection, identity_id: IdentityId, provider: str, claims: Claims, *, at: datetime
) -> None:
    """Keep what a provider says of somebody now."""
    values = {"provider": provider, "claims": msgspec.to_builtins(claims), "last_used_at": at}
    await connection.execute(update(identity).where(identity.c.id == identity_id).values(**values))


async def delete_identity(connection: AsyncConnection, identity_id: IdentityId) -> None:
    await connection.execute(delete(identity).where(identity.c.id == identity_id))


async def delete_identities(connection: AsyncConnection, user_id: UserId) -> None:
    await connection.execute(delete(identity).where(identity.c.user_id == user_id))


# -- proofs under way -------------------------------------------------------------------------


async def insert_flow(connection: AsyncConnection, new: Flow, *, at: datetime) -> None:
    values = {
        "state_hash": new.state_hash,
        "secret_hash": new.secret_hash,
        "provider": new.provider,
        "purpose": new.purpose,
        "user_id": new.user_id,
        "session_id": new.session_id,
    }
    await connection.execute(insert(flow).values(**values, created_at=at))


async def take_flow(
    connection: AsyncConnection, state_hash: bytes, secret_hash: bytes, *, since: datetime
) -> Flow | None:
    """Return and forget a proof under way: it is finished once, well or not."""
    wanted = (flow.c.state_hash == state_hash) & (flow.c.secret_hash == secret_hash)
    taken = delete(flow).where(wanted, flow.c.created_at > since).returning(flow)
    row = (await connection.execute(taken)).one_or_none()
    if row is None:
        return None
    user_id = UserId(row.user_id) if row.user_id is not None else None
    session_id = SessionId(row.session_id) if row.session_id is not None else None
    return Flow(row.state_hash, row.secret_hash, row.provider, row.purpose, user_id, session_id)


async def forget_flows_of(connection: AsyncConnection, user_id: UserId) -> None:
    await connection.execute(delete(flow).where(flow.c.user_id == user_id))


async def forget_flows(connection: AsyncConnection, *, before: datetime) -> None:
    await connection.execute(delete(flow).where(flow.c.created_at < before))


# -- people without an account ----------------------------------------------------------------


async def keep_newcomer(
    connection: AsyncConnection, new: Newcomer, ticket_hash: bytes, *, at: datetime
) -> Newcomer:
    """Keep somebody who has no account yet; who is known already keeps the account they will have."""
    values = {
        "issuer": new.proof.issuer,
        "subject": new.proof.subject,
        "ticket_hash": ticket_hash,
        "user_id": new.user_id,
        "provider": new.provider,
        "claims": msgspec.to_builtins(new.proof.claims),
        "created_at": at,
    }
    changed = {name: values[name] for name in ("ticket_hash", "provider", "claims", "created_at")}
    kept = insert(newcomer).values(**values)
    kept = kept.on_conflict_do_update(index_elements=[newcomer.c.issuer, newcomer.c.subject], set_=changed)
    return _newcomer((await connection.execute(kept.returning(newcomer))).one())


async def find_newcomer(
    connection: AsyncConnection, ticket_hash: bytes, *, since: datetime
) -> Newcomer | None:
    wanted = (newcomer.c.ticket_hash == ticket_hash) & (newcomer.c.created_at > since)
    row = (await connection.execute(select(newcomer).where(wanted))).one_or_none()
    return _newcomer(row) if row else None


async def claim_newcomer(
    connection: AsyncConnection, user_id: UserId, *, at: datetime, unless_since: datetime
) -> bool:
    """Begin to make somebody's account; tell whether nobody else has begun since a moment."""
    is_free = newcomer.c.claimed_at.is_(None) | (newcomer.c.claimed_at < unless_since)
    claim = update(newcomer).where(newcomer.c.user_id == user_id, is_free).values(claimed_at=at)
    return (await connection.execute(claim)).rowcount > 0


async def release_newcomer(connection: AsyncConnection, user_id: UserId) -> None:
    await connection.execute(update(newcomer).where(newcomer.c.user_id == user_id).values(claimed_at=None))


async def delete_newcomer(connection: AsyncConnection, user_id: UserId) -> None:
    await connection.execute(delete(newcomer).where(newcomer.c.user_id == user_id))


async def list_forgotten(connection: AsyncConnection, *, before: datetime) -> list[Newcomer]:
    """Return people who never finished, 100 at most."""
    wanted = select(newcomer).where(newcomer.c.created_at < before).order_by(newcomer.c.created_at)
    return [_newcomer(row) for row in await connection.execute(wanted.limit(100))]


def _view(row: Row[Any]) -> IdentityView:
    claims = msgspec.convert(row.claims, Claims)
    return IdentityView(
        IdentityId(row.id),
        UserId(row.user_id),
        row.provider,
        row.issuer,
        row.subject,
        claims,
        row.linked_at,
        row.last_used_at,
    )


def _newcomer(row: Row[Any]) -> Newcomer:
    claims = msgspec.convert(row.claims, Claims)
    return Newcomer(Proof(row.issuer, row.subject, claims), row.provider, UserId(row.user_id))
