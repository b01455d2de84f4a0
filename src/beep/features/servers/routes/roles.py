"""Roles over HTTP."""

from beep.features.servers.schemas import CreateRole, EditRole, RolePosition
from beep.features.servers.service import ServersService
from beep.features.servers.wire import RoleObject, role_object
from beep.kit.ids import RoleId, ServerId, UserId
from beep.runtime.http import Call, delete, get, patch, post, put


class RoleRoutes:
    def __init__(self, service: ServersService) -> None:
        self._roles = service.roles
        self._members = service.members

    @get("/guilds/{server_id}/roles", counts_as_activity=False)
    async def list_roles(self, call: Call, server_id: ServerId) -> list[RoleObject]:
        """List a server's roles, the lowest first."""
        return [role_object(role) for role in await self._roles.list_all(call.actor, server_id)]

    @get("/guilds/{server_id}/roles/member-counts", counts_as_activity=False)
    async def count_holders(self, call: Call, server_id: ServerId) -> dict[str, int]:
        """Return how many members hold each role."""
        counts = await self._roles.count_holders(call.actor, server_id)
        return {str(role_id): count for role_id, count in counts.items()}

    @get("/guilds/{server_id}/roles/{role_id}", counts_as_activity=False)
    async def get_role(self, call: Call, server_id: ServerId, role_id: RoleId) -> RoleObject:
        return role_object(await self._roles.get(call.actor, server_id, role_id))

    @post("/guilds/{server_id}/roles", per_10_s=20)
    async def create_role(self, call: Call, server_id: ServerId, body: CreateRole) -> RoleObject:
        """Create a role that holds nothing its creator lacks."""
        return role_object(await self._roles.create(call.actor, server_id, body.draft(), reason=call.reason))

    @patch("/guilds/{server_id}/roles", per_10_s=20)
    async def move_roles(self, call: Call, server_id: ServerId, body: list[RolePosition]) -> list[RoleObject]:
        """Put roles below one's own in another order."""
        positions = {RoleId(int(one.id)): one.position for one in body if isinstance(one.position, int)}
        moved = await self._roles.move(call.actor, server_id, positions, reason=call.reason)
        return [role_object(role) for role in moved]

    @patch("/guilds/{server_id}/roles/{role_id}", per_10_s=20)
    async def edit_role(self, call: Call, server_id: ServerId, role_id: RoleId, body: EditRole) -> RoleObject:
        """Change a role below one's own."""
        changes = body.changes()
        return role_object(
            await self._roles.update(call.actor, server_id, role_id, changes, reason=call.reason)
        )

    @delete("/guilds/{server_id}/roles/{role_id}", per_10_s=20)
    async def delete_role(self, call: Call, server_id: ServerId, role_id: RoleId) -> None:
        """Delete a role and take it from everybody."""
        await self._roles.delete(call.actor, server_id, role_id, reason=call.reason)

    @put("/guilds/{server_id}/members/{user_id}/roles/{role_id}", per_10_s=20)
    async def give_role(self, call: Call, server_id: ServerId, user_id: UserId, role_id: RoleId) -> None:
        """Give a member a role."""
        await self._members.give(call.actor, server_id, user_id, role_id, reason=call.reason)

    @delete("/guilds/{server_id}/members/{user_id}/roles/{role_id}", per_10_s=20)
    async def take_role(self, call: Call, server_id: ServerId, user_id: UserId, role_id: RoleId) -> None:
        """Take a role from a member."""
        await self._members.take(call.actor, server_id, user_id, role_id, reason=call.reason)
