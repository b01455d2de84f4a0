"""SQL of audit: takes a connection, decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Row, Select, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.audit.contract import GENESIS, Change, EntryId, EntryView
from beep.features.audit.tables import chain, entry
from beep.kit.ids import ServerId, UserId

_changes = msgspec.json.Decoder(tuple[Change, ...])
_options = msgspec.json.Decoder(dict[str, str])


@dataclass(frozen=True, slots=True)
class Chain:
    """Where a chain stands: how many entries it ever had, the last one's hash, and what is still kept."""

    server_id: ServerId
    length: int
    head: bytes
    kept_from: int
    base: bytes


@dataclass(frozen=True, slots=True)
class Filter:
    """What of a log is wanted; `after` turns the order round: the oldest first."""

    actor_id: UserId | None = None
    action: int | None = None
    target_id: str | None = None
    before: int | None = None
    after: int | None = None
    limit: int = 50


async def lock_chain(connection: AsyncConnection, server_id: ServerId) -> Chain:
    """Hold a chain until the commit, begun if need be: who appends has the head to themselves."""
    new = insert(chain).values(server_id=server_id, length=0, head=GENESIS, kept_from=1, base=GENESIS)
    await connection.execute(new.on_conflict_do_nothing())
    found = await connection.execute(select(chain).where(chain.c.server_id == server_id).with_for_update())
    return _chain(found.one())


async def list_chains(connection: AsyncConnection) -> list[Chain]:
    """Return every chain there is or of which entries are left, in order of servers."""
    # Entries first: a chain that begins meanwhile is not mistaken for one that lost its end.
    rows = await connection.execute(select(entry.c.server_id).distinct())
    servers = {ServerId(row.server_id) for row in rows}
    chains = [_chain(row) for row in await connection.execute(select(chain))]
    orphans = servers - {one.server_id for one in chains}
    chains += [Chain(server_id, 0, b"", 1, GENESIS) for server_id in orphans]
    return sorted(chains, key=lambda one: one.server_id)


async def list_rows(
    connection: AsyncConnection, server_id: ServerId, *, after: int, limit: int
) -> list[dict[str, Any]]:
    """Return stored entries of a chain as they are, in their order."""
    found = select(entry).where(entry.c.server_id == server_id, entry.c.position > after)
    rows = await connection.execute(found.order_by(entry.c.position).limit(limit))
    return [dict(row) for row in rows.mappings()]


async def has_fact(connection: AsyncConnection, fact_id: str) -> bool:
    found = await connection.execute(select(entry.c.id).where(entry.c.fact_id == fact_id))
    return found.first() is not None


async def append(connection: AsyncConnection, sealed: Mapping[str, Any]) -> None:
    """Add an entry to a chain held by `lock_chain`."""
    await connection.execute(insert(entry).values(sealed))
    moved = update(chain).where(chain.c.server_id == sealed["server_id"])
    await connection.execute(moved.values(length=sealed["position"], head=sealed["hash"]))


_TRIMMING = text("SELECT set_config('audit.is_trimming', 'yes', true)")


async def trim(connection: AsyncConnection, held: Chain, *, before: int) -> int:
    """Take the oldest entries of a chain up to the first that is younger; return what it is kept from."""
    mine = entry.c.server_id == held.server_id
    younger = select(func.min(entry.c.position)).where(mine, entry.c.id >= before)
    first = (await connection.execute(younger)).scalar_one() or held.length + 1
    last = await connection.execute(select(entry.c.hash).where(mine, entry.c.position == first - 1))
    base = last.scalar_one_or_none()
    if base is None:
        return held.kept_from
    await connection.execute(_TRIMMING)
    await connection.execute(delete(entry).where(mine, entry.c.position < first))
    moved = update(chain).where(chain.c.server_id == held.server_id)
    await connection.execute(moved.values(kept_from=first, base=base))
    return int(first)


async def list_entries(connection: AsyncConnection, server_id: ServerId, wanted: Filter) -> list[EntryView]:
    statement = _narrowed(select(entry).where(entry.c.server_id == server_id), wanted)
    order = entry.c.id.asc() if wanted.after is not None else entry.c.id.desc()
    rows = await connection.execute(statement.order_by(order).limit(wanted.limit))
    return [_view(row) for row in rows]


def _narrowed(statement: Select[Any], wanted: Filter) -> Select[Any]:
    if wanted.actor_id is not None:
        statement = statement.where(entry.c.actor_id == wanted.actor_id)
    if wanted.action is not None:
        statement = statement.where(entry.c.action == wanted.action)
    if wanted.target_id is not None:
        statement = statement.where(entry.c.target_id == wanted.target_id)
    if wanted.before is not None:
        statement = statement.where(entry.c.id < wanted.before)
    if wanted.after is not None:
        statement = statement.where(entry.c.id > wanted.after)
    return statement


def _view(row: Row[Any]) -> EntryView:
    return EntryView(
        EntryId(row.id),
        ServerId(row.server_id),
        UserId(row.actor_id),
        row.action,
        row.target_id,
        row.reason,
        _changes.decode(row.changes),
        _options.decode(row.options),
        row.ip,
        row.trace_id,
    )


def _chain(row: Row[Any]) -> Chain:
    return Chain(ServerId(row.server_id), row.length, bytes(row.head), row.kept_from, bytes(row.base))
