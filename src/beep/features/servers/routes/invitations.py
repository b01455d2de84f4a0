"""Invitations by name over HTTP."""

from beep.features import users
from beep.features.servers.schemas import AcceptInvite, InvitedPerson, InvitePerson
from beep.features.servers.service import ServersService
from beep.features.servers.wire import GuildObject, InvitationObject, guild_object, invitation_object
from beep.kit.ids import ServerId, UserId
from beep.runtime.http import Call, delete, get, post, put

_ALL_INVITED = "/guilds/{server_id}/invited"
_INVITED = f"{_ALL_INVITED}/{{user_id}}"


class InvitationRoutes:
    def __init__(self, service: ServersService, users: users.Users) -> None:
        self._invitations = service.invitations
        self._settings = service.settings
        self._service = service
        self._users = users

    @post(_ALL_INVITED, access="person", status=201, per_10_s=5)
    async def invite_by_name(self, call: Call, server_id: ServerId, body: InvitePerson) -> InvitedPerson:
        """Invite somebody by username or by id; needs CREATE_INSTANT_INVITE. They are told at once.

        The same 404 answers for whoever does not exist and for whoever blocks the one who asks.
        """
        invited = await self._invitations.invite(call.actor, server_id, body.whom(), reason=call.reason)
        return InvitedPerson(user=users.user_object(invited))

    @put(_INVITED, access="person", per_10_s=10)
    async def invite_person(self, call: Call, server_id: ServerId, user_id: UserId) -> None:
        """Invite somebody by id; needs CREATE_INSTANT_INVITE. They are told at once."""
        await self._invitations.invite(call.actor, server_id, user_id, reason=call.reason)

    @delete(_INVITED, access="person", per_10_s=10)
    async def withdraw_invitation(self, call: Call, server_id: ServerId, user_id: UserId) -> None:
        """Take back an invitation: one's own, or any with MANAGE_GUILD."""
        await self._invitations.withdraw(call.actor, server_id, user_id, reason=call.reason)

    @get("/users/@me/invited", access="person", counts_as_activity=False)
    async def list_invitations(self, call: Call) -> list[InvitationObject]:
        """List the servers one is invited to by name, newest first."""
        found = await self._invitations.list_mine(call.actor)
        inviters = list({view.inviter_id for view, _ in found})
        people = {one.id: one for one in await self._users.list_by_ids(inviters)}
        return [invitation_object(view, server, people.get(view.inviter_id)) for view, server in found]

    @post("/users/@me/invited/{server_id}/accept", access="person", per_10_s=10)
    async def accept_invitation(self, call: Call, server_id: ServerId, body: AcceptInvite) -> GuildObject:
        """Join the server one is invited to."""
        del body
        snapshot = await self._invitations.accept(call.actor, server_id)
        emojis = list(await self._service.emojis.objects(server_id))
        return guild_object(snapshot, max_members=self._settings.members, emojis=emojis)

    @delete("/users/@me/invited/{server_id}", access="person", per_10_s=10)
    async def decline_invitation(self, call: Call, server_id: ServerId) -> None:
        """Answer no; nobody is told."""
        await self._invitations.decline(call.actor, server_id)
