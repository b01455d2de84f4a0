"""Memberships: who comes, who goes, who is there."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from beep.features import auth, users
from beep.features.audit import Action
from beep.features.servers import rules
from beep.features.servers.contract import InviteView, MemberView, ServerView
from beep.features.servers.errors import (
    Banned,
    InviteNotFound,
    MemberNotFound,
    OwnerCannotLeave,
    PeopleOnly,
    RoleOutOfReach,
    ServerArchived,
    ServerFull,
    ServerNotFound,
    TargetBanned,
)
from beep.features.servers.facts import InvitationEnded, MemberJoined, MemberLeft, OwnershipProposed
from beep.features.servers.service.standings import Standings
from beep.kit.actor import Actor
from beep.kit.ids import ServerId, UserId
from beep.kit.permissions import Permission
from beep.kit.text import searchable
from beep.runtime.database import Transaction

PAGE_MAX = 1000


class Memberships:
    """Every join and leave counts in the server's row, so its limit is exact (INV-04)."""

    def __init__(self, standings: Standings, users: users.Users, auth: auth.Auth) -> None:
        self._standings = standings
        self._store = standings.store
        self._users = users
        self._auth = auth

    def check_may_join(self, actor: Actor) -> None:
        """Raise `PeopleOnly` for bots, which are added, and `EmailNotVerified` (AMB-7)."""
        if actor.is_bot:
            raise PeopleOnly
        self._auth.check_verified(actor)

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

    async def list_of_user(self, user_id: UserId) -> list[MemberView]:
        return await self._store.list_memberships(user_id)

    async def share_server(self, user_id: UserId, other_id: UserId) -> bool:
        return await self._store.share_server(user_id, other_id)

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
        await self._standings.standing(actor, server_id)
        wanted = searchable(query)
        found: list[MemberView] = []
        after = 0
        while page := await self.list_all(server_id, after=after, limit=PAGE_MAX):
            people = {user.id: user for user in await self._users.list_by_ids([one.user_id for one in page])}
            for member in page:
                user = people.get(member.user_id)
                names = (user.username, user.display_name, member.nickname) if user else ()
                if any(name and searchable(name).startswith(wanted) for name in names):
                    found.append(member)
            after = page[-1].user_id
            if len(found) >= limit or len(page) < PAGE_MAX:
                break
        return found[:limit]

    async def join(self, actor: Actor, server_id: ServerId) -> None:
        """Join a public server without an invite (AMB-1); private ones do not exist for strangers."""
        self.check_may_join(actor)
        snapshot = await self._standings.snapshot(server_id)
        if snapshot is None or not (snapshot.server.is_public or actor.user_id in snapshot.members):
            raise ServerNotFound
        async with self._standings.changing(server_id) as (tx, server):
            if not server.is_public and actor.user_id not in snapshot.members:
                raise ServerNotFound
            await self.add(tx, server, actor.user_id)

    async def accept(self, actor: Actor, invite: InviteView) -> bool:
        """Join by an invite and tell whether that is new; a member's second try burns no use.

        Membership, default role, counter, use and fact are one transaction (INV-02).
        """
        self.check_may_join(actor)
        async with self._standings.changing(invite.server_id) as (tx, server):
            is_new = await self.add(tx, server, actor.user_id)
            if is_new and not await self._store.use_invite(tx, invite.code, self._standings.clock.now()):
                raise InviteNotFound
        return is_new

    async def add_bot(
        self, actor: Actor, server_id: ServerId, bot_id: UserId, *, reason: str | None = None
    ) -> None:
        async with self._standings.deciding(actor, server_id, Permission.MANAGE_SERVER) as (tx, snapshot):
            if bot_id not in snapshot.members:
                self._standings.tell(tx, actor.user_id, Action.BOT_ADD, server_id, bot_id, reason=reason)
            try:
                await self.add(tx, snapshot.server, bot_id)
            except Banned:
                raise TargetBanned from None

    async def add(self, tx: Transaction, server: ServerView, user_id: UserId) -> bool:
        """Make somebody a member of a server held by `tx` and tell whether that is new.

        The one way in, so a ban wins over every invitation (AMB-19). Raises `Banned`, `ServerArchived`
        and `ServerFull`; an invitation by name is answered by it.
        """
        member = MemberView(server.id, user_id, None, (), self._standings.clock.now())
        if not await self._store.insert_member(tx, member):
            return False
        if await self._store.is_banned(tx, server.id, user_id):
            raise Banned
        if server.archived_at is not None:
            raise ServerArchived
        if server.member_count >= self._standings.settings.members:
            raise ServerFull
        await self._store.add_to_counts(tx, server.id, members=1)
        await self.end_invitation(tx, server.id, user_id)
        tx.record(MemberJoined(server.id, user_id), view=member)
        return True

    async def leave(self, actor: Actor, server_id: ServerId) -> None:
        """Leave a server; its owner cannot (SERV-03, SERV-10)."""
        await self._standings.standing(actor, server_id)
        async with self._standings.changing(server_id) as (tx, server):
            await self.remove(tx, server, actor.user_id, "left")

    async def kick(
        self, actor: Actor, server_id: ServerId, user_id: UserId, *, reason: str | None = None
    ) -> None:
        """Remove a member who stands below the actor; needs KICK_MEMBERS."""
        async with self._standings.deciding(actor, server_id, Permission.KICK_MEMBERS) as (tx, snapshot):
            if user_id not in snapshot.members:
                raise MemberNotFound
            rules.check_outranks(snapshot, actor.user_id, user_id)
            self._standings.tell(tx, actor.user_id, Action.MEMBER_KICK, server_id, user_id, reason=reason)
            await self.remove(tx, snapshot.server, user_id, "kicked")

    async def remove_everywhere(self, user_id: UserId) -> None:
        for server in await self._store.list_of_user(user_id):
            try:
                async with self._standings.changing(server.id) as (tx, held):
                    await self.remove(tx, held, user_id, "retired")
            except ServerNotFound:
                continue

    async def forget_person(self, user_id: UserId) -> None:
        """Forget a person who is gone: memberships, bans and invitations of theirs; idempotent."""
        await self.remove_everywhere(user_id)
        async with self._standings.database.write() as tx:
            await self._store.forget_person(tx, user_id)

    async def export_person(self, user_id: UserId) -> AsyncIterator[tuple[str, Sequence[Mapping[str, Any]]]]:
        """Give what is kept of a person here, for the copy of their data."""
        named = {one.id: one for one in await self._store.list_of_user(user_id)}
        rows = [
            {
                "server_id": str(one.server_id),
                "server": named[one.server_id].name,
                "is_owner": named[one.server_id].owner_id == user_id,
                "nickname": one.nickname,
                "joined_at": one.joined_at,
            }
            for one in await self._store.list_memberships(user_id)
            if one.server_id in named
        ]
        yield "memberships", rows

    async def remove(self, tx: Transaction, server: ServerView, user_id: UserId, reason: str) -> bool:
        """End a membership of a server held by `tx`, and tell whether there was one.

        Never the owner's (SERV-03). What was offered to them goes with it.
        """
        if user_id == server.owner_id:
            raise OwnerCannotLeave if reason == "left" else RoleOutOfReach
        member = await self._store.delete_member(tx, server.id, user_id)
        if member is None:
            return False
        await self._store.add_to_counts(tx, server.id, members=-1)
        if await self._store.delete_proposal(tx, server.id, to=user_id):
            tx.record(OwnershipProposed(server.id, server.owner_id, user_id, is_open=False))
        tx.record(MemberLeft(server.id, user_id, reason), view=member)
        return True

    async def end_invitation(self, tx: Transaction, server_id: ServerId, user_id: UserId) -> bool:
        """End an invitation by name, answered or not, and tell whether there was one."""
        is_gone = await self._store.delete_invited(tx, server_id, user_id)
        if is_gone:
            tx.record(InvitationEnded(server_id, user_id))
        return is_gone
