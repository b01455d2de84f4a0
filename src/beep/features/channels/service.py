"""What can be done with channels, and who may."""

from collections.abc import Mapping, Sequence
from typing import Any

from beep.features import servers
from beep.features.channels import rules
from beep.features.channels.cache import ChannelCache
from beep.features.channels.contract import Access, ChannelView, LastMessages
from beep.features.channels.drafts import ChannelDraft
from beep.features.channels.errors import ChannelNotFound, TooManyChannels
from beep.features.channels.facts import ChannelChanged, ChannelCreated, ChannelDeleted
from beep.features.channels.settings import ChannelsSettings
from beep.features.channels.store import Store
from beep.features.channels.wire import ChannelObject, channel_object
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, MessageId, ServerId, UserId
from beep.kit.names import community_name
from beep.kit.permissions import Permission
from beep.runtime.database import Transaction
from beep.runtime.feature import Runtime


class _NoMessages:
    """Stands in where messaging is not built."""

    async def last_message_ids(self, channel_ids: Sequence[ChannelId]) -> Mapping[ChannelId, MessageId]:
        del channel_ids
        return {}


class ChannelsService:
    """Implements `Channels`, and `servers.Founding`."""

    def __init__(self, runtime: Runtime, settings: ChannelsSettings, *, servers: servers.Servers) -> None:
        self._database = runtime.database
        self._clock = runtime.clock
        self._ids = runtime.ids
        self._settings = settings
        self._servers = servers
        self._store = Store(runtime.database)
        self.cache = ChannelCache(self._store.list_of_server, runtime.tasks, limit=settings.servers_kept)
        self.last_messages: LastMessages = _NoMessages()

    # -- questions ----------------------------------------------------------------------------

    async def access(self, actor: Actor, channel_id: ChannelId, needed: Permission) -> Access:
        channel = await self.find(channel_id)
        if channel is None:
            raise ChannelNotFound
        as_of = self._database.places.place(channel.server_id)
        if as_of is None:
            as_of = await self._database.places.reach(channel.server_id)
        # Seen again: what is remembered now is no older than `as_of`.
        channel = self.cache.peek(channel_id) or await self.find(channel_id)
        if channel is None:
            raise ChannelNotFound
        snapshot = self._servers.cached_snapshot(channel.server_id) or await self._servers.snapshot(
            channel.server_id
        )
        if snapshot is None:
            raise ChannelNotFound
        held = snapshot.limited(
            rules.permissions_in(channel, snapshot, actor.user_id), actor.user_id, self._clock.now
        )
        if not held & Permission.VIEW_CHANNEL:
            raise ChannelNotFound
        lacking = needed & ~held
        if lacking:
            names = ", ".join(one.name or "" for one in Permission if one & lacking)
            raise servers.MissingPermission(f"You need the permission {names} in this channel.")
        return Access(channel, held, as_of)

    async def list_of_server(self, server_id: ServerId) -> list[ChannelView]:
        return list((await self.cache.of_server(server_id)).values())

    async def list_visible(self, actor: Actor, server_id: ServerId) -> list[ChannelView]:
        snapshot = await self._servers.standing(actor, server_id)
        channels = await self.cache.of_server(server_id)
        return [one for one in channels.values() if rules.sees(one, snapshot, actor.user_id)]

    async def find(self, channel_id: ChannelId) -> ChannelView | None:
        if known := self.cache.peek(channel_id):
            return known
        found = await self._store.list_by_ids([channel_id])
        if not found:
            return None
        return (await self.cache.of_server(found[0].server_id)).get(channel_id)

    def cached(self, channel_id: ChannelId) -> ChannelView | None:
        return self.cache.peek(channel_id)

    async def viewers(self, channel_id: ChannelId) -> frozenset[UserId]:
        channel = await self.find(channel_id)
        snapshot = None if channel is None else await self._servers.snapshot(channel.server_id)
        return frozenset() if channel is None or snapshot is None else rules.viewers(channel, snapshot)

    # -- changes ------------------------------------------------------------------------------

    async def create(self, actor: Actor, server_id: ServerId, draft: ChannelDraft) -> ChannelView:
        """Create a channel; needs MANAGE_CHANNELS. The limit holds however many come at once."""
        await self._servers.check_permission(actor, server_id, Permission.MANAGE_CHANNELS)
        name, topic, kind = community_name(draft.name), rules.topic(draft.topic), rules.kind(draft.type)
        wanted = None if draft.position is None else rules.position(draft.position)
        try:
            async with self._database.write() as tx:
                await self._store.lock_server(tx, server_id)
                if await self._store.has_ended(tx, server_id):
                    raise servers.ServerNotFound
                count, last = await self._store.count(tx, server_id)
                if count >= self._settings.per_server:
                    raise TooManyChannels(f"A server may have {self._settings.per_server} channels at most.")
                place = last if wanted is None else wanted
                channel = ChannelView(ChannelId(self._ids.next()), server_id, kind, name, topic, place, {})
                await self._store.insert(tx, channel)
                tx.record(ChannelCreated(server_id, channel.id), view=channel)
        finally:
            self.cache.drop(server_id)
        return channel

    async def update(self, actor: Actor, channel_id: ChannelId, changes: dict[str, Any]) -> ChannelView:
        """Change a channel's name, topic or position; needs MANAGE_CHANNELS there."""
        channel = (await self.access(actor, channel_id, Permission.MANAGE_CHANNELS)).channel
        stored = _checked(channel, changes)
        if not stored:
            return channel
        try:
            async with self._database.write() as tx:
                changed = await self._store.update(tx, channel_id, stored)
                if changed is None:
                    raise ChannelNotFound
                tx.record(ChannelChanged(channel.server_id, channel_id), view=changed)
        finally:
            self.cache.drop(channel.server_id)
        return changed

    async def delete(self, actor: Actor, channel_id: ChannelId) -> ChannelView:
        """Delete a channel and, in time, what it holds; needs MANAGE_CHANNELS there."""
        server_id = (await self.access(actor, channel_id, Permission.MANAGE_CHANNELS)).channel.server_id
        try:
            async with self._database.write() as tx:
                gone = await self._store.delete(tx, channel_id)
                if gone is None:
                    raise ChannelNotFound
                tx.record(ChannelDeleted(server_id, channel_id), view=gone)
        finally:
            self.cache.drop(server_id)
        return gone

    async def invite(
        self, actor: Actor, channel_id: ChannelId, *, max_age_s: int | None, max_uses: int
    ) -> servers.InviteView:
        """Make an invite to a channel's server; needs CREATE_INVITE in the channel."""
        channel = (await self.access(actor, channel_id, Permission.CREATE_INVITE)).channel
        return await self._servers.create_invite(
            actor, channel.server_id, channel_id, max_age_s=max_age_s, max_uses=max_uses
        )

    # -- consequences -------------------------------------------------------------------------

    async def delete_of_server(self, server_id: ServerId) -> None:
        """Delete what a deleted server leaves behind; doing it again changes nothing (CHAN-04)."""
        try:
            async with self._database.write() as tx:
                await self._store.lock_server(tx, server_id)
                await self._store.end_server(tx, server_id)
                for gone in await self._store.delete_of_server(tx, server_id):
                    tx.record(ChannelDeleted(server_id, gone.id), view=gone)
        finally:
            self.cache.drop(server_id)

    async def discard_invites(self, server_id: ServerId, channel_id: ChannelId) -> None:
        await self._servers.discard_invites(server_id, channel_id)

    # -- what servers ask (their `Founding` port) -----------------------------------------------

    async def found(self, tx: Transaction, server: servers.ServerView) -> ChannelId:
        name = community_name(self._settings.first_name)
        channel = ChannelView(ChannelId(self._ids.next()), server.id, rules.TEXT, name, None, 0, {})
        await self._store.insert(tx, channel)
        tx.record(ChannelCreated(server.id, channel.id), view=channel)
        return channel.id

    async def shown(self, actor: Actor, server_id: ServerId) -> list[ChannelObject]:
        return await self.objects(await self.list_visible(actor, server_id))

    async def labels(self, channel_ids: Sequence[ChannelId]) -> dict[ChannelId, servers.ChannelLabel]:
        found = await self._store.list_by_ids(channel_ids)
        return {one.id: servers.ChannelLabel(one.name, one.type) for one in found}

    async def objects(self, channels: Sequence[ChannelView]) -> list[ChannelObject]:
        """Return channels as the wire shows them, with their newest message's id."""
        newest = await self.last_messages.last_message_ids([one.id for one in channels])
        return [channel_object(one, newest.get(one.id)) for one in channels]


def _checked(channel: ChannelView, changes: dict[str, Any]) -> dict[str, Any]:
    """Return what really changes, as it is stored; raises `Invalid`."""
    stored = dict(changes)
    if "name" in stored:
        stored["name"] = community_name(stored["name"])
    if "topic" in stored:
        stored["topic"] = rules.topic(stored["topic"])
    if "position" in stored:
        stored["position"] = rules.position(stored["position"])
    return {name: value for name, value in stored.items() if value != getattr(channel, name)}
