"""What every use case of channels begins with: who may do what where, and the turn to change a server's."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from beep.features import servers
from beep.features.audit import Acted, Action, Change, EntryId
from beep.features.channels import rules
from beep.features.channels.cache import ChannelCache
from beep.features.channels.contract import Access, ChannelType, ChannelView, LastMessages, Newest
from beep.features.channels.errors import ChannelNotFound, NotATextChannel
from beep.features.channels.facts import ChannelChanged
from beep.features.channels.settings import ChannelsSettings
from beep.features.channels.store import Store
from beep.features.channels.wire import (
    ChannelObject,
    ThreadObject,
    channel_changes,
    channel_object,
    thread_object,
)
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, ServerId, UserId
from beep.kit.permissions import Permission
from beep.runtime import metrics, outbox
from beep.runtime.database import Transaction
from beep.runtime.feature import Runtime

_VIEW_CHANNEL = Permission.VIEW_CHANNEL.value
_SEND_MESSAGES = Permission.SEND_MESSAGES.value


class _NoMessages:
    """Stands in where messaging is not built."""

    async def newest(self, channel_ids: Sequence[ChannelId]) -> Mapping[ChannelId, Newest]:
        del channel_ids
        return {}

    async def message_counts(self, channel_ids: Sequence[ChannelId]) -> Mapping[ChannelId, int]:
        del channel_ids
        return {}


class Standings:
    """Answers from memory; hands out transactions that hold one server's channels."""

    # Ports, filled by `app`.
    refusals: servers.Refusals = servers.NobodyListens()
    engine: servers.Engine | None = None

    def __init__(self, runtime: Runtime, settings: ChannelsSettings, *, servers: servers.Servers) -> None:
        self.database = runtime.database
        self.clock = runtime.clock
        self.ids = runtime.ids
        self.settings = settings
        self.servers = servers
        self.store = Store(runtime.database)
        self.cache = ChannelCache(self.store.list_of_server, runtime.tasks, limit=settings.servers_kept)
        self.last_messages: LastMessages = _NoMessages()
        self._turns: WeakValueDictionary[ServerId, asyncio.Lock] = WeakValueDictionary()

    # -- questions ----------------------------------------------------------------------------

    async def access(self, actor: Actor, channel_id: ChannelId, needed: Permission) -> Access:
        channel = await self.find(channel_id)
        if channel is None:
            raise ChannelNotFound
        as_of = self.database.places.place(channel.server_id)
        if as_of is None:
            as_of = await self.database.places.reach(channel.server_id)
        # Seen again: what is remembered now is no older than `as_of`.
        channel = self.cache.peek(channel_id) or await self.find(channel_id)
        if channel is None:
            raise ChannelNotFound
        snapshot = self.servers.cached_snapshot(channel.server_id) or await self.servers.snapshot(
            channel.server_id
        )
        if snapshot is None:
            raise ChannelNotFound
        return Access(channel, await self.held(actor, channel, snapshot, needed), as_of)

    async def held(
        self, actor: Actor, channel: ChannelView, snapshot: servers.Snapshot, needed: Permission
    ) -> Permission:
        """Return what the actor may do in a channel; raises what `access` does."""
        user_id = actor.user_id
        held = rules.permissions_above(channel, snapshot, user_id)
        if self.engine is not None:
            # Engines know channels; what is special about threads is worked out here.
            scope = channel.id if channel.thread is None else channel.parent_id
            held = await self.engine.held(user_id, channel.server_id, held, scope)
        above = channel.left_of(held, user_id)
        held = snapshot.limited(above, user_id, self.clock.now)
        # Plain numbers from here on: operators of flags would cost more than the rest of a check.
        bits = int(held)
        if not bits & _VIEW_CHANNEL:
            if user_id in snapshot.members:
                self._note_refusal(actor, channel, Permission.VIEW_CHANNEL)
            raise ChannelNotFound
        wanted = int(needed)
        lacking = wanted & ~bits
        if lacking:
            self._note_refusal(actor, channel, Permission(lacking))
            raise rules.refusal(snapshot, needed, above, lacking)
        if wanted & _SEND_MESSAGES and channel.type == ChannelType.CATEGORY:
            raise NotATextChannel
        metrics.CHECKS.allowed += 1
        return held

    def _note_refusal(self, actor: Actor, channel: ChannelView, lacking: Permission) -> None:
        metrics.CHECKS.refused += 1
        self.refusals.note(actor.user_id, channel.server_id, lacking, channel.id)

    async def list_of_server(self, server_id: ServerId) -> list[ChannelView]:
        return [one for one in (await self.cache.of_server(server_id)).values() if one.thread is None]

    async def list_threads(self, server_id: ServerId) -> list[ChannelView]:
        return [one for one in (await self.cache.of_server(server_id)).values() if one.thread is not None]

    async def list_threads_by_ids(self, thread_ids: Sequence[ChannelId]) -> list[ChannelView]:
        known = {one: view for one in thread_ids if (view := self.cache.peek(one))}
        others = [one for one in thread_ids if one not in known]
        found = await self.store.list_threads_by_ids(others) if others else []
        return [one for one in (*known.values(), *found) if one.thread is not None]

    async def list_visible(self, actor: Actor, server_id: ServerId) -> list[ChannelView]:
        snapshot = await self.servers.standing(actor, server_id)
        channels = await self.list_of_server(server_id)
        return [one for one in channels if rules.sees(one, snapshot, actor.user_id)]

    async def find(self, channel_id: ChannelId) -> ChannelView | None:
        if known := self.cache.peek(channel_id):
            return known
        found = await self.store.list_by_ids([channel_id])
        if not found:
            return await self._find_thread(channel_id)
        return (await self.cache.of_server(found[0].server_id)).get(channel_id)

    async def _find_thread(self, thread_id: ChannelId) -> ChannelView | None:
        """Return a thread: an open one from among its server's channels, an archived one by itself."""
        found = await self.cache.archived(thread_id, self.store.find_thread)
        if found is None or (found.thread and found.thread.is_archived):
            return found
        return (await self.cache.of_server(found.server_id)).get(thread_id)

    def cached(self, channel_id: ChannelId) -> ChannelView | None:
        return self.cache.peek(channel_id)

    async def viewers_among(self, channel_id: ChannelId, user_ids: Sequence[UserId]) -> frozenset[UserId]:
        channel = await self.find(channel_id)
        snapshot = None if channel is None else await self.servers.snapshot(channel.server_id)
        if channel is None or snapshot is None:
            return frozenset()
        return frozenset(one for one in user_ids if rules.sees(channel, snapshot, one))

    async def viewers(self, channel_id: ChannelId) -> frozenset[UserId]:
        channel = await self.find(channel_id)
        snapshot = None if channel is None else await self.servers.snapshot(channel.server_id)
        return frozenset() if channel is None or snapshot is None else rules.viewers(channel, snapshot)

    async def objects(self, channels: Sequence[ChannelView]) -> list[ChannelObject]:
        """Return channels as the wire shows them, with their newest message's id."""
        newest = await self.last_messages.newest([one.id for one in channels])
        return [channel_object(one, newest.get(one.id)) for one in channels]

    async def thread_objects(
        self, threads: Sequence[ChannelView], user_id: UserId | None = None
    ) -> list[ThreadObject]:
        """Return threads as the wire shows them, with somebody's own membership of each."""
        ids = [one.id for one in threads]
        if not ids:
            return []
        newest = await self.last_messages.newest(ids)
        counts = await self.last_messages.message_counts(ids)
        return [thread_object(one, newest.get(one.id), counts.get(one.id, 0), user_id) for one in threads]

    # -- changes ------------------------------------------------------------------------------

    @asynccontextmanager
    async def changing(self, server_id: ServerId) -> AsyncGenerator[tuple[Transaction, list[ChannelView]]]:
        """Open a transaction that holds a server's channels, and return them as they are now.

        Raises `ServerNotFound` when the server has ended. Who waits for their turn in this process waits
        without a connection.
        """
        turn = self._turns.setdefault(server_id, asyncio.Lock())
        async with turn:
            try:
                async with self.database.write() as tx:
                    await self.store.lock_server(tx, server_id)
                    if await self.store.has_ended(tx, server_id):
                        raise servers.ServerNotFound
                    yield tx, await self.store.list_to_change(tx, server_id)
            finally:
                self.cache.drop(server_id)

    async def exact(self, tx: Transaction, server_id: ServerId) -> servers.Snapshot:
        """Return a server's snapshot as it stays until `tx` commits (decision 0016).

        Holds the server's stream, which roles, memberships and archives move, and hears it to its end.
        """
        held = await outbox.lock_streams(tx.driver, [server_id])
        heard = self.database.places.place(server_id)
        if heard is None or heard < held[server_id]:
            await self.database.places.reach(server_id, held[server_id])
        snapshot = await self.servers.snapshot(server_id)
        if snapshot is None:
            raise servers.ServerNotFound
        return snapshot

    async def decide(
        self, tx: Transaction, actor: Actor, channel: ChannelView, needed: Permission
    ) -> tuple[Permission, servers.Snapshot]:
        """Return what the actor may do in a channel `tx` holds, at its commit; raises what `access` does."""
        snapshot = await self.exact(tx, channel.server_id)
        return await self.held(actor, channel, snapshot, needed), snapshot

    async def tell_changes(
        self, tx: Transaction, before: Sequence[ChannelView], after: Sequence[ChannelView]
    ) -> None:
        """Store what differs, each with its own fact."""
        known = {one.id: one for one in before}
        for changed in after:
            if changed != known.get(changed.id, changed):
                await self.store.replace(tx, changed)
                tx.record(ChannelChanged(changed.server_id, changed.id), view=changed)

    def tell_act(
        self,
        tx: Transaction,
        actor: Actor,
        act: tuple[Action, str | None],
        old: ChannelView | None,
        new: ChannelView | None,
    ) -> None:
        """Record an act on a channel for the audit log, before its own fact; `act` is what and why."""
        target = new or old
        changes = channel_changes(old, new)
        if target is not None and changes:
            self.tell_audit(tx, actor, act, target, changes)

    def tell_audit(
        self,
        tx: Transaction,
        actor: Actor,
        act: tuple[Action, str | None],
        target: ChannelView,
        changes: list[Change],
        **options: str,
    ) -> None:
        action, reason = act
        tx.record(
            Acted(
                target.server_id,
                EntryId(self.ids.next()),
                actor.user_id,
                int(action),
                str(target.id),
                reason,
                changes,
                options,
            )
        )


def current(listed: Sequence[ChannelView], channel_id: ChannelId) -> ChannelView:
    """Return a channel as it is now; raises `ChannelNotFound` when it is gone meanwhile."""
    found = next((one for one in listed if one.id == channel_id), None)
    if found is None:
        raise ChannelNotFound
    return found
