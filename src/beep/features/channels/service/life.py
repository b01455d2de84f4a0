"""Channels and categories: made, changed, deleted."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from beep.features import servers
from beep.features.audit import Action
from beep.features.channels import rules
from beep.features.channels.contract import ChannelType, ChannelView
from beep.features.channels.drafts import ChannelDraft, Move
from beep.features.channels.errors import ChannelNotFound, TooManyChannels
from beep.features.channels.facts import ChannelCreated, ChannelDeleted
from beep.features.channels.service.order import Order
from beep.features.channels.service.standings import Standings, current
from beep.features.channels.service.threads import deleted_fact
from beep.features.channels.wire import ChannelObject
from beep.kit.actor import Actor
from beep.kit.errors import invalid
from beep.kit.ids import ChannelId, ServerId
from beep.kit.names import community_name
from beep.kit.permissions import NONE, Override, Permission
from beep.runtime.database import Transaction


class Life:
    """Needs MANAGE_CHANNELS where the channel is; exceptions also ask for MANAGE_ROLES."""

    def __init__(self, standings: Standings, order: Order) -> None:
        self._standings = standings
        self._order = order
        self._store = standings.store

    async def create(
        self, actor: Actor, server_id: ServerId, draft: ChannelDraft, reason: str | None = None
    ) -> ChannelView:
        """Create a channel; needs MANAGE_CHANNELS. The limit holds however many come at once."""
        parent_id = draft.parent_id
        await self._check_site(actor, server_id, parent_id)
        wanted = _drafted(ChannelId(self._standings.ids.next()), server_id, draft)
        position = None if draft.position is None else rules.position(draft.position)
        async with self._standings.changing(server_id) as (tx, listed):
            limit = self._standings.settings.per_server
            if len(listed) >= limit:
                raise TooManyChannels(f"A server may have {limit} channels at most.")
            rules.check_parent(wanted, parent_id, listed)
            parent = next((one for one in listed if one.id == parent_id), None)
            held, snapshot = await self._held_at_site(tx, actor, server_id, parent)
            overrides: rules.Overrides = parent.overrides if parent else {}
            if draft.overrides is not None:
                given = self._overrides(draft.overrides, snapshot)
                rules.check_override_grants(held, overrides, given)
                overrides = given
            if draft.type == ChannelType.ANNOUNCEMENT:
                overrides = rules.announcing(overrides, server_id)
            channel = replace(wanted, overrides=overrides, parent_id=parent_id)
            move = Move(channel.id, len(listed) if position is None else position)
            after = {one.id: one for one in rules.arranged([*listed, channel], [move])}
            channel = after.pop(channel.id)
            rules.check_children([*listed, channel], most=self._standings.settings.per_category)
            await self._store.insert(tx, channel)
            self._standings.tell_act(tx, actor, (Action.CHANNEL_CREATE, reason), None, channel)
            tx.record(ChannelCreated(server_id, channel.id), view=channel)
            await self._standings.tell_changes(tx, listed, list(after.values()))
        return channel

    async def update(
        self,
        actor: Actor,
        channel_id: ChannelId,
        changes: dict[str, Any],
        *,
        move: Move | None = None,
        reason: str | None = None,
    ) -> ChannelView:
        """Change a channel; needs MANAGE_CHANNELS there, and MANAGE_ROLES for exceptions."""
        needed = Permission.MANAGE_CHANNELS
        if "overrides" in changes or (move is not None and move.syncs):
            needed |= Permission.MANAGE_ROLES
        access = await self._standings.access(actor, channel_id, needed)
        server_id = access.channel.server_id
        if move is not None:
            await self._order.check_target(actor, server_id, move)
        async with self._standings.changing(server_id) as (tx, listed):
            channel = current(listed, channel_id)
            held, snapshot = await self._standings.decide(tx, actor, channel, needed)
            changed = replace(channel, **self._checked(channel, changes, snapshot))
            rules.check_override_grants(held, channel.overrides, changed.overrides)
            after = rules.with_overrides(listed, channel, changed)
            if move is not None:
                await self._order.decide_target(actor, snapshot, move, listed)
                after = self._order.moved(after, [move], {channel_id: held})
            changed = current(after, channel_id)
            self._standings.tell_act(tx, actor, (Action.CHANNEL_UPDATE, reason), channel, changed)
            await self._standings.tell_changes(tx, listed, after)
        return changed

    async def delete(self, actor: Actor, channel_id: ChannelId, reason: str | None = None) -> ChannelView:
        """Delete a channel and, in time, what it holds; the channels of a category stay without it."""
        access = await self._standings.access(actor, channel_id, Permission.MANAGE_CHANNELS)
        server_id = access.channel.server_id
        async with self._standings.changing(server_id) as (tx, listed):
            channel = current(listed, channel_id)
            await self._standings.decide(tx, actor, channel, Permission.MANAGE_CHANNELS)
            gone = await self._store.delete_threads(tx, of_channel=channel_id)
            await self._store.delete(tx, channel_id)
            self._standings.tell_act(tx, actor, (Action.CHANNEL_DELETE, reason), channel, None)
            freed = [one.id for one in listed if one.parent_id == channel_id]
            if freed:
                moves = [Move(one, moves_parent=True) for one in freed]
                left = [one for one in listed if one.id != channel_id]
                await self._standings.tell_changes(tx, listed, rules.arranged(left, moves))
            for thread in gone:
                tx.record(deleted_fact(thread), view=thread)
            tx.record(ChannelDeleted(server_id, channel_id), view=channel)
        return channel

    async def list_invites(self, actor: Actor, channel_id: ChannelId) -> Sequence[servers.InviteView]:
        """Return the valid invites to a channel, newest first; needs MANAGE_CHANNELS there."""
        channel = (await self._standings.access(actor, channel_id, Permission.MANAGE_CHANNELS)).channel
        return await self._standings.servers.list_invites(channel.server_id, channel_id)

    async def invite(
        self,
        actor: Actor,
        channel_id: ChannelId,
        *,
        max_age_s: int | None,
        max_uses: int,
        reason: str | None = None,
    ) -> servers.InviteView:
        """Make an invite to a channel's server; needs CREATE_INVITE in the channel."""
        channel = (await self._standings.access(actor, channel_id, Permission.CREATE_INVITE)).channel
        return await self._standings.servers.create_invite(
            actor, channel.server_id, channel_id, max_age_s=max_age_s, max_uses=max_uses, reason=reason
        )

    # -- consequences -------------------------------------------------------------------------

    async def delete_of_server(self, server_id: ServerId) -> None:
        """Delete what a deleted server leaves behind; doing it again changes nothing (CHAN-04)."""
        try:
            async with self._standings.database.write() as tx:
                await self._store.lock_server(tx, server_id)
                await self._store.end_server(tx, server_id)
                for channel in await self._store.list_to_change(tx, server_id):
                    for thread in await self._store.delete_threads(tx, of_channel=channel.id):
                        tx.record(deleted_fact(thread), view=thread)
                for gone in await self._store.delete_of_server(tx, server_id):
                    tx.record(ChannelDeleted(server_id, gone.id), view=gone)
        finally:
            self._standings.cache.drop(server_id)

    async def discard_invites(self, server_id: ServerId, channel_id: ChannelId) -> None:
        await self._standings.servers.discard_invites(server_id, channel_id)

    # -- what servers ask (their `Founding` port) -----------------------------------------------

    async def found(self, tx: Transaction, server: servers.ServerView) -> ChannelId:
        name = community_name(self._standings.settings.first_name)
        channel_id = ChannelId(self._standings.ids.next())
        channel = ChannelView(channel_id, server.id, ChannelType.TEXT, name, None, 0, {})
        await self._store.insert(tx, channel)
        tx.record(ChannelCreated(server.id, channel.id), view=channel)
        return channel.id

    async def shown(self, actor: Actor, server_id: ServerId) -> list[ChannelObject]:
        return await self._standings.objects(await self._standings.list_visible(actor, server_id))

    async def labels(self, channel_ids: Sequence[ChannelId]) -> dict[ChannelId, servers.ChannelLabel]:
        found = await self._store.list_by_ids(channel_ids)
        return {one.id: servers.ChannelLabel(one.name, one.type) for one in found}

    async def _held_at_site(
        self, tx: Transaction, actor: Actor, server_id: ServerId, parent: ChannelView | None
    ) -> tuple[Permission, servers.Snapshot]:
        """Return what the actor holds where a channel is made, as it is at the commit."""
        needed = Permission.MANAGE_CHANNELS
        if parent is not None:
            return await self._standings.decide(tx, actor, parent, needed)
        await self._standings.exact(tx, server_id)
        snapshot = await self._standings.servers.check_permission(actor, server_id, needed)
        return snapshot.permissions_of(actor.user_id) or NONE, snapshot

    async def _check_site(self, actor: Actor, server_id: ServerId, parent_id: ChannelId | None) -> None:
        """Raise unless the actor may make a channel there: in a category by the rights one has in it."""
        if parent_id is None:
            await self._standings.servers.check_permission(actor, server_id, Permission.MANAGE_CHANNELS)
            return
        await self._standings.servers.standing(actor, server_id)
        try:
            access = await self._standings.access(actor, parent_id, Permission.MANAGE_CHANNELS)
        except ChannelNotFound:
            raise invalid("parent_id", "CHANNEL_PARENT_INVALID", "There is no such category.") from None
        if access.channel.server_id != server_id:
            raise invalid("parent_id", "CHANNEL_PARENT_INVALID", "There is no such category.")

    def _checked(
        self, channel: ChannelView, changes: dict[str, Any], snapshot: servers.Snapshot
    ) -> dict[str, Any]:
        """Return what is given as it is stored; raises `Invalid`."""
        stored = dict(changes)
        if "type" in stored:
            stored["type"] = rules.changed_kind(channel.type, stored["type"])
        if "name" in stored:
            stored["name"] = rules.name(stored["name"], channel.type)
        if "topic" in stored:
            stored["topic"] = rules.topic(stored["topic"])
        if "slow_mode_s" in stored:
            stored["slow_mode_s"] = rules.slow_mode_s(stored["slow_mode_s"])
        if "overrides" in stored:
            stored["overrides"] = self._overrides(stored["overrides"], snapshot)
        return stored

    def _overrides(self, wanted: Sequence[Override], snapshot: servers.Snapshot) -> dict[int, Override]:
        return rules.checked_overrides(wanted, snapshot, most=self._standings.settings.overrides)


def _drafted(channel_id: ChannelId, server_id: ServerId, draft: ChannelDraft) -> ChannelView:
    kind = rules.kind(draft.type)
    return ChannelView(
        id=channel_id,
        server_id=server_id,
        type=kind,
        name=rules.name(draft.name, kind),
        topic=rules.topic(draft.topic),
        position=0,
        overrides={},
        slow_mode_s=rules.slow_mode_s(draft.slow_mode_s),
        is_nsfw=draft.is_nsfw,
    )
