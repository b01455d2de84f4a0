"""Prunes: members nobody has seen for days, and who hold no role, leave at once."""

from collections.abc import Collection
from datetime import timedelta

from beep.features import auth, users
from beep.features.audit import Action
from beep.features.servers import rules
from beep.features.servers.contract import Snapshot
from beep.features.servers.service.memberships import PAGE_MAX, Memberships
from beep.features.servers.service.standings import Standings
from beep.kit.actor import Actor
from beep.kit.errors import invalid
from beep.kit.ids import RoleId, ServerId, UserId
from beep.kit.permissions import Permission

DAYS_MAX = 30
_NEEDED = Permission.KICK_MEMBERS | Permission.MANAGE_SERVER


class Prunes:
    """Needs KICK_MEMBERS and MANAGE_SERVER. Activity is a person's last in Beep, wherever it was."""

    def __init__(
        self, standings: Standings, memberships: Memberships, users: users.Users, auth: auth.Auth
    ) -> None:
        self._standings = standings
        self._store = standings.store
        self._memberships = memberships
        self._users = users
        self._auth = auth

    async def count(
        self, actor: Actor, server_id: ServerId, *, days: int, role_ids: Collection[RoleId] = ()
    ) -> int:
        """Return how many a prune would remove; members whose roles are all among `role_ids` count too."""
        _check_days(days)
        snapshot = await self._standings.check_permission(actor, server_id, _NEEDED)
        return len(await self._found(snapshot, actor, days, role_ids))

    async def prune(
        self,
        actor: Actor,
        server_id: ServerId,
        *,
        days: int,
        role_ids: Collection[RoleId] = (),
        reason: str | None = None,
    ) -> int:
        """Remove them and return how many they were."""
        _check_days(days)
        snapshot = await self._standings.check_permission(actor, server_id, _NEEDED)
        found = await self._found(snapshot, actor, days, role_ids)
        if not found:
            return 0
        async with self._standings.deciding(actor, server_id, _NEEDED) as (tx, now):
            # Who got a role meanwhile stays.
            gone = [one for one in found if one in now.members and _may_go(now, actor, one, role_ids)]
            options = {"delete_member_days": str(days), "members_removed": str(len(gone))}
            self._standings.tell(
                tx, actor.user_id, Action.MEMBER_PRUNE, server_id, reason=reason, options=options
            )
            for user_id in gone:
                await self._memberships.remove(tx, now.server, user_id, "pruned")
        return len(gone)

    async def _found(
        self, snapshot: Snapshot, actor: Actor, days: int, role_ids: Collection[RoleId]
    ) -> list[UserId]:
        """Return who was neither active nor new for so many days; without bots."""
        for role_id in role_ids:
            rules.role_of(snapshot, role_id)
        since = self._standings.clock.now() - timedelta(days=days)
        found: list[UserId] = []
        after = 0
        while page := await self._store.list_members(snapshot.server.id, None, after=after, limit=PAGE_MAX):
            after = page[-1].user_id
            old = [one.user_id for one in page if one.joined_at < since]
            old = [one for one in old if _may_go(snapshot, actor, one, role_ids)]
            active = await self._auth.last_active_of(old)
            people = {one.id for one in await self._users.list_by_ids(old) if not one.is_bot}
            found += [one for one in old if one in people and (one not in active or active[one] < since)]
        return found


def _may_go(snapshot: Snapshot, actor: Actor, user_id: UserId, role_ids: Collection[RoleId]) -> bool:
    held = snapshot.members.get(user_id, ())
    is_below = rules.outranks(snapshot, actor.user_id, user_id)
    return is_below and set(held) <= set(role_ids)


def _check_days(days: int) -> None:
    if not 1 <= days <= DAYS_MAX:
        raise invalid("days", "NUMBER_TYPE_MAX", f"Must be between 1 and {DAYS_MAX}.")
