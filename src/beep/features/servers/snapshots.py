"""Keeps servers' snapshots in memory, exactly as current as the facts this process has heard."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import cast

from beep.features.servers import rules
from beep.features.servers.contract import Snapshot
from beep.kit.facts import Fact
from beep.kit.ids import ServerId
from beep.runtime.outbox import Recorded
from beep.runtime.tasks import BackgroundTasks

_ATTEMPTS = 5


@dataclass(slots=True)
class _Load:
    """A read under way, and what was heard since it began."""

    task: asyncio.Task[Snapshot | None] | None = None
    heard: list[Recorded] = field(default_factory=list[Recorded])
    is_stale: bool = False


class Snapshots:
    """A bounded cache. One read per server at a time; a read never hides what was heard during it.

    A snapshot knows its place in the server's stream, so a fact is applied once, or not at all.
    """

    def __init__(
        self,
        read: Callable[[ServerId], Awaitable[Snapshot | None]],
        tasks: BackgroundTasks,
        *,
        limit: int,
    ) -> None:
        self._read = read
        self._tasks = tasks
        self._limit = limit
        self._kept: OrderedDict[ServerId, Snapshot] = OrderedDict()
        self._loads: dict[ServerId, _Load] = {}
        # The fact heard last: tells a writer whether its own was already delivered.
        self.last_heard: Fact | None = None

    def peek(self, server_id: ServerId) -> Snapshot | None:
        return self._kept.get(server_id)

    async def get(self, server_id: ServerId) -> Snapshot | None:
        """Return the snapshot, read if need be; `None` when there is no such server."""
        kept = self._kept.get(server_id)
        if kept is not None:
            self._kept.move_to_end(server_id)
            return kept
        load = self._loads.get(server_id)
        if load is None:
            load = self._loads[server_id] = _Load()
            load.task = self._tasks.spawn(self._fill(server_id, load), name=f"servers.read {server_id}")
        # Shielded: whoever gives up waiting must not take the answer from the others.
        return await asyncio.shield(cast("asyncio.Task[Snapshot | None]", load.task))

    def drop(self, server_id: ServerId) -> None:
        """Forget a snapshot whose change may not have been heard yet."""
        self._kept.pop(server_id, None)
        if load := self._loads.get(server_id):
            load.is_stale = True

    def hear(self, recorded: Recorded) -> None:
        """Take a fact of a server: bring its snapshot forward, or forget it."""
        self.last_heard = recorded.fact
        server_id = ServerId(recorded.stream)
        if load := self._loads.get(server_id):
            load.heard.append(recorded)
        known = self._kept.get(server_id)
        if known is None or recorded.seq <= known.seq:
            return
        changed = rules.applied(known, recorded)
        if changed is None:
            del self._kept[server_id]
        else:
            self._kept[server_id] = changed

    async def _fill(self, server_id: ServerId, load: _Load) -> Snapshot | None:
        try:
            snapshot: Snapshot | None = None
            for _ in range(_ATTEMPTS):
                load.heard.clear()
                load.is_stale = False
                snapshot = await self._read(server_id)
                current = _caught_up(snapshot, load.heard)
                if load.is_stale or (snapshot is not None and current is None):
                    continue
                if current is not None:
                    self._keep(server_id, current)
                return current
            return snapshot
        finally:
            self._loads.pop(server_id, None)

    def _keep(self, server_id: ServerId, snapshot: Snapshot) -> None:
        self._kept[server_id] = snapshot
        self._kept.move_to_end(server_id)
        if len(self._kept) > self._limit:
            self._kept.popitem(last=False)


def _caught_up(snapshot: Snapshot | None, heard: list[Recorded]) -> Snapshot | None:
    """Return a snapshot with what was heard while it was read; `None` if that cannot be told."""
    for recorded in heard:
        if snapshot is not None and recorded.seq > snapshot.seq:
            snapshot = rules.applied(snapshot, recorded)
    return snapshot
