"""Members over HTTP."""

from collections.abc import Sequence

from beep.features import users
from beep.features.servers.contract import MemberView
from beep.features.servers.errors import MemberNotFound
from beep.features.servers.schemas import MemberListQuery, MemberSearchQuery, check_limit
from beep.features.servers.service import ServersService
from beep.features.servers.wire import MemberObject, member_object, people_of
from beep.kit.ids import ServerId, UserId
from beep.runtime.http import Call, delete, get


class MemberRoutes:
    def __init__(self, service: ServersService, users: users.Users) -> None:
        self._members = service.memberships
        self._users = users

    @get("/guilds/{server_id}/members", counts_as_activity=False)
    async def list_members(
        self, call: Call, server_id: ServerId, query: MemberListQuery
    ) -> list[MemberObject]:
        """List members in order of user id."""
        limit = check_limit(query.limit, 1000)
        return await self._shown(
            await self._members.list_for(call.actor, server_id, after=query.after, limit=limit)
        )

    @get("/guilds/{server_id}/members/search")
    async def search_members(
        self, call: Call, server_id: ServerId, query: MemberSearchQuery
    ) -> list[MemberObject]:
        """Find members by the beginning of a name."""
        limit = check_limit(query.limit, 1000)
        return await self._shown(await self._members.search(call.actor, server_id, query.query, limit=limit))

    @get("/guilds/{server_id}/members/{user_id}", counts_as_activity=False)
    async def get_member(self, call: Call, server_id: ServerId, user_id: UserId) -> MemberObject:
        shown = await self._shown([await self._members.get_for(call.actor, server_id, user_id)])
        if not shown:
            raise MemberNotFound
        return shown[0]

    @delete("/guilds/{server_id}/members/{user_id}", per_10_s=20)
    async def kick_member(self, call: Call, server_id: ServerId, user_id: UserId) -> None:
        """Remove a member who stands below oneself."""
        await self._members.kick(call.actor, server_id, user_id)

    async def _shown(self, members: Sequence[MemberView]) -> list[MemberObject]:
        people = {user.id: user for user in await self._users.list_by_ids(people_of(members))}
        return [member_object(one, people[one.user_id]) for one in members if one.user_id in people]
