"""What every use case of servers begins with: who stands where, and the turn to change a server."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from beep.features.servers import rules
from beep.features.servers.contract import Engine, NobodyListens, Refusals, ServerView, Snapshot
from beep.features.servers.errors import ServerNotFound
from beep.features.servers.settings import ServersSettings
from beep.features.servers.snapshots import Snapshots
from beep.features.servers.store import Store
from beep.kit.actor import Actor
from beep.kit.ids import ServerId
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

    async def standing(self, actor: Actor, server_id: ServerId) -> Snapshot:
        snapshot = await self.snapshots.get(server_id)
        if snapshot is None or actor.user_id not in snapshot.members:
            raise ServerNotFound
        return snapshot

    async def check_permission(self, actor: Actor, server_id: ServerId, needed: Permission) -> Snapshot:
        snapshot = await self.standing(actor, server_id)
        user_id = actor.user_id
        held = rules.own_permissions(snapshot, user_id)
        if self.engine is not None:
            held = await self.engine.held(user_id, server_id, held)
        lacking = needed & ~snapshot.limited(held, user_id, self.clock.now)
        if lacking:
            metrics.CHECKS.refused += 1
            self.refusals.note(user_id, server_id, lacking)
            raise rules.refusal(snapshot, needed, held, lacking)
        metrics.CHECKS.allowed += 1
        return snapshot

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
                    yield tx, server
                    last = tx.facts[-1][0] if tx.facts else None
            finally:
                # Delivered facts have brought the snapshot forward; what is still on its way has not.
                if last is None or self.snapshots.last_heard is not last:
                    self.snapshots.drop(server_id)
