"""Turns facts about bans, invitations by name, ownership and sleeping servers into events."""

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any, cast

from beep.features import servers, users
from beep.features.gateway import intents
from beep.features.gateway.faces import Faces
from beep.features.gateway.hub import Audience, Hub
from beep.features.gateway.in_order import InOrder, Step
from beep.features.gateway.people_wire import BanEvent, InvitationGone, OwnershipOffer, Warned
from beep.kit.facts import Fact
from beep.kit.ids import ServerId, UserId
from beep.kit.permissions import Permission
from beep.runtime.outbox import Recorded

_Push = Callable[[Any], Awaitable[None]]


class PeoplePushes:
    """One method a fact; each tells only those whom it concerns."""

    def __init__(self, faces: Faces, hub: Hub, order: InOrder) -> None:
        self._faces = faces
        self._hub = hub
        self._order = order

    def listeners(self) -> dict[type[Fact], Callable[[Recorded], None]]:
        pushers: dict[type[Fact], _Push] = {
            servers.MemberBanned: partial(self._ban, "GUILD_BAN_ADD"),
            servers.MemberUnbanned: partial(self._ban, "GUILD_BAN_REMOVE"),
            servers.OwnershipProposed: self._ownership,
            servers.PersonInvited: self._invited,
            servers.InvitationEnded: self._invitation_ended,
            servers.ServerWarned: self._warned,
        }
        return {kind: self._listener(push) for kind, push in pushers.items()}

    def _listener(self, push: _Push) -> Callable[[Recorded], None]:
        def listen(recorded: Recorded) -> None:
            fact = recorded.fact
            self._order.add(Step(partial(push, fact), lambda: self._heard_by(fact)))

        return listen

    def _heard_by(self, fact: Fact) -> Iterable[Any]:
        people = [getattr(fact, name, None) for name in ("owner_id", "user_id")]
        own = [one for user_id in people if user_id is not None for one in self._devices(user_id)]
        server_id = cast("ServerId", getattr(fact, "server_id", 0))
        return (*self._hub.members_of(server_id, intents.GUILD_MODERATION), *own)

    async def _ban(self, event: str, fact: servers.MemberBanned | servers.MemberUnbanned) -> None:
        """Tell who may ban: others are not to know who was banned, only that they are gone."""
        if not self._hub.is_heard(fact.server_id):
            return
        snapshot = await self._faces.servers.snapshot(fact.server_id)
        people = await self._faces.users.list_by_ids([fact.user_id])
        if snapshot is None or not people:
            return
        audience = tuple(
            one
            for one in self._hub.members_of(fact.server_id, intents.GUILD_MODERATION)
            if (snapshot.permissions_of(one.actor.user_id) or 0) & Permission.BAN_MEMBERS
        )
        told = BanEvent(guild_id=str(fact.server_id), user=users.user_object(people[0]))
        self._hub.tell(audience, event, told)

    async def _ownership(self, fact: servers.OwnershipProposed) -> None:
        audience = (*self._devices(fact.owner_id), *self._devices(fact.user_id))
        offer = OwnershipOffer(
            guild_id=str(fact.server_id), user_id=str(fact.user_id) if fact.is_open else None
        )
        self._hub.tell(audience, "BEEP_OWNERSHIP_PROPOSED", offer)

    async def _invited(self, fact: servers.PersonInvited) -> None:
        audience = self._devices(fact.user_id)
        if not audience:
            return
        view = await self._faces.servers.find_invitation(fact.server_id, fact.user_id)
        snapshot = await self._faces.servers.snapshot(fact.server_id)
        if view is None or snapshot is None:
            return
        inviters = await self._faces.users.list_by_ids([view.inviter_id])
        shown = servers.invitation_object(view, snapshot.server, inviters[0] if inviters else None)
        self._hub.tell(self._devices(fact.user_id), "BEEP_INVITED", shown)

    async def _invitation_ended(self, fact: servers.InvitationEnded) -> None:
        gone = InvitationGone(guild_id=str(fact.server_id))
        self._hub.tell(self._devices(fact.user_id), "BEEP_INVITED_ENDED", gone)

    async def _warned(self, fact: servers.ServerWarned) -> None:
        warned = Warned(guild_id=str(fact.server_id), archive_at=fact.archive_at)
        self._hub.tell(self._devices(fact.owner_id), "BEEP_SERVER_WARNED", warned)

    def _devices(self, user_id: UserId) -> Audience:
        return tuple(one for one in self._hub.of_user(user_id) if not one.actor.is_bot)
