"""Exceptions of one channel: what it gives and takes away, to a role or a member."""

from dataclasses import replace

from beep.features.audit import Action, Change
from beep.features.channels import rules
from beep.features.channels.contract import ChannelView
from beep.features.channels.errors import OverrideNotFound
from beep.features.channels.service.standings import Standings, current
from beep.features.channels.wire import override_changes
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId
from beep.kit.permissions import Override, Permission
from beep.runtime.database import Transaction


class Overrides:
    """Needs MANAGE_ROLES in the channel; nobody gives or takes there what they lack there (AMB-3, S-06).

    The channels of a category that had its exceptions follow it, in the same transaction.
    """

    def __init__(self, standings: Standings) -> None:
        self._standings = standings

    async def put(
        self, actor: Actor, channel_id: ChannelId, override: Override, reason: str | None = None
    ) -> None:
        """Set the exception of one role or member; one that neither gives nor takes is kept."""
        access = await self._standings.access(actor, channel_id, Permission.MANAGE_ROLES)
        async with self._standings.changing(access.channel.server_id) as (tx, listed):
            channel = current(listed, channel_id)
            held, snapshot = await self._standings.decide(tx, actor, channel, Permission.MANAGE_ROLES)
            [checked] = rules.checked_overrides([override], snapshot, most=1).values()
            old = channel.overrides.get(checked.target_id)
            wanted = {**channel.overrides, checked.target_id: checked}
            rules.check_override_count(wanted, most=self._standings.settings.overrides)
            rules.check_override_grants(held, channel.overrides, wanted)
            if old == checked:
                return
            action = Action.OVERRIDE_CREATE if old is None else Action.OVERRIDE_UPDATE
            changes = override_changes(old, checked)
            self._tell(tx, actor, (action, reason), channel, changes, checked)
            after = rules.with_overrides(listed, channel, replace(channel, overrides=wanted))
            await self._standings.tell_changes(tx, listed, after)

    async def delete(
        self, actor: Actor, channel_id: ChannelId, target_id: int, reason: str | None = None
    ) -> None:
        """Take the exception of one role or member away; raises `OverrideNotFound`."""
        access = await self._standings.access(actor, channel_id, Permission.MANAGE_ROLES)
        async with self._standings.changing(access.channel.server_id) as (tx, listed):
            channel = current(listed, channel_id)
            held, _ = await self._standings.decide(tx, actor, channel, Permission.MANAGE_ROLES)
            wanted = dict(channel.overrides)
            old = wanted.pop(target_id, None)
            if old is None:
                raise OverrideNotFound
            rules.check_override_grants(held, channel.overrides, wanted)
            act = (Action.OVERRIDE_DELETE, reason)
            self._tell(tx, actor, act, channel, override_changes(old, None), old)
            after = rules.with_overrides(listed, channel, replace(channel, overrides=wanted))
            await self._standings.tell_changes(tx, listed, after)

    def _tell(
        self,
        tx: Transaction,
        actor: Actor,
        act: tuple[Action, str | None],
        channel: ChannelView,
        changes: list[Change],
        override: Override,
    ) -> None:
        kind = "0" if override.target == "role" else "1"
        self._standings.tell_audit(tx, actor, act, channel, changes, id=str(override.target_id), type=kind)
