"""Keeps servers' channels in memory, never older than the last change this process heard of."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from beep.features.channels.contract import ChannelView
from beep.kit.ids import ChannelId, ServerId
from beep.runtime.outbox import Recorded
from beep.runtime.tasks import BackgroundTasks

OfServer = Mapping[ChannelId, ChannelView]
_ATTEMPTS = 5
_ARCHIVED = 200


@dataclass(slots=True)
class _Load:
    task: asyncio.Task[OfServer] | None = None
    is_stale: bool = False


class ChannelCache:
    """Bounded by servers; one read per server at a time, and none that raced with a change is kept."""

    def __init__(
        self,
        read: Callable[[ServerId], Awaitable[Sequence[ChannelView]]],
        tasks: BackgroundTasks,
        *,
        limit: int,
    ) -> None:
        self._read = read
        self._tasks = tasks
        self._limit = limit
        self._kept: OrderedDict[ServerId, OfServer] = OrderedDict()
        # A channel never changes its server, so this needs no care but its bound.
        self._server_of: dict[ChannelId, ServerId] = {}
        self._loads: dict[ServerId, _Load] = {}
        # Archived threads somebody looks at: not listed, but as current as what is.
        self._archived: OrderedDict[ChannelId, ChannelView] = OrderedDict()
        self._drops = 0

    def peek(self, channel_id: ChannelId) -> ChannelView | None:
        server_id = self._server_of.get(channel_id)
        channels = None if server_id is None else self._kept.get(server_id)
        if channels is not None and channel_id in channels:
            return channels[channel_id]
        return self._archived.get(channel_id) if self._archived else None

    async def archived(
        self, thread_id: ChannelId, read: Callable[[ChannelId], Awaitable[ChannelView | None]]
    ) -> ChannelView | None:
        """Return an archived thread, read if need be; kept only if nothing changed meanwhile."""
        known = self._archived.get(thread_id)
        if known is not None:
            return known
        drops = self._drops
        found = await read(thread_id)
        if found is not None and found.thread and found.thread.is_archived and drops == self._drops:
            self._archived[thread_id] = found
            if len(self._archived) > _ARCHIVED:
                self._archived.popitem(last=False)
        return found

    async def of_server(self, server_id: ServerId) -> OfServer:
        """Return a server's channels in order and its open threads, read if need be."""
        kept = self._kept.get(server_id)
        if kept is not None:
            self._kept.move_to_end(server_id)
            return kept
        load = self._loads.get(server_id)
        if load is None:
            load = self._loads[server_id] = _Load()
            load.task = self._tasks.spawn(self._fill(server_id, load), name=f"channels.read {server_id}")
        # Shielded: whoever gives up waiting must not take the answer from the others.
        return await asyncio.shield(cast("asyncio.Task[OfServer]", load.task))

    def drop(self, server_id: ServerId) -> None:
        """Forget a server's channels; a read under way starts again."""
        self._drops += 1
        for thread_id in [one.id for one in self._archived.values() if one.server_id == server_id]:
            del self._archived[thread_id]
        for channel_id in self._kept.pop(server_id, {}):
            self._server_of.pop(channel_id, None)
        if load := self._loads.get(server_id):
            load.is_stale = True

    def hear(self, recorded: Recorded) -> None:
        """Take a fact about a server's channels."""
        self.drop(ServerId(recorded.stream))

    async def _fill(self, server_id: ServerId, load: _Load) -> OfServer:
        try:
            channels: OfServer = {}
            for _ in range(_ATTEMPTS):
                load.is_stale = False
                channels = {one.id: one for one in await self._read(server_id)}
                if not load.is_stale:
                    self._keep(server_id, channels)
                    break
            return channels
        finally:
            self._loads.pop(server_id, None)

    def _keep(self, server_id: ServerId, channels: OfServer) -> None:
        self._kept[server_id] = channels
        self._server_of.update(dict.fromkeys(channels, server_id))
        if len(self._kept) > self._limit:
            self.drop(next(iter(self._kept)))
