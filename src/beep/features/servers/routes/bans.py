"""Bans over HTTP."""

from collections.abc import Sequence

from beep.features import users
from beep.features.servers.contract import BanView
from beep.features.servers.errors import BanNotFound
from beep.features.servers.schemas import Ban, BanListQuery, BanObject, BulkBan, BulkBanned, check_limit
from beep.features.servers.service import ServersService
from beep.kit.ids import ServerId, UserId
from beep.runtime.http import Call, delete, get, post, put


class BanRoutes:
    def __init__(self, service: ServersService, users: users.Users) -> None:
        self._bans = service.bans
        self._users = users

    @get("/guilds/{server_id}/bans", counts_as_activity=False)
    async def list_bans(self, call: Call, server_id: ServerId, query: BanListQuery) -> list[BanObject]:
        """List who is banned in order of user id; needs BAN_MEMBERS."""
        found = await self._bans.list_all(
            call.actor,
            server_id,
            after=query.after,
            before=query.before,
            limit=check_limit(query.limit, 1000),
        )
        return await self._shown(found)

    @get("/guilds/{server_id}/bans/{user_id}", counts_as_activity=False)
    async def get_ban(self, call: Call, server_id: ServerId, user_id: UserId) -> BanObject:
        """Return a ban; needs BAN_MEMBERS."""
        shown = await self._shown([await self._bans.get(call.actor, server_id, user_id)])
        if not shown:
            raise BanNotFound
        return shown[0]

    @put("/guilds/{server_id}/bans/{user_id}", per_10_s=20)
    async def ban(self, call: Call, server_id: ServerId, user_id: UserId, body: Ban) -> None:
        """Keep somebody out, member or not; needs BAN_MEMBERS."""
        await self._bans.ban(
            call.actor, server_id, user_id, delete_message_s=body.period_s(), reason=call.reason
        )

    @delete("/guilds/{server_id}/bans/{user_id}", per_10_s=20)
    async def unban(self, call: Call, server_id: ServerId, user_id: UserId) -> None:
        """Lift a ban; needs BAN_MEMBERS."""
        await self._bans.unban(call.actor, server_id, user_id, reason=call.reason)

    @post("/guilds/{server_id}/bulk-ban", per_10_s=5)
    async def ban_many(self, call: Call, server_id: ServerId, body: BulkBan) -> BulkBanned:
        """Ban up to 200 people at once; needs BAN_MEMBERS and MANAGE_GUILD."""
        banned, failed = await self._bans.ban_many(
            call.actor,
            server_id,
            [UserId(int(one)) for one in body.user_ids],
            delete_message_s=body.delete_message_seconds or 0,
            reason=call.reason,
        )
        return BulkBanned(
            banned_users=[str(one) for one in banned], failed_users=[str(one) for one in failed]
        )

    async def _shown(self, bans: Sequence[BanView]) -> list[BanObject]:
        people = {one.id: one for one in await self._users.list_by_ids([ban.user_id for ban in bans])}
        return [
            BanObject(reason=ban.reason, user=users.user_object(people[ban.user_id]))
            for ban in bans
            if ban.user_id in people
        ]
