"""Bans: who may not come (back), whatever door they try (AMB-19)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from beep.features import users
from beep.features.audit import Action
from beep.features.servers import rules
from beep.features.servers.contract import BanView, Snapshot
from beep.features.servers.errors import BanNotFound, NobodyBanned, RoleOutOfReach, TooManyBans
from beep.features.servers.facts import MemberBanned, MemberUnbanned
from beep.features.servers.service.memberships import Memberships
from beep.features.servers.service.standings import Standings
from beep.kit.actor import Actor
from beep.kit.errors import invalid
from beep.kit.ids import MessageId, ServerId, UserId, first_id_at
from beep.kit.permissions import Permission
from beep.runtime.database import Transaction

DELETE_MESSAGES_MAX_S = 7 * 86_400
AT_ONCE = 200


class Bans:
    """A ban holds the server's row, as every way in does: whichever is second sees the first."""

    def __init__(self, standings: Standings, memberships: Memberships, users: users.Users) -> None:
        self._standings = standings
        self._store = standings.store
        self._memberships = memberships
        self._users = users

    async def list_all(
        self, actor: Actor, server_id: ServerId, *, after: int | None, before: int | None, limit: int
    ) -> list[BanView]:
        """Return a page of bans by user id; needs BAN_MEMBERS."""
        await self._standings.check_permission(actor, server_id, Permission.BAN_MEMBERS)
        return await self._store.list_bans(server_id, after=after, before=before, limit=limit)

    async def get(self, actor: Actor, server_id: ServerId, user_id: UserId) -> BanView:
        """Return a ban; needs BAN_MEMBERS, raises `BanNotFound`."""
        await self._standings.check_permission(actor, server_id, Permission.BAN_MEMBERS)
        ban = await self._store.find_ban(server_id, user_id)
        if ban is None:
            raise BanNotFound
        return ban

    async def ban(
        self,
        actor: Actor,
        server_id: ServerId,
        user_id: UserId,
        *,
        delete_message_s: int = 0,
        reason: str | None = None,
    ) -> None:
        """Ban somebody below the actor, member or not; needs BAN_MEMBERS; a second ban changes nothing."""
        _check_period(delete_message_s)
        async with self._standings.deciding(actor, server_id, Permission.BAN_MEMBERS) as (tx, snapshot):
            self._check_target(snapshot, actor, user_id)
            await self._users.get(user_id)
            await self._ban(tx, snapshot, actor, [user_id], delete_message_s, reason)

    async def ban_many(
        self,
        actor: Actor,
        server_id: ServerId,
        user_ids: Sequence[UserId],
        *,
        delete_message_s: int = 0,
        reason: str | None = None,
    ) -> tuple[list[UserId], list[UserId]]:
        """Ban up to 200 at once; return who is banned now and who could not be.

        Needs BAN_MEMBERS and MANAGE_SERVER; raises `NobodyBanned` when it was in vain.
        """
        _check_period(delete_message_s)
        wanted = list(dict.fromkeys(user_ids))
        if not 1 <= len(wanted) <= AT_ONCE:
            raise invalid("user_ids", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {AT_ONCE} people.")
        existing = {one.id for one in await self._users.list_by_ids(wanted)}
        needed = Permission.BAN_MEMBERS | Permission.MANAGE_SERVER
        async with self._standings.deciding(actor, server_id, needed) as (tx, snapshot):
            possible = [one for one in wanted if one in existing and _is_below(snapshot, actor, one)]
            banned = await self._ban(tx, snapshot, actor, possible, delete_message_s, reason)
        if not banned:
            raise NobodyBanned
        return [one for one in wanted if one in banned], [one for one in wanted if one not in banned]

    async def unban(
        self, actor: Actor, server_id: ServerId, user_id: UserId, *, reason: str | None = None
    ) -> None:
        """Lift a ban; needs BAN_MEMBERS, raises `BanNotFound`."""
        async with self._standings.deciding(actor, server_id, Permission.BAN_MEMBERS) as (tx, _):
            if not await self._store.delete_ban(tx, server_id, user_id):
                raise BanNotFound
            self._standings.tell(tx, actor.user_id, Action.MEMBER_UNBAN, server_id, user_id, reason=reason)
            tx.record(MemberUnbanned(server_id, user_id))

    @staticmethod
    def _check_target(snapshot: Snapshot, actor: Actor, user_id: UserId) -> None:
        if user_id == actor.user_id:
            raise RoleOutOfReach("You cannot ban yourself.")
        rules.check_outranks(snapshot, actor.user_id, user_id)

    async def _ban(
        self,
        tx: Transaction,
        snapshot: Snapshot,
        actor: Actor,
        user_ids: Sequence[UserId],
        delete_message_s: int,
        reason: str | None,
    ) -> set[UserId]:
        """Ban in a transaction that holds the server; return who was not banned before."""
        server, now = snapshot.server, self._standings.clock.now()
        if await self._store.count_bans(tx, server.id) + len(user_ids) > self._standings.settings.bans:
            raise TooManyBans
        views = [BanView(server.id, one, reason, actor.user_id, now) for one in user_ids]
        new = await self._store.insert_bans(tx, views)
        oldest = _oldest(now, delete_message_s)
        for user_id in sorted(new):
            self._standings.tell(tx, actor.user_id, Action.MEMBER_BAN, server.id, user_id, reason=reason)
            await self._memberships.end_invitation(tx, server.id, user_id)
            tx.record(MemberBanned(server.id, user_id, delete_message_s, oldest))
            await self._memberships.remove(tx, server, user_id, "banned")
        return new


def _is_below(snapshot: Snapshot, actor: Actor, user_id: UserId) -> bool:
    is_stranger = user_id not in snapshot.members
    return user_id != actor.user_id and (is_stranger or rules.outranks(snapshot, actor.user_id, user_id))


def _check_period(seconds: int) -> None:
    if not 0 <= seconds <= DELETE_MESSAGES_MAX_S:
        message = f"Must be between 0 and {DELETE_MESSAGES_MAX_S} seconds."
        raise invalid("delete_message_seconds", "NUMBER_TYPE_MAX", message)


def _oldest(now: datetime, seconds: int) -> MessageId:
    return MessageId(first_id_at(now - timedelta(seconds=seconds)) if seconds else 0)
