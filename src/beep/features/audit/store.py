"""SQL of audit: takes a connection, decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Row, Select, bindparam, delete, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from beep.features.audit.contract import GENESIS, PLATFORM, Action, Change, EntryId, EntryView
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


_HELD = select(chain).where(chain.c.server_id == bindparam("server_id")).with_for_update()
_BEGUN = insert(chain).values(length=0, head=GENESIS, kept_from=1, base=GENESIS).on_conflict_do_nothing()
_added = (
    insert(entry)
    .values({column.name: bindparam(f"new_{column.name}") for column in entry.c})
    .on_conflict_do_nothing(index_elements=[entry.c.fact_id])
    .returning(entry.c.server_id, entry.c.position, entry.c.hash)
    .cte("added")
)
_APPENDED = (
    update(chain)
    .where(chain.c.server_id == _added.c.server_id)
    .values(length=_added.c.position, head=_added.c.hash)
    .returning(chain.c.length)
)


async def lock_chain(connection: AsyncConnection, server_id: ServerId) -> Chain:
    """Hold a chain until the commit, begun if need be: who appends has the head to themselves."""
    whose = {"server_id": server_id}
    found = (await connection.execute(_HELD, whose)).first()
    if found is None:
        await connection.execute(_BEGUN, whose)
        found = (await connection.execute(_HELD, whose)).one()
    return _chain(found)


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


async def append(connection: AsyncConnection, sealed: Mapping[str, Any]) -> bool:
    """Add an entry to a chain held by `lock_chain`; false, and nothing is done, for a fact it has already."""
    given = {f"new_{name}": value for name, value in sealed.items()}
    return (await connection.execute(_APPENDED, given)).first() is not None


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


_REDACTING = text("SELECT set_config('audit.is_redacting', 'yes', true)")


async def redact(connection: AsyncConnection, server_id: ServerId, user_id: UserId) -> int:
    """Empty what is personal in a held chain's entries by or about a person; return how many had some."""
    is_theirs = or_(entry.c.actor_id == user_id, entry.c.target_id == str(user_id))
    is_of_people = is_theirs & (entry.c.action != Action.ENTRIES_REDACTED)
    whole = (entry.c.server_id == server_id) & is_of_people & ~entry.c.is_redacted
    emptied = {"ip": "", "trace_id": "", "reason": None, "changes": "[]", "is_redacted": True}
    await connection.execute(_REDACTING)
    return (await connection.execute(update(entry).where(whole).values(emptied))).rowcount


async def count_redacted(connection: AsyncConnection) -> tuple[int, int]:
    """Return how many entries kept are redacted, and how many the log says ever were."""
    kept = await connection.execute(select(func.count()).where(entry.c.is_redacted))
    told = select(entry.c.options).where(
        entry.c.server_id == PLATFORM, entry.c.action == Action.ENTRIES_REDACTED, ~entry.c.is_redacted
    )
    counts = [int(_options.decode(row.options)["count"]) for row in await connection.execute(told)]
    return kept.scalar_one(), sum(counts)


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
