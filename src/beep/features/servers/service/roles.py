"""Roles: created, changed, ordered, deleted, given and taken, within what their giver holds."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from beep.features.servers import rules
from beep.features.servers.contract import MemberView, RoleView, Snapshot
from beep.features.servers.drafts import RoleDraft
from beep.features.servers.errors import (
    MemberNotFound,
    OneRoleOnly,
    OwnerRoleIsFixed,
    RoleIsPermanent,
    RoleNotFound,
    RoleOutOfReach,
    TooManyRoles,
)
from beep.features.servers.facts import MemberChanged, RoleChanged, RoleCreated, RoleDeleted
from beep.features.servers.service.standings import Standings
from beep.kit.actor import Actor
from beep.kit.errors import invalid
from beep.kit.ids import RoleId, ServerId, UserId
from beep.kit.permissions import ALL, Permission

_UNNAMED = "new role"
_FIXED_OF_DEFAULT = ("name", "color", "is_hoisted")


class Roles:
    """Needs MANAGE_ROLES; nobody gives what they lack nor acts on what is not below them (AMB-3)."""

    def __init__(self, standings: Standings) -> None:
        self._standings = standings
        self._store = standings.store

    async def list_all(self, actor: Actor, server_id: ServerId) -> list[RoleView]:
        """Return a server's roles from the lowest to the highest."""
        snapshot = await self._standings.standing(actor, server_id)
        return sorted(snapshot.roles.values(), key=rules.rank)

    async def get(self, actor: Actor, server_id: ServerId, role_id: RoleId) -> RoleView:
        return rules.role_of(await self._standings.standing(actor, server_id), role_id)

    async def create(self, actor: Actor, server_id: ServerId, draft: RoleDraft) -> RoleView:
        """Create a role right above the default one; raises `TooManyRoles` and `RoleNameTaken`."""
        snapshot = await self._managed(actor, server_id)
        everyone = snapshot.roles[RoleId(server_id)]
        permissions = everyone.permissions if draft.permissions is None else draft.permissions & ALL
        rules.check_grant(snapshot, actor.user_id, permissions)
        role = RoleView(
            RoleId(self._standings.ids.next()),
            server_id,
            name=_UNNAMED if draft.name is None else rules.role_name(draft.name),
            kind="custom",
            permissions=permissions,
            position=1,
            color=rules.color(draft.color),
            is_hoisted=draft.is_hoisted,
            is_mentionable=draft.is_mentionable,
        )
        async with self._standings.changing(server_id) as (tx, server):
            if server.role_count >= self._standings.settings.roles:
                raise TooManyRoles
            if draft.name is None:
                taken = await self._store.role_keys(tx, server_id)
                role = replace(role, name=rules.free_role_name(role.name, taken))
            await self._store.insert_roles(tx, [role])
            await self._store.add_to_counts(tx, server_id, roles=1)
            tx.record(RoleCreated(server_id, role.id), view=role)
        return role

    async def update(
        self, actor: Actor, server_id: ServerId, role_id: RoleId, changes: dict[str, Any]
    ) -> RoleView:
        """Change a role below one's own; of the default role only permissions and mentions (ROLE-02)."""
        snapshot = await self._managed(actor, server_id)
        role = rules.role_of(snapshot, role_id)
        rules.check_reach(snapshot, actor.user_id, role)
        stored = _checked(role, changes)
        rules.check_grant(snapshot, actor.user_id, stored.get("permissions", 0) & ~role.permissions)
        if not stored:
            return role
        async with self._standings.changing(server_id) as (tx, _):
            changed = await self._store.update_role(tx, server_id, role_id, stored)
            if changed is None:
                raise RoleNotFound
            tx.record(RoleChanged(server_id, role_id), view=changed)
        return changed

    async def move(
        self, actor: Actor, server_id: ServerId, positions: Mapping[RoleId, int]
    ) -> list[RoleView]:
        """Put roles below one's own in new positions, also below one's own (ROLE-13)."""
        snapshot = await self._managed(actor, server_id)
        top = rules.top_rank(snapshot, actor.user_id)
        moved: dict[RoleId, int] = {}
        for role_id, position in positions.items():
            role = rules.role_of(snapshot, role_id)
            if role.position == position:
                continue
            rules.check_reach(snapshot, actor.user_id, role)
            if role.kind == "default" or not 1 <= position < rules.OWNER_POSITION:
                raise invalid("position", "NUMBER_TYPE_MAX", "Only custom roles move, from position 1 up.")
            if rules.rank(replace(role, position=position)) >= top:
                raise RoleOutOfReach
            moved[role_id] = position
        if moved:
            async with self._standings.changing(server_id) as (tx, _):
                for role_id, position in moved.items():
                    changed = await self._store.update_role(tx, server_id, role_id, {"position": position})
                    if changed is None:
                        raise RoleNotFound
                    tx.record(RoleChanged(server_id, role_id), view=changed)
        return await self.list_all(actor, server_id)

    async def delete(self, actor: Actor, server_id: ServerId, role_id: RoleId) -> None:
        """Delete a role and take it from everybody at once; owner and default stay (ROLE-10)."""
        snapshot = await self._managed(actor, server_id)
        role = rules.role_of(snapshot, role_id)
        if role.kind != "custom":
            raise RoleIsPermanent
        rules.check_reach(snapshot, actor.user_id, role)
        async with self._standings.changing(server_id) as (tx, _):
            if not await self._store.delete_role(tx, server_id, role_id):
                raise RoleNotFound
            await self._store.add_to_counts(tx, server_id, roles=-1)
            tx.record(RoleDeleted(server_id, role_id), view=role)

    async def give(self, actor: Actor, server_id: ServerId, user_id: UserId, role_id: RoleId) -> None:
        """Give a role below one's own that holds nothing one lacks; idempotent."""
        snapshot = await self._managed(actor, server_id)
        role = self._givable(snapshot, actor, role_id)
        rules.check_grant(snapshot, actor.user_id, role.permissions)
        async with self._standings.changing(server_id) as (tx, server):
            member = await self._store.get_member_to_change(tx, server_id, user_id)
            if member is None:
                raise MemberNotFound
            if not await self._store.has_role(tx, server_id, role_id):
                raise RoleNotFound
            if role_id in member.role_ids or role.kind == "default":
                return
            others = [one for one in member.role_ids if not _is_owner_role(snapshot, one)]
            if others and not server.allows_many_roles:
                raise OneRoleOnly
            changed = replace(member, role_ids=(*member.role_ids, role_id))
            await self._store.set_roles(tx, changed)
            tx.record(MemberChanged(server_id, user_id), view=changed)

    async def take(self, actor: Actor, server_id: ServerId, user_id: UserId, role_id: RoleId) -> None:
        """Take a role below one's own from a member; idempotent."""
        snapshot = await self._managed(actor, server_id)
        role = self._givable(snapshot, actor, role_id)
        if role.kind == "default":
            raise RoleIsPermanent("Everybody has the default role.")
        async with self._standings.changing(server_id) as (tx, _):
            member = await self._store.get_member_to_change(tx, server_id, user_id)
            if member is None:
                raise MemberNotFound
            if role_id not in member.role_ids:
                return
            changed = _without(member, role_id)
            await self._store.set_roles(tx, changed)
            tx.record(MemberChanged(server_id, user_id), view=changed)

    async def _managed(self, actor: Actor, server_id: ServerId) -> Snapshot:
        return await self._standings.check_permission(actor, server_id, Permission.MANAGE_ROLES)

    def _givable(self, snapshot: Snapshot, actor: Actor, role_id: RoleId) -> RoleView:
        role = rules.role_of(snapshot, role_id)
        if role.kind == "owner":
            raise OwnerRoleIsFixed
        rules.check_reach(snapshot, actor.user_id, role)
        return role


def _checked(role: RoleView, changes: dict[str, Any]) -> dict[str, Any]:
    """Return what really changes, as it is stored; raises `Invalid` for what may not."""
    stored = dict(changes)
    if role.kind == "default":
        stored = {name: value for name, value in stored.items() if name not in _FIXED_OF_DEFAULT}
    if "name" in stored:
        stored["name"] = rules.role_name(stored["name"])
    if "color" in stored:
        stored["color"] = rules.color(stored["color"])
    if "permissions" in stored:
        stored["permissions"] = int(stored["permissions"] & ALL)
    return {name: value for name, value in stored.items() if value != getattr(role, name)}


def _is_owner_role(snapshot: Snapshot, role_id: RoleId) -> bool:
    role = snapshot.roles.get(role_id)
    return role is not None and role.kind == "owner"


def _without(member: MemberView, role_id: RoleId) -> MemberView:
    return replace(member, role_ids=tuple(one for one in member.role_ids if one != role_id))
