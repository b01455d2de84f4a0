"""Invites: links that open a server for a while, or for a number of people."""

import secrets
import string

from beep.features.audit import Action
from beep.features.servers import rules
from beep.features.servers.contract import InviteView
from beep.features.servers.errors import InviteNotFound, ServerNotFound, TooManyInvites
from beep.features.servers.facts import InviteCreated, InviteDeleted
from beep.features.servers.service.memberships import Memberships
from beep.features.servers.service.standings import Standings
from beep.kit.actor import Actor
from beep.kit.ids import ChannelId, ServerId, UserId
from beep.kit.permissions import Permission

# 62**16 codes are 95 bits; with limited look-ups nobody finds one by trying (S-23).
_ALPHABET = string.ascii_letters + string.digits
_LENGTH = 16


class Invites:
    """An invite that is over is one that never was: whoever asks learns nothing."""

    def __init__(self, standings: Standings, memberships: Memberships) -> None:
        self._standings = standings
        self._store = standings.store
        self._memberships = memberships

    async def create(
        self,
        actor: Actor,
        server_id: ServerId,
        channel_id: ChannelId,
        *,
        max_age_s: int | None,
        max_uses: int,
        reason: str | None = None,
    ) -> InviteView:
        await self._standings.standing(actor, server_id)
        age_s = self._standings.settings.invite_max_age_s if max_age_s is None else max_age_s
        rules.check_invite_terms(age_s, max_uses)
        now = self._standings.clock.now()
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        invite = InviteView(code, server_id, channel_id, actor.user_id, now, age_s, max_uses, uses=0)
        async with self._standings.changing(server_id) as (tx, _):
            if await self._store.clear_invites(tx, server_id, now) >= self._standings.settings.invites:
                raise TooManyInvites
            await self._store.insert_invite(tx, invite)
            changes = rules.changes(None, invite, rules.INVITE_KEYS)
            self._standings.tell(
                tx, actor.user_id, Action.INVITE_CREATE, server_id, reason=reason, changes=changes
            )
            tx.record(InviteCreated(server_id, channel_id, code), view=invite)
        return invite

    async def find(self, code: str) -> InviteView | None:
        invite = await self._store.find_invite(code)
        return invite if invite and rules.is_valid(invite, self._standings.clock.now()) else None

    async def get(self, code: str) -> InviteView:
        """Return a valid invite, to whoever has its code; raises `InviteNotFound`."""
        invite = await self.find(code)
        if invite is None:
            raise InviteNotFound
        return invite

    async def list_all(self, actor: Actor, server_id: ServerId) -> list[InviteView]:
        """Return a server's valid invites, newest first; needs MANAGE_SERVER."""
        await self._standings.check_permission(actor, server_id, Permission.MANAGE_SERVER)
        return await self._store.list_invites(server_id, self._standings.clock.now())

    async def list_of_channel(self, server_id: ServerId, channel_id: ChannelId) -> list[InviteView]:
        found = await self._store.list_invites(server_id, self._standings.clock.now())
        return [one for one in found if one.channel_id == channel_id]

    async def accept(self, actor: Actor, code: str) -> tuple[InviteView, bool]:
        """Join by a code; return the invite and whether the membership is new."""
        invite = await self.get(code)
        try:
            is_new = await self._memberships.accept(actor, invite)
        except ServerNotFound:
            raise InviteNotFound from None
        return invite, is_new

    async def revoke(self, actor: Actor, code: str, *, reason: str | None = None) -> InviteView:
        """End an invite: its inviter may, and who manages the server; raises `InviteNotFound`."""
        invite = await self.get(code)
        try:
            await self._standings.standing(actor, invite.server_id)
        except ServerNotFound:
            raise InviteNotFound from None
        if actor.user_id != invite.inviter_id:
            await self._standings.check_permission(actor, invite.server_id, Permission.MANAGE_SERVER)
        await self._delete(invite.server_id, code=code, by=actor.user_id, reason=reason)
        return invite

    async def discard(self, server_id: ServerId, channel_id: ChannelId) -> None:
        try:
            await self._delete(server_id, channel_id=channel_id)
        except ServerNotFound:
            return

    async def _delete(
        self,
        server_id: ServerId,
        *,
        code: str | None = None,
        channel_id: ChannelId | None = None,
        by: UserId | None = None,
        reason: str | None = None,
    ) -> None:
        async with self._standings.changing(server_id) as (tx, _):
            gone = await self._store.delete_invites(tx, server_id, code=code, channel_id=channel_id)
            for invite in gone:
                if by is not None:
                    changes = rules.changes(invite, None, rules.INVITE_KEYS)
                    self._standings.tell(
                        tx, by, Action.INVITE_DELETE, server_id, reason=reason, changes=changes
                    )
                tx.record(InviteDeleted(server_id, invite.channel_id, invite.code))
