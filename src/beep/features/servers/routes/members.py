"""Members over HTTP."""

from collections.abc import Sequence

from beep.features import users
from beep.features.servers.contract import MemberView
from beep.features.servers.drafts import MemberEdit
from beep.features.servers.errors import MemberNotFound
from beep.features.servers.schemas import (
    EditMember,
    EditOwnMember,
    MemberListQuery,
    MemberSearchQuery,
    Prune,
    Pruned,
    PruneQuery,
    check_limit,
)
from beep.features.servers.service import ServersService
from beep.features.servers.wire import MemberObject, member_object, people_of
from beep.kit.ids import ServerId, UserId
from beep.runtime.http import Call, delete, get, patch, post


class MemberRoutes:
    def __init__(self, service: ServersService, users: users.Users) -> None:
        self._members = service.memberships
        self._edits = service.members
        self._prunes = service.prunes
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

    @get("/users/@me/guilds/{server_id}/member", counts_as_activity=False)
    async def get_own_member(self, call: Call, server_id: ServerId) -> MemberObject:
        """Return one's own membership."""
        return await self.get_member(call, server_id, call.actor.user_id)

    @patch("/guilds/{server_id}/members/@me", per_10_s=10)
    async def edit_own_member(self, call: Call, server_id: ServerId, body: EditOwnMember) -> MemberObject:
        """Choose one's own nickname; needs CHANGE_NICKNAME."""
        edit = MemberEdit(nickname=body.nick)
        changed = await self._edits.edit(call.actor, server_id, call.actor.user_id, edit, reason=call.reason)
        return (await self._shown([changed]))[0]

    @patch("/guilds/{server_id}/members/{user_id}", per_10_s=20)
    async def edit_member(
        self, call: Call, server_id: ServerId, user_id: UserId, body: EditMember
    ) -> MemberObject:
        """Change a member's nickname, whole list of roles, or time-out; each needs its own permission."""
        changed = await self._edits.edit(call.actor, server_id, user_id, body.edit(), reason=call.reason)
        shown = await self._shown([changed])
        if not shown:
            raise MemberNotFound
        return shown[0]

    @delete("/guilds/{server_id}/members/{user_id}", per_10_s=20)
    async def kick_member(self, call: Call, server_id: ServerId, user_id: UserId) -> None:
        """Remove a member who stands below oneself; needs KICK_MEMBERS."""
        await self._members.kick(call.actor, server_id, user_id, reason=call.reason)

    @get("/guilds/{server_id}/prune", per_10_s=5)
    async def count_prune(self, call: Call, server_id: ServerId, query: PruneQuery) -> Pruned:
        """Return how many a prune would remove."""
        found = await self._prunes.count(call.actor, server_id, days=query.days, role_ids=query.role_ids())
        return Pruned(pruned=found)

    @post("/guilds/{server_id}/prune", per_10_s=5)
    async def prune(self, call: Call, server_id: ServerId, body: Prune) -> Pruned:
        """Remove members without roles whom nobody has seen in Beep for so many days."""
        gone = await self._prunes.prune(
            call.actor, server_id, days=body.days, role_ids=body.role_ids(), reason=call.reason
        )
        return Pruned(pruned=gone if body.compute_prune_count else None)

    async def _shown(self, members: Sequence[MemberView]) -> list[MemberObject]:
        people = {user.id: user for user in await self._users.list_by_ids(people_of(members))}
        return [member_object(one, people[one.user_id]) for one in members if one.user_id in people]
