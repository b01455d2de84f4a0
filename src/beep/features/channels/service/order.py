"""The order of channels, and which category each is in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from beep.features.audit import Action
from beep.features.channels import rules
from beep.features.channels.contract import ChannelType, ChannelView
from beep.features.channels.drafts import Move
from beep.features.channels.errors import ChannelNotFound
from beep.features.channels.service.standings import Standings
from beep.features.servers import Snapshot
from beep.kit.actor import Actor
from beep.kit.errors import invalid
from beep.kit.ids import ChannelId, ServerId
from beep.kit.permissions import Permission

Held = Mapping[ChannelId, Permission]


class Order:
    """Needs MANAGE_CHANNELS in each channel that is moved and in the category it comes to.

    An order may be older than what there is by now: channels it does not know stay, channels that are
    gone or not one's to see are passed over, and everybody ends up with the same (CHAN-03).
    """

    def __init__(self, standings: Standings) -> None:
        self._standings = standings

    async def move(
        self, actor: Actor, server_id: ServerId, moves: Sequence[Move], reason: str | None = None
    ) -> None:
        """Put channels in new places; one transaction, one fact for each that really moved."""
        await self._standings.servers.standing(actor, server_id)
        known: list[tuple[Move, Permission]] = []
        for move in moves:
            if move.position is not None:
                rules.position(move.position)
            needed = Permission.MANAGE_CHANNELS
            if move.syncs:
                needed |= Permission.MANAGE_ROLES
            try:
                access = await self._standings.access(actor, move.channel_id, needed)
            except ChannelNotFound:
                continue
            if access.channel.server_id == server_id:
                await self.check_target(actor, server_id, move)
                known.append((move, needed))
        async with self._standings.changing(server_id) as (tx, listed):
            snapshot = await self._standings.exact(tx, server_id)
            before = {one.id: one for one in listed}
            held: dict[ChannelId, Permission] = {}
            for move, needed in known:
                if channel := before.get(move.channel_id):
                    held[channel.id] = await self._standings.held(actor, channel, snapshot, needed)
                    await self.decide_target(actor, snapshot, move, listed)
            after = self.moved(listed, [move for move, _ in known], held)
            named = [one for one in after if one.id in held]
            for one in named:
                self._standings.tell_act(tx, actor, (Action.CHANNEL_UPDATE, reason), before[one.id], one)
            await self._standings.tell_changes(tx, listed, after)

    async def check_target(self, actor: Actor, server_id: ServerId, move: Move) -> None:
        """Raise unless the actor may put channels where a move brings one."""
        if not move.moves_parent:
            return
        if move.parent_id is None:
            return
        try:
            access = await self._standings.access(actor, move.parent_id, Permission.MANAGE_CHANNELS)
        except ChannelNotFound:
            raise invalid("parent_id", "CHANNEL_PARENT_INVALID", "There is no such category.") from None
        if access.channel.server_id != server_id:
            raise invalid("parent_id", "CHANNEL_PARENT_INVALID", "There is no such category.")

    async def decide_target(
        self, actor: Actor, snapshot: Snapshot, move: Move, listed: Sequence[ChannelView]
    ) -> None:
        """Do as `check_target`, by what is exact; that a category is one is `moved`'s to say."""
        category = next((one for one in listed if one.id == move.parent_id), None)
        if move.moves_parent and category is not None:
            await self._standings.held(actor, category, snapshot, Permission.MANAGE_CHANNELS)

    def moved(self, listed: Sequence[ChannelView], moves: Sequence[Move], held: Held) -> list[ChannelView]:
        """Return all channels after some moves; raises `Invalid` and `servers.CannotGrant`."""
        found = {one.id: one for one in listed}
        for move in moves:
            if move.position is not None:
                rules.position(move.position)
            if move.moves_parent and move.channel_id in found:
                rules.check_parent(found[move.channel_id], move.parent_id, listed)
        after = rules.arranged(listed, moves)
        syncing = {move.channel_id for move in moves if move.syncs}
        after = [self._synced(one, found, held) if one.id in syncing else one for one in after]
        rules.check_children(after, most=self._standings.settings.per_category)
        return after

    @staticmethod
    def _synced(channel: ChannelView, found: Mapping[ChannelId, ChannelView], held: Held) -> ChannelView:
        category = None if channel.parent_id is None else found.get(channel.parent_id)
        if category is None or category.type != ChannelType.CATEGORY:
            return channel
        rules.check_override_grants(held[channel.id], channel.overrides, category.overrides)
        return replace(channel, overrides=category.overrides)
