"""Memberships: who comes, who goes, who is there."""

from collections.abc import Sequence

from beep.features import users
from beep.features.servers import rules
from beep.features.servers.contract import InviteView, MemberView
from beep.features.servers.errors import (
    InviteNotFound,
    MemberNotFound,
    OwnerCannotLeave,
    PeopleOnly,
    RoleOutOfReach,
    ServerFull,
    ServerNotFound,
)
from beep.features.servers.facts import MemberJoined, MemberLeft
from beep.features.servers.service.standings import Standings
from beep.kit.actor import Actor
from beep.kit.ids import ServerId, UserId
from beep.kit.permissions import Permission
from beep.kit.text import folded

PAGE_MAX = 1000


class Memberships:
    """Every join and leave counts in the server's row, so its limit is exact (INV-04)."""

    def __init__(self, standings: Standings, users: users.Users) -> None:
        self._standings = standings
        self._store = standings.store
        self._users = users

    async def get(self, server_id: ServerId, user_id: UserId) -> MemberView:
        member = await self._store.find_member(server_id, user_id)
        if member is None:
            raise MemberNotFound
        return member

    async def list_all(
        self,
        server_id: ServerId,
        user_ids: Sequence[UserId] | None = None,
        *,
        after: int = 0,
        limit: int = PAGE_MAX,
    ) -> list[MemberView]:
        limit = min(limit, PAGE_MAX)
        return await self._store.list_members(server_id, user_ids, after=after, limit=limit)

    async def get_for(self, actor: Actor, server_id: ServerId, user_id: UserId) -> MemberView:
        await self._standings.standing(actor, server_id)
        return await self.get(server_id, user_id)

    async def list_for(
        self, actor: Actor, server_id: ServerId, *, after: int, limit: int
    ) -> list[MemberView]:
        await self._standings.standing(actor, server_id)
        return await self.list_all(server_id, after=after, limit=limit)

    async def search(self, actor: Actor, server_id: ServerId, query: str, *, limit: int) -> list[MemberView]:
        """Return members whose username, display name or nickname starts so, however it is written."""
        snapshot = await self._standings.standing(actor, server_id)
        wanted = folded(query)
        found: list[UserId] = []
        ids = sorted(snapshot.members)
        for start in range(0, len(ids), PAGE_MAX):
            for user in await self._users.list_by_ids(ids[start : start + PAGE_MAX]):
                names = (user.username, user.display_name or "")
                if any(folded(name).startswith(wanted) for name in names):
                    found.append(user.id)
        return await self.list_all(server_id, sorted(found)[:limit], limit=limit)

    async def join(self, actor: Actor, server_id: ServerId) -> None:
        """Join a public server without an invite (AMB-1); private ones do not exist for strangers."""
        if actor.is_bot:
            raise PeopleOnly
        snapshot = await self._standings.snapshot(server_id)
        if snapshot is None or not (snapshot.server.is_public or actor.user_id in snapshot.members):
            raise ServerNotFound
        await self._add(server_id, actor.user_id, must_be_public=True)

    async def accept(self, actor: Actor, invite: InviteView) -> bool:
        """Join by an invite and tell whether that is new; a member's second try burns no use.

        Membership, default role, counter, use and fact are one transaction (INV-02).
        """
        if actor.is_bot:
            raise PeopleOnly
        return await self._add(invite.server_id, actor.user_id, invite=invite)

    async def add_bot(self, actor: Actor, server_id: ServerId, bot_id: UserId) -> None:
        await self._standings.check_permission(actor, server_id, Permission.MANAGE_SERVER)
        await self._add(server_id, bot_id)

    async def _add(
        self,
        server_id: ServerId,
        user_id: UserId,
        *,
        invite: InviteView | None = None,
        must_be_public: bool = False,
    ) -> bool:
        member = MemberView(server_id, user_id, None, (), self._standings.clock.now())
        async with self._standings.changing(server_id) as (tx, server):
            if not await self._store.insert_member(tx, member):
                return False
            if must_be_public and not server.is_public:
                raise ServerNotFound
            if server.member_count >= self._standings.settings.members:
                raise ServerFull
            if invite and not await self._store.use_invite(tx, invite.code, member.joined_at):
                raise InviteNotFound
            await self._store.add_to_counts(tx, server_id, members=1)
            tx.record(MemberJoined(server_id, user_id), view=member)
        return True

    async def leave(self, actor: Actor, server_id: ServerId) -> None:
        """Leave a server; its owner cannot (SERV-03, SERV-10)."""
        await self._standings.standing(actor, server_id)
        await self._remove(server_id, actor.user_id, "left")

    async def kick(self, actor: Actor, server_id: ServerId, user_id: UserId) -> None:
        """Remove a member who stands below the actor; needs KICK_MEMBERS."""
        snapshot = await self._standings.check_permission(actor, server_id, Permission.KICK_MEMBERS)
        if user_id not in snapshot.members:
            raise MemberNotFound
        rules.check_outranks(snapshot, actor.user_id, user_id)
        if not await self._remove(server_id, user_id, "kicked"):
            raise MemberNotFound

    async def remove_everywhere(self, user_id: UserId) -> None:
        for server in await self._store.list_of_user(user_id):
            try:
                await self._remove(server.id, user_id, "retired")
            except ServerNotFound:
                continue

    async def _remove(self, server_id: ServerId, user_id: UserId, reason: str) -> bool:
        async with self._standings.changing(server_id) as (tx, server):
            if user_id == server.owner_id:
                raise OwnerCannotLeave if reason == "left" else RoleOutOfReach
            member = await self._store.delete_member(tx, server_id, user_id)
            if member is None:
                return False
            await self._store.add_to_counts(tx, server_id, members=-1)
            tx.record(MemberLeft(server_id, user_id, reason), view=member)
        return True
