"""Channels over HTTP, and invites to them."""

from collections.abc import Sequence

from beep.features import servers, users
from beep.features.channels.contract import ChannelView
from beep.features.channels.schemas import (
    ChannelPosition,
    CreateChannel,
    CreateInvite,
    EditChannel,
    Overwrite,
    check_moves,
)
from beep.features.channels.service import ChannelsService
from beep.features.channels.wire import AnyChannelObject, ChannelObject
from beep.kit.ids import ChannelId, RoleId, ServerId
from beep.kit.permissions import NONE
from beep.runtime.http import Call, delete, get, patch, post, put


class ChannelRoutes:
    def __init__(self, service: ChannelsService, servers: servers.Servers, users: users.Users) -> None:
        self._service = service
        self._servers = servers
        self._users = users

    @get("/guilds/{server_id}/channels", counts_as_activity=False)
    async def list_channels(self, call: Call, server_id: ServerId) -> list[ChannelObject]:
        """List the channels one sees, in their order."""
        return await self._service.shown(call.actor, server_id)

    @post("/guilds/{server_id}/channels", status=201, per_10_s=20)
    async def create_channel(self, call: Call, server_id: ServerId, body: CreateChannel) -> ChannelObject:
        """Create a channel (0 text, 2 voice, 5 announcement) or a category (4); needs MANAGE_CHANNELS."""
        made = await self._service.life.create(call.actor, server_id, body.draft(), call.reason)
        return await self._shown(made)

    @patch("/guilds/{server_id}/channels", per_10_s=20)
    async def move_channels(self, call: Call, server_id: ServerId, body: list[ChannelPosition]) -> None:
        """Put channels in other places and categories; needs MANAGE_CHANNELS in each."""
        await self._service.order.move(
            call.actor, server_id, [one.move() for one in check_moves(body)], call.reason
        )

    @get("/channels/{channel_id}", counts_as_activity=False)
    async def get_channel(self, call: Call, channel_id: ChannelId) -> AnyChannelObject:
        """Return a channel or a thread one sees."""
        found = (await self._service.access(call.actor, channel_id, NONE)).channel
        return await self._either(call, found)

    @patch("/channels/{channel_id}", per_10_s=20)
    async def edit_channel(self, call: Call, channel_id: ChannelId, body: EditChannel) -> AnyChannelObject:
        """Change a channel (MANAGE_CHANNELS; its overwrites: MANAGE_ROLES) or a thread."""
        found = (await self._service.access(call.actor, channel_id, NONE)).channel
        if found.thread is not None:
            changes = body.thread_changes()
            changed = await self._service.threads.update(call.actor, channel_id, changes, call.reason)
        else:
            changed = await self._service.life.update(
                call.actor, channel_id, body.changes(), move=body.move(channel_id), reason=call.reason
            )
        return await self._either(call, changed)

    @delete("/channels/{channel_id}", per_10_s=20)
    async def delete_channel(self, call: Call, channel_id: ChannelId) -> AnyChannelObject:
        """Delete a channel or a thread with all its messages. A category's channels stay."""
        found = (await self._service.access(call.actor, channel_id, NONE)).channel
        life = self._service.life if found.thread is None else self._service.threads
        return await self._either(call, await life.delete(call.actor, channel_id, call.reason))

    @put("/channels/{channel_id}/permissions/{overwrite_id}", per_10_s=20)
    async def put_overwrite(
        self, call: Call, channel_id: ChannelId, overwrite_id: RoleId, body: Overwrite
    ) -> None:
        """Set what a channel gives and takes away, to a role or a member; needs MANAGE_ROLES there."""
        override = body.override(overwrite_id)
        await self._service.overrides.put(call.actor, channel_id, override, call.reason)

    @delete("/channels/{channel_id}/permissions/{overwrite_id}", per_10_s=20)
    async def delete_overwrite(self, call: Call, channel_id: ChannelId, overwrite_id: RoleId) -> None:
        """Take the exception of a role or a member away; needs MANAGE_ROLES there."""
        await self._service.overrides.delete(call.actor, channel_id, overwrite_id, call.reason)

    @get("/channels/{channel_id}/invites", counts_as_activity=False)
    async def list_invites(self, call: Call, channel_id: ChannelId) -> list[servers.InviteObject]:
        """List the valid invites to a channel; needs MANAGE_CHANNELS there."""
        return await self._shown_invites(await self._service.life.list_invites(call.actor, channel_id))

    @post("/channels/{channel_id}/invites", per_10_s=10)
    async def create_invite(
        self, call: Call, channel_id: ChannelId, body: CreateInvite
    ) -> servers.InviteObject:
        """Make an invite to a channel's server; needs CREATE_INSTANT_INVITE there."""
        invite = await self._service.life.invite(
            call.actor,
            channel_id,
            max_age_s=body.max_age,
            max_uses=body.max_uses,
            reason=call.reason,
        )
        return (await self._shown_invites([invite]))[0]

    async def _shown_invites(self, invites: Sequence[servers.InviteView]) -> list[servers.InviteObject]:
        """Return invites to one channel as members see them."""
        snapshot = await self._servers.snapshot(invites[0].server_id) if invites else None
        if snapshot is None:
            return []
        label = (await self._service.labels([invites[0].channel_id])).get(invites[0].channel_id)
        inviters = await self._users.list_by_ids(list({one.inviter_id for one in invites}))
        people = {one.id: one for one in inviters}
        return [
            servers.invite_object(one, snapshot.server, label, people.get(one.inviter_id)) for one in invites
        ]

    async def _shown(self, channel: ChannelView) -> ChannelObject:
        return (await self._service.objects([channel]))[0]

    async def _either(self, call: Call, channel: ChannelView) -> AnyChannelObject:
        if channel.thread is None:
            return await self._shown(channel)
        return (await self._service.thread_objects([channel], call.actor.user_id))[0]
