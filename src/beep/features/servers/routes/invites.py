"""Invites over HTTP. Making one is the business of the channel it leads to."""

from collections.abc import Sequence

from beep.features import users
from beep.features.servers.contract import InviteView
from beep.features.servers.errors import InviteNotFound
from beep.features.servers.schemas import AcceptInvite
from beep.features.servers.service import ServersService
from beep.features.servers.wire import InviteObject, invite_object, invite_preview
from beep.kit.ids import ServerId
from beep.runtime.http import Call, delete, get, post


class InviteRoutes:
    def __init__(self, service: ServersService, users: users.Users) -> None:
        self._service = service
        self._users = users

    @get("/guilds/{server_id}/invites")
    async def list_invites(self, call: Call, server_id: ServerId) -> list[InviteObject]:
        """List a server's valid invites; needs MANAGE_GUILD."""
        return await self._shown(await self._service.invites.list_all(call.actor, server_id))

    @get("/invites/{code}", access="anyone", per_10_s=10)
    async def preview_invite(self, call: Call, code: str) -> InviteObject:
        """Return where an invite leads, to whoever has its code."""
        del call
        invite = await self._service.invites.get(code)
        snapshot = await self._service.snapshot(invite.server_id)
        if snapshot is None:
            raise InviteNotFound
        labels = await self._service.founding.labels([invite.channel_id])
        shown = invite_preview(invite, snapshot.server, labels.get(invite.channel_id))
        shown.approximate_presence_count = self._service.presences.count_present(snapshot.members)
        return shown

    @post("/invites/{code}", access="person", per_10_s=10)
    async def accept_invite(self, call: Call, code: str, body: AcceptInvite) -> InviteObject:
        """Join the server an invite leads to; again is no error and no second use."""
        del body
        invite, is_new = await self._service.invites.accept(call.actor, code)
        [shown] = await self._shown([invite])
        shown.new_member = is_new
        return shown

    @delete("/invites/{code}", per_10_s=20)
    async def revoke_invite(self, call: Call, code: str) -> InviteObject:
        """End an invite: one's own, or any with MANAGE_GUILD."""
        [shown] = await self._shown(
            [await self._service.invites.revoke(call.actor, code, reason=call.reason)]
        )
        return shown

    async def _shown(self, invites: Sequence[InviteView]) -> list[InviteObject]:
        """Return invites of one server, as its members see them."""
        snapshot = await self._service.snapshot(invites[0].server_id) if invites else None
        if snapshot is None:
            return []
        labels = await self._service.founding.labels(list({one.channel_id for one in invites}))
        inviters = list({one.inviter_id for one in invites})
        people = {user.id: user for user in await self._users.list_by_ids(inviters)}
        return [
            invite_object(one, snapshot.server, labels.get(one.channel_id), people.get(one.inviter_id))
            for one in invites
        ]
