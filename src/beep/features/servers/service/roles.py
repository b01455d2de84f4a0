"""Roles: created, changed, ordered and deleted, within what their manager holds."""

from collections.abc import Mapping
from typing import Any

from beep.features.audit import Action
from beep.features.servers import rules
from beep.features.servers.contract import RoleView
from beep.features.servers.drafts import RoleDraft
from beep.features.servers.errors import RoleIsPermanent, RoleNotFound, TooManyRoles
from beep.features.servers.facts import RoleChanged, RoleCreated, RoleDeleted
from beep.features.servers.service.standings import Standings
from beep.kit.actor import Actor
from beep.kit.ids import RoleId, ServerId
from beep.kit.permissions import ALL, Permission
from beep.runtime.database import Transaction

_UNNAMED = "new role"
_FIXED_OF_DEFAULT = ("name", "color", "is_hoisted")
_NEEDED = Permission.MANAGE_ROLES


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

    async def count_holders(self, actor: Actor, server_id: ServerId) -> dict[RoleId, int]:
        """Return how many members hold each role but the default one."""
        snapshot = await self._standings.standing(actor, server_id)
        counts = {role.id: 0 for role in snapshot.roles.values() if role.kind != "default"}
        for held in snapshot.members.values():
            for role_id in held:
                if role_id in counts:
                    counts[role_id] += 1
        return counts

    async def create(
        self, actor: Actor, server_id: ServerId, draft: RoleDraft, *, reason: str | None = None
    ) -> RoleView:
        """Create a role right above the default one; raises `TooManyRoles` and `RoleNameTaken`."""
        name = _UNNAMED if draft.name is None else rules.role_name(draft.name)
        color = rules.color(draft.color)
        async with self._standings.deciding(actor, server_id, _NEEDED) as (tx, snapshot):
            everyone = snapshot.roles[RoleId(server_id)]
            permissions = everyone.permissions if draft.permissions is None else draft.permissions & ALL
            rules.check_grant(snapshot, actor.user_id, permissions)
            if len(snapshot.roles) >= self._standings.settings.roles:
                raise TooManyRoles
            if draft.name is None:
                name = rules.free_role_name(name, await self._store.role_keys(tx, server_id))
            role = RoleView(
                RoleId(self._standings.ids.next()),
                server_id,
                name,
                kind="custom",
                permissions=permissions,
                position=1,
                color=color,
                is_hoisted=draft.is_hoisted,
                is_mentionable=draft.is_mentionable,
            )
            await self._store.insert_roles(tx, [role])
            await self._store.add_to_counts(tx, server_id, roles=1)
            self._tell(tx, actor, Action.ROLE_CREATE, None, role, reason)
            tx.record(RoleCreated(server_id, role.id), view=role)
        return role

    async def update(
        self,
        actor: Actor,
        server_id: ServerId,
        role_id: RoleId,
        changes: dict[str, Any],
        *,
        reason: str | None = None,
    ) -> RoleView:
        """Change a role below one's own; of the default role only permissions and mentions (ROLE-02)."""
        async with self._standings.deciding(actor, server_id, _NEEDED) as (tx, snapshot):
            role = rules.role_of(snapshot, role_id)
            rules.check_reach(snapshot, actor.user_id, role)
            stored = _checked(role, changes)
            rules.check_grant(snapshot, actor.user_id, stored.get("permissions", 0) & ~role.permissions)
            if not stored:
                return role
            return await self._change(tx, actor, role, stored, reason)

    async def move(
        self,
        actor: Actor,
        server_id: ServerId,
        positions: Mapping[RoleId, int],
        *,
        reason: str | None = None,
    ) -> list[RoleView]:
        """Put roles below one's own in new positions, also below one's own (ROLE-13).

        Whoever moves what at once, afterwards every position is taken by one role.
        """
        async with self._standings.deciding(actor, server_id, _NEEDED) as (tx, snapshot):
            final = dict(snapshot.roles)
            for role_id, position in rules.reordered(snapshot, actor.user_id, positions).items():
                role, change = snapshot.roles[role_id], {"position": position}
                # Those that only made room are not worth an entry in the log.
                final[role_id] = await self._change(
                    tx, actor, role, change, reason, is_logged=role_id in positions
                )
        return sorted(final.values(), key=rules.rank)

    async def delete(
        self, actor: Actor, server_id: ServerId, role_id: RoleId, *, reason: str | None = None
    ) -> None:
        """Delete a role and take it from everybody at once; owner and default stay (ROLE-10)."""
        async with self._standings.deciding(actor, server_id, _NEEDED) as (tx, snapshot):
            role = rules.role_of(snapshot, role_id)
            if role.kind != "custom":
                raise RoleIsPermanent
            rules.check_reach(snapshot, actor.user_id, role)
            if not await self._store.delete_role(tx, server_id, role_id):
                raise RoleNotFound
            await self._store.add_to_counts(tx, server_id, roles=-1)
            self._tell(tx, actor, Action.ROLE_DELETE, role, None, reason)
            tx.record(RoleDeleted(server_id, role_id), view=role)

    async def _change(
        self,
        tx: Transaction,
        actor: Actor,
        role: RoleView,
        stored: dict[str, Any],
        reason: str | None,
        *,
        is_logged: bool = True,
    ) -> RoleView:
        changed = await self._store.update_role(tx, role.server_id, role.id, stored)
        if changed is None:
            raise RoleNotFound
        if is_logged:
            self._tell(tx, actor, Action.ROLE_UPDATE, role, changed, reason)
        tx.record(RoleChanged(role.server_id, role.id), view=changed)
        return changed

    def _tell(
        self,
        tx: Transaction,
        actor: Actor,
        action: Action,
        before: RoleView | None,
        after: RoleView | None,
        reason: str | None,
    ) -> None:
        role = after or before
        if role is not None:
            changes = rules.changes(before, after, rules.ROLE_KEYS)
            self._standings.tell(
                tx, actor.user_id, action, role.server_id, role.id, reason=reason, changes=changes
            )


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
