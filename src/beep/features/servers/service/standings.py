"""What every use case of servers begins with: who stands where, and the turn to change a server."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from beep.features.audit import Acted, Action, Change, EntryId
from beep.features.servers import rules
from beep.features.servers.contract import Engine, NobodyListens, Refusals, ServerView, Snapshot
from beep.features.servers.errors import ServerNotFound
from beep.features.servers.settings import ServersSettings
from beep.features.servers.snapshots import Snapshots
from beep.features.servers.store import Store
from beep.kit.actor import Actor
from beep.kit.ids import ServerId, UserId
from beep.kit.permissions import Permission
from beep.runtime import metrics
from beep.runtime.database import Transaction
from beep.runtime.feature import Runtime


class Standings:
    """Answers from the snapshot in memory; hands out transactions that hold one server."""

    # Ports, filled by `app`.
    refusals: Refusals = NobodyListens()
    engine: Engine | None = None

    def __init__(self, runtime: Runtime, settings: ServersSettings) -> None:
        self.database = runtime.database
        self.clock = runtime.clock
        self.ids = runtime.ids
        self.settings = settings
        self.store = Store(runtime.database)
        self.snapshots = Snapshots(self.store.read_snapshot, runtime.tasks, limit=settings.snapshots_kept)
        self._turns: WeakValueDictionary[ServerId, asyncio.Lock] = WeakValueDictionary()

    async def snapshot(self, server_id: ServerId) -> Snapshot | None:
        return await self.snapshots.get(server_id)

    def cached_snapshot(self, server_id: ServerId) -> Snapshot | None:
        return self.snapshots.peek(server_id)

    async def list_ids(self) -> list[ServerId]:
        return await self.store.list_ids()

    async def standing(self, actor: Actor, server_id: ServerId) -> Snapshot:
        snapshot = await self.snapshots.get(server_id)
        if snapshot is None or actor.user_id not in snapshot.members:
            raise ServerNotFound
        return snapshot

    async def check_permission(self, actor: Actor, server_id: ServerId, needed: Permission) -> Snapshot:
        snapshot = await self.standing(actor, server_id)
        await self._check(snapshot, actor.user_id, needed)
        return snapshot

    async def _check(self, snapshot: Snapshot, user_id: UserId, needed: Permission) -> None:
        server_id = snapshot.server.id
        held = rules.own_permissions(snapshot, user_id)
        if self.engine is not None:
            held = await self.engine.held(user_id, server_id, held)
        lacking = needed & ~snapshot.limited(held, user_id, self.clock.now)
        if lacking:
            metrics.CHECKS.refused += 1
            self.refusals.note(user_id, server_id, lacking)
            raise rules.refusal(snapshot, needed, held, lacking)
        metrics.CHECKS.allowed += 1

    @asynccontextmanager
    async def changing(self, server_id: ServerId) -> AsyncGenerator[tuple[Transaction, ServerView]]:
        """Open a transaction that holds one server; raises `ServerNotFound` if it is gone.

        Who waits for their turn in this process waits without a connection, so a rush on one
        server does not take the database from all others.
        """
        turn = self._turns.setdefault(server_id, asyncio.Lock())
        async with turn:
            last = None
            try:
                async with self.database.write() as tx:
                    server = await self.store.lock_server(tx, server_id)
                    if server is None:
                        raise ServerNotFound
                    try:
                        yield tx, server
                    finally:
                        last = tx.facts[-1][0] if tx.facts else None
            finally:
                # Delivered facts have brought the snapshot forward; what is still on its way has not.
                if last is not None and self.snapshots.last_heard is not last:
                    self.snapshots.drop(server_id)

    @asynccontextmanager
    async def deciding(
        self, actor: Actor, server_id: ServerId, needed: Permission
    ) -> AsyncGenerator[tuple[Transaction, Snapshot]]:
        """Open a transaction that holds a server, with the snapshot as it is until the commit.

        Raises what `check_permission` does, from memory first and again under the lock: what was taken
        from the actor a moment ago, in whatever process, is not used any more (decision 0016).
        """
        await self.check_permission(actor, server_id, needed)
        async with self.changing(server_id) as (tx, _):
            snapshot = await self.exact(tx, server_id)
            if actor.user_id not in snapshot.members:
                raise ServerNotFound
            await self._check(snapshot, actor.user_id, needed)
            yield tx, snapshot

    async def exact(self, tx: Transaction, server_id: ServerId) -> Snapshot:
        """Return the snapshot as of the lock `tx` holds: from memory if that has heard everything."""
        heard = self.database.places.place(server_id)
        known = self.snapshots.peek(server_id)
        if known is not None and heard is not None and heard >= await self.store.place(tx, server_id):
            return known
        found = await self.store.read_snapshot_in(tx, server_id)
        if found is None:
            raise ServerNotFound
        return found

    def tell(  # noqa: PLR0913 - what an entry of the log holds
        self,
        tx: Transaction,
        actor_id: UserId,
        action: Action,
        server_id: ServerId,
        target_id: int | str | None = None,
        *,
        reason: str | None = None,
        changes: Iterable[Change] = (),
        options: Mapping[str, str] | None = None,
    ) -> None:
        """Record an administrative act; before the fact of the change itself."""
        tx.record(
            Acted(
                server_id,
                EntryId(self.ids.next()),
                actor_id,
                action,
                None if target_id is None else str(target_id),
                reason,
                list(changes),
                dict(options or {}),
            )
        )
