"""Channels over HTTP, and making invites to them."""

from beep.features import servers, users
from beep.features.channels.contract import ChannelView
from beep.features.channels.schemas import CreateChannel, CreateInvite, EditChannel
from beep.features.channels.service import ChannelsService
from beep.features.channels.wire import ChannelObject
from beep.kit.ids import ChannelId, ServerId
from beep.kit.permissions import NONE
from beep.runtime.http import Call, delete, get, patch, post


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
        """Create a text channel; needs MANAGE_CHANNELS."""
        return await self._shown(await self._service.create(call.actor, server_id, body.draft()))

    @get("/channels/{channel_id}", counts_as_activity=False)
    async def get_channel(self, call: Call, channel_id: ChannelId) -> ChannelObject:
        """Return a channel one sees."""
        return await self._shown((await self._service.access(call.actor, channel_id, NONE)).channel)

    @patch("/channels/{channel_id}", per_10_s=20)
    async def edit_channel(self, call: Call, channel_id: ChannelId, body: EditChannel) -> ChannelObject:
        """Change a channel's name, topic or position; needs MANAGE_CHANNELS."""
        return await self._shown(await self._service.update(call.actor, channel_id, body.changes()))

    @delete("/channels/{channel_id}", per_10_s=20)
    async def delete_channel(self, call: Call, channel_id: ChannelId) -> ChannelObject:
        """Delete a channel with all its messages; needs MANAGE_CHANNELS."""
        return await self._shown(await self._service.delete(call.actor, channel_id))

    @post("/channels/{channel_id}/invites", per_10_s=10)
    async def create_invite(
        self, call: Call, channel_id: ChannelId, body: CreateInvite
    ) -> servers.InviteObject:
        """Make an invite to a channel's server; needs CREATE_INSTANT_INVITE there."""
        invite = await self._service.invite(
            call.actor, channel_id, max_age_s=body.max_age, max_uses=body.max_uses
        )
        snapshot = await self._servers.standing(call.actor, invite.server_id)
        label = (await self._service.labels([channel_id])).get(channel_id)
        inviter = await self._users.get(call.actor.user_id)
        return servers.invite_object(invite, snapshot.server, label, inviter)

    async def _shown(self, channel: ChannelView) -> ChannelObject:
        return (await self._service.objects([channel]))[0]
