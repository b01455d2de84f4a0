"""What people want to be told of each server: read it, change it."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import msgspec

from beep.features import channels, servers
from beep.features.notifications import rules, store
from beep.features.notifications.contract import ChannelSettings, ServerSettings
from beep.features.notifications.facts import NotificationSettingsChanged
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, ServerId, UserId
from beep.kit.permissions import Permission
from beep.runtime.clock import Clock
from beep.runtime.database import Database

ChangeServer = Callable[[ServerSettings], ServerSettings]
ChangeChannel = Callable[[ChannelSettings], ChannelSettings]


class NotificationsService:
    """Implements `Notifications`, and messaging's `Quiet`."""

    def __init__(
        self, database: Database, clock: Clock, *, channels: channels.Channels, servers: servers.Servers
    ) -> None:
        self._database = database
        self._clock = clock
        self._channels = channels
        self._servers = servers

    async def settings_of(self, user_id: UserId) -> Sequence[ServerSettings]:
        async with self._database.read() as connection:
            found = await store.list_of(connection, user_id)
        now = self._clock.now()
        return [rules.current(one, now) for one in found]

    async def settings_in(self, user_id: UserId, server_id: ServerId) -> ServerSettings:
        async with self._database.read() as connection:
            found = await store.find(connection, user_id, server_id)
        return rules.current(found or ServerSettings(server_id), self._clock.now())

    async def deaf_to_everyone(self, user_ids: Sequence[UserId]) -> Mapping[UserId, frozenset[ServerId]]:
        async with self._database.read() as connection:
            return await store.list_deaf(connection, user_ids)

    async def get(self, actor: Actor, server_id: ServerId) -> ServerSettings:
        """Return one's own settings of a server one belongs to; raises `ServerNotFound`."""
        await self._servers.standing(actor, server_id)
        return await self.settings_in(actor.user_id, server_id)

    async def change(
        self,
        actor: Actor,
        server_id: ServerId,
        change_server: ChangeServer,
        change_channels: Mapping[ChannelId, ChangeChannel],
    ) -> ServerSettings:
        """Change one's own settings of a server and of channels one sees there; the rest stays."""
        await self._servers.standing(actor, server_id)
        for channel_id in change_channels:
            access = await self._channels.access(actor, channel_id, Permission.VIEW_CHANNEL)
            if access.channel.server_id != server_id:
                raise channels.ChannelNotFound
        async with self._database.write() as tx:
            await store.lock_person(tx, actor.user_id)
            before = await store.find(tx.connection, actor.user_id, server_id) or ServerSettings(server_id)
            differing = [
                change(before.channels.get(channel_id, ChannelSettings(channel_id)))
                for channel_id, change in change_channels.items()
            ]
            after = rules.changed(change_server(before), differing)
            # Without an end there is nothing to wait for, and what is not muted has none.
            after = after if after.muted else replace(after, mute_until=None)
            await store.put(tx, actor.user_id, after)
            differs = before.suppress_everyone != after.suppress_everyone
            tx.record(NotificationSettingsChanged(actor.user_id, server_id, differs))
        return rules.current(after, self._clock.now())

    async def forget_server(self, server_id: ServerId) -> None:
        """Forget what was set for a deleted server; idempotent."""
        async with self._database.write() as tx:
            await store.forget_server(tx, server_id)

    async def forget_person(self, user_id: UserId) -> None:
        """Forget what somebody who is gone wanted to hear of; idempotent."""
        async with self._database.write() as tx:
            await store.forget_person(tx, user_id)

    async def export_person(self, user_id: UserId) -> AsyncIterator[tuple[str, Sequence[Mapping[str, Any]]]]:
        """Give what is kept of a person here, for the copy of their data."""
        found = await self.settings_of(user_id)
        yield "notifications", [msgspec.to_builtins(asdict(one), str_keys=True) for one in found]
