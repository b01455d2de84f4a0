"""Ownership: offered by the owner, taken by a member, and never without an owner in between (SERV-03)."""

from dataclasses import replace
from datetime import datetime, timedelta

from beep.features import auth, users
from beep.features.audit import Action
from beep.features.servers import rules
from beep.features.servers.contract import ProposalView, Snapshot
from beep.features.servers.errors import (
    MemberNotFound,
    NotOwner,
    PeopleOnly,
    ProposalNotFound,
    ServerArchived,
    ServerNotFound,
    TooManyServers,
)
from beep.features.servers.facts import MemberChanged, OwnershipProposed, ServerChanged
from beep.features.servers.service.memberships import PAGE_MAX
from beep.features.servers.service.standings import Standings
from beep.kit.actor import Actor
from beep.kit.errors import invalid
from beep.kit.ids import ServerId, UserId
from beep.runtime.database import Transaction

_LIFE = timedelta(days=7)


class Transfers:
    """Two steps (AMB-6): who gives proves it is them, who takes agrees."""

    def __init__(self, standings: Standings, users: users.Users, auth: auth.Auth) -> None:
        self._standings = standings
        self._store = standings.store
        self._users = users
        self._auth = auth

    async def propose(
        self, actor: Actor, server_id: ServerId, user_id: UserId, *, reason: str | None = None
    ) -> ProposalView:
        """Offer one's server to a member for a week, in place of any offer before.

        After a recent sign-in; raises `NotOwner`, `MemberNotFound` and, for bots, `PeopleOnly`.
        """
        snapshot = await self._standings.standing(actor, server_id)
        _check_owner(snapshot, actor)
        self._auth.check_recent_sign_in(actor)
        if user_id == actor.user_id:
            raise invalid("user_id", "OWNER_ALREADY", "The server is yours already.")
        if user_id in snapshot.members and (await self._users.get(user_id)).is_bot:
            raise PeopleOnly("A bot cannot own a server.")
        now = self._standings.clock.now()
        proposal = ProposalView(server_id, user_id, now, now + _LIFE)
        async with self._standings.changing(server_id) as (tx, server):
            snapshot = await self._standings.exact(tx, server_id)
            _check_owner(snapshot, actor)
            if server.archived_at is not None:
                raise ServerArchived
            if user_id not in snapshot.members:
                raise MemberNotFound
            await self._close(tx, snapshot)
            await self._store.insert_proposal(tx, proposal)
            self._standings.tell(
                tx, actor.user_id, Action.OWNERSHIP_PROPOSED, server_id, user_id, reason=reason
            )
            tx.record(OwnershipProposed(server_id, actor.user_id, user_id, is_open=True))
        return proposal

    async def get(self, actor: Actor, server_id: ServerId) -> ProposalView:
        """Return the offer under way, to who made it and who may take it; raises `ProposalNotFound`."""
        snapshot = await self._standings.standing(actor, server_id)
        proposal = await self._store.find_proposal(server_id)
        if proposal is None or self._standings.clock.now() >= proposal.expires_at:
            raise ProposalNotFound
        if actor.user_id not in {snapshot.server.owner_id, proposal.user_id}:
            raise ProposalNotFound
        return proposal

    async def end(self, actor: Actor, server_id: ServerId, *, reason: str | None = None) -> None:
        """Withdraw one's offer, or refuse it; raises `ProposalNotFound`."""
        proposal = await self.get(actor, server_id)
        async with self._standings.changing(server_id) as (tx, _):
            ended = Action.OWNERSHIP_OFFER_ENDED
            self._standings.tell(tx, actor.user_id, ended, server_id, proposal.user_id, reason=reason)
            if not await self._close(tx, await self._standings.exact(tx, server_id)):
                raise ProposalNotFound

    async def accept(self, actor: Actor, server_id: ServerId) -> Snapshot:
        """Become the owner; who was it stays a member. Raises `ProposalNotFound` and `TooManyServers`."""
        proposal = await self.get(actor, server_id)
        if proposal.user_id != actor.user_id:
            raise ProposalNotFound
        async with self._standings.changing(server_id) as (tx, server):
            taken = await self._store.take_proposal(tx, server_id)
            if taken is None or taken.user_id != actor.user_id:
                raise ProposalNotFound
            if server.archived_at is not None:
                raise ServerArchived
            await self._store.lock_owner(tx, actor.user_id)
            limit = self._standings.settings.per_owner
            if await self._store.count_owned(tx, actor.user_id) >= limit:
                raise TooManyServers(f"You may own {limit} servers at most.")
            snapshot = await self._standings.exact(tx, server_id)
            tx.record(OwnershipProposed(server_id, server.owner_id, actor.user_id, is_open=False))
            await self._hand_over(tx, snapshot, actor.user_id, by=actor.user_id)
        return await self._standings.standing(actor, server_id)

    async def transfer(self, server_id: ServerId, user_id: UserId) -> None:
        """Make a member the owner without asking: for servers whose owner goes (AMB-21); idempotent.

        No limit applies: a community is worth more than one. Raises `MemberNotFound`.
        """
        async with self._standings.changing(server_id) as (tx, server):
            snapshot = await self._standings.exact(tx, server_id)
            if user_id not in snapshot.members:
                raise MemberNotFound
            if server.owner_id != user_id:
                await self._close(tx, snapshot)
                await self._hand_over(tx, snapshot, user_id, by=server.owner_id)

    async def heir_of(self, server_id: ServerId) -> UserId | None:
        """Return who would get the server without its owner, `None` when nobody could (AMB-21)."""
        snapshot = await self._standings.snapshot(server_id)
        if snapshot is None:
            raise ServerNotFound
        joined_at: dict[UserId, datetime] = {}
        bots: set[UserId] = set()
        after = 0
        while page := await self._store.list_members(server_id, None, after=after, limit=PAGE_MAX):
            joined_at |= {one.user_id: one.joined_at for one in page}
            people = await self._users.list_by_ids([one.user_id for one in page])
            bots |= {one.id for one in people if one.is_bot}
            after = page[-1].user_id
        return rules.heir(snapshot, joined_at, bots)

    async def _close(self, tx: Transaction, snapshot: Snapshot) -> bool:
        """End the offer under way, and tell whether there was one."""
        taken = await self._store.take_proposal(tx, snapshot.server.id)
        if taken is not None:
            owner_id = snapshot.server.owner_id
            tx.record(OwnershipProposed(taken.server_id, owner_id, taken.user_id, is_open=False))
        return taken is not None

    async def _hand_over(self, tx: Transaction, snapshot: Snapshot, to: UserId, *, by: UserId) -> None:
        """Move the owner role and the ownership, in one transaction that holds the server."""
        server_id, giver = snapshot.server.id, snapshot.server.owner_id
        crown = next(one.id for one in snapshot.roles.values() if one.kind == "owner")
        server = await self._store.update_server(tx, server_id, {"owner_id": to})
        changes = rules.changes(snapshot.server, server, rules.SERVER_KEYS)
        self._standings.tell(tx, by, Action.OWNERSHIP_TRANSFERRED, server_id, to, changes=changes)
        for user_id in (giver, to):
            member = await self._store.get_member_to_change(tx, server_id, user_id)
            if member is None:
                raise MemberNotFound
            others = tuple(one for one in member.role_ids if one != crown)
            changed = replace(member, role_ids=(crown, *others) if user_id == to else others)
            await self._store.set_member(tx, changed)
            tx.record(MemberChanged(server_id, user_id), view=changed)
        tx.record(ServerChanged(server_id), view=server)


def _check_owner(snapshot: Snapshot, actor: Actor) -> None:
    if actor.user_id != snapshot.server.owner_id:
        raise NotOwner
