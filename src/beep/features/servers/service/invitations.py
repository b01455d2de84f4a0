"""Invitations by name: a person is asked in, and answers when they like (INV-01)."""

from collections.abc import Sequence

from beep.features import friends, users
from beep.features.audit import Action, Change
from beep.features.servers.contract import InvitationView, ServerView, Snapshot
from beep.features.servers.errors import (
    AlreadyMember,
    CannotInvite,
    NotInvited,
    PeopleOnly,
    ServerNotFound,
    TargetBanned,
    TooManyInvites,
)
from beep.features.servers.facts import PersonInvited
from beep.features.servers.service.memberships import Memberships
from beep.features.servers.service.standings import Standings
from beep.kit.actor import Actor
from beep.kit.ids import ServerId, UserId
from beep.kit.permissions import Permission


class Invitations:
    def __init__(
        self,
        standings: Standings,
        memberships: Memberships,
        users: users.Users,
        friends: friends.Friends,
    ) -> None:
        self._standings = standings
        self._store = standings.store
        self._memberships = memberships
        self._users = users
        self._friends = friends

    async def invite(
        self, actor: Actor, server_id: ServerId, whom: UserId | str, *, reason: str | None = None
    ) -> users.UserView:
        """Invite a person by id or by username; needs CREATE_INVITE; a second time changes nothing.

        Raises `CannotInvite`, `AlreadyMember`, `TargetBanned` and `TooManyInvites`. Who is told
        `CannotInvite` cannot tell whether there is such a person: what is done is the same (S-14).
        """
        await self._standings.check_permission(actor, server_id, Permission.CREATE_INVITE)
        by_name = isinstance(whom, str)
        found = await (self._users.find_by_username(whom) if by_name else self._users.find_by_id(whom))
        # Nobody has a negative id, and nobody blocks anybody under it.
        user_id = UserId(-actor.user_id) if found is None else found.id
        is_blocked = await self._friends.has_blocked(user_id, actor.user_id)
        if found is None or is_blocked:
            raise CannotInvite
        if found.is_bot:
            raise PeopleOnly
        await self._store_invitation(actor, server_id, user_id, reason)
        return found

    async def _store_invitation(
        self, actor: Actor, server_id: ServerId, user_id: UserId, reason: str | None
    ) -> None:
        view = InvitationView(server_id, user_id, actor.user_id, self._standings.clock.now())
        async with self._standings.deciding(actor, server_id, Permission.CREATE_INVITE) as (tx, snapshot):
            if user_id in snapshot.members:
                raise AlreadyMember
            if await self._store.is_banned(tx, server_id, user_id):
                raise TargetBanned
            if not await self._store.insert_invited(tx, view):
                return
            if await self._store.count_invited(tx, server_id) > self._standings.settings.invited:
                raise TooManyInvites
            changes = [Change("inviter_id", new_value=str(actor.user_id))]
            self._standings.tell(
                tx, actor.user_id, Action.INVITE_CREATE, server_id, user_id, reason=reason, changes=changes
            )
            tx.record(PersonInvited(server_id, user_id, actor.user_id))

    async def list_mine(self, actor: Actor) -> list[tuple[InvitationView, ServerView]]:
        """Return the invitations the actor has not answered, newest first, with their servers."""
        found: list[tuple[InvitationView, ServerView]] = []
        for view in await self._store.list_invited(actor.user_id):
            snapshot = await self._standings.snapshot(view.server_id)
            if snapshot is not None:
                found.append((view, snapshot.server))
        return found

    async def find(self, server_id: ServerId, user_id: UserId) -> InvitationView | None:
        return await self._store.find_invited(server_id, user_id)

    async def accept(self, actor: Actor, server_id: ServerId) -> Snapshot:
        """Join the server one is invited to; raises `NotInvited`."""
        self._memberships.check_may_join(actor)
        try:
            async with self._standings.changing(server_id) as (tx, server):
                if not await self._memberships.end_invitation(tx, server_id, actor.user_id):
                    raise NotInvited
                await self._memberships.add(tx, server, actor.user_id)
        except ServerNotFound:
            raise NotInvited from None
        return await self._standings.standing(actor, server_id)

    async def decline(self, actor: Actor, server_id: ServerId) -> None:
        """Answer no; raises `NotInvited`."""
        await self._end(server_id, actor.user_id)

    async def withdraw(
        self, actor: Actor, server_id: ServerId, user_id: UserId, *, reason: str | None = None
    ) -> None:
        """Take an invitation back: its inviter may, and who manages the server; raises `NotInvited`."""
        await self._standings.standing(actor, server_id)
        view = await self._store.find_invited(server_id, user_id)
        if view is None:
            raise NotInvited
        if view.inviter_id != actor.user_id:
            await self._standings.check_permission(actor, server_id, Permission.MANAGE_SERVER)
        changes = [Change("inviter_id", old_value=str(view.inviter_id))]
        await self._end(server_id, user_id, by=actor.user_id, reason=reason, changes=changes)

    async def _end(
        self,
        server_id: ServerId,
        user_id: UserId,
        *,
        by: UserId | None = None,
        reason: str | None = None,
        changes: Sequence[Change] = (),
    ) -> None:
        """End an invitation; `by` whom, where that was not the one who was invited: that is an act."""
        try:
            async with self._standings.changing(server_id) as (tx, _):
                if by is not None:
                    ended = Action.INVITE_DELETE
                    self._standings.tell(tx, by, ended, server_id, user_id, reason=reason, changes=changes)
                if not await self._memberships.end_invitation(tx, server_id, user_id):
                    raise NotInvited
        except ServerNotFound:
            raise NotInvited from None
