"""Checks that the audit log is what was written, and takes what is past the time it is kept for."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from beep.features.audit import rules, store
from beep.features.audit.rules import Break
from beep.features.audit.settings import AuditSettings
from beep.kit.errors import Refusal
from beep.kit.ids import first_id_at
from beep.runtime import security
from beep.runtime.clock import Clock
from beep.runtime.database import Database

_log = logging.getLogger("beep.features.audit.upkeep")
_BATCH = 1000
_TRIM_EVERY_S = 3600.0
# What was once said to be at a place: (server, position) -> hash.
Checkpoints = Mapping[tuple[int, int], bytes]


async def verify(
    database: Database, *, checkpoints: Checkpoints, progress: Callable[[int], None]
) -> tuple[int, Break | None]:
    """Read every chain from its first entry; return how many hold, and the first break there is."""
    total = 0
    async with database.read() as connection:
        chains = await store.list_chains(connection)
    for chain in chains:
        said = {place[1]: one for place, one in checkpoints.items() if place[0] == chain.server_id}
        count, broken = await _verify_chain(database, chain, said, partial(_add, progress, total))
        total += count
        if broken is not None:
            return total, broken
    async with database.read() as connection:
        redacted, told = await store.count_redacted(connection)
    if redacted > told:
        return total, Break(0, 0, 0, f"{redacted} entries are redacted, but the log tells of {told}")
    known = {chain.server_id for chain in chains}
    lost = next((place for place in checkpoints if place[0] not in known), None)
    return total, lost and Break(*lost, 0, "the whole chain is gone")


async def _verify_chain(
    database: Database, chain: store.Chain, said: Mapping[int, bytes], progress: Callable[[int], None]
) -> tuple[int, Break | None]:
    """Check one chain. What is added meanwhile is checked too, beyond where the chain said it ends."""
    place, previous = chain.kept_from - 1, chain.base
    head = chain.head if place == chain.length else None
    while True:
        async with database.read() as connection:
            rows = await store.list_rows(connection, chain.server_id, after=place, limit=_BATCH)
        for row in rows:
            broken = rules.broken_at(row, position=place + 1, previous=previous)
            if broken is None and said.get(row["position"], row["hash"]) != row["hash"]:
                broken = Break(row["server_id"], row["position"], row["id"], "a checkpoint knew it otherwise")
            if broken is not None:
                return place + 1 - chain.kept_from, broken
            place, previous = row["position"], row["hash"]
            if place == chain.length:
                head = previous
        progress(place + 1 - chain.kept_from)
        if len(rows) < _BATCH:
            break
    return place + 1 - chain.kept_from, _end(chain, place, head, max(said, default=0))


def _add(progress: Callable[[int], None], before: int, done: int) -> None:
    progress(before + done)


def _end(chain: store.Chain, place: int, head: bytes | None, furthest: int) -> Break | None:
    if not chain.head:
        return Break(chain.server_id, 0, 0, "where the log ends is not known any more")
    if place < max(chain.length, furthest):
        return Break(chain.server_id, place + 1, 0, f"the log ends at {place}, but there was more")
    if head != chain.head:
        return Break(chain.server_id, 0, 0, "the log does not end with what was written last")
    return None


class Retention:
    """Takes entries past the time they are kept for; what is left still hangs together."""

    def __init__(self, database: Database, clock: Clock, settings: AuditSettings) -> None:
        self._database = database
        self._clock = clock
        self._days = settings.retention_days

    async def run(self) -> None:
        while self._days:
            try:
                await self.trim()
            except (SQLAlchemyError, psycopg.Error, OSError, Refusal) as error:
                _log.warning("old entries stay until the next time", extra={"reason": str(error)})
            await asyncio.sleep(_TRIM_EVERY_S)

    async def trim(self) -> int:
        """Take what is too old from every chain; return how many entries that were."""
        before = first_id_at(self._clock.now() - timedelta(days=self._days))
        async with self._database.read() as connection:
            chains = await store.list_chains(connection)
        taken = 0
        for chain in chains:
            async with self._database.write() as tx:
                held = await store.lock_chain(tx.connection, chain.server_id)
                kept_from = await store.trim(tx.connection, held, before=before)
                if kept_from > held.kept_from:
                    security.tell("audit.trimmed", server=str(chain.server_id), kept_from=kept_from)
                taken += kept_from - held.kept_from
        return taken
