"""Tells both of two people's own devices what they are to each other now.

Facts of two people come in no common order: what is told is what is stored by then, so the last word is true.
"""

from collections.abc import Callable
from functools import partial
from typing import cast

from beep.features import friends, users
from beep.features.gateway.faces import Faces
from beep.features.gateway.friend_presence import FriendPresence
from beep.features.gateway.friend_wire import relationship_event, relationship_gone
from beep.features.gateway.hub import Audience, Hub
from beep.features.gateway.in_order import InOrder, Step
from beep.kit.facts import Fact
from beep.kit.ids import UserId
from beep.runtime.outbox import Recorded

_BETWEEN_BOTH = (
    friends.FriendRequestSent,
    friends.FriendRequestAccepted,
    friends.FriendRequestRefused,
    friends.FriendRequestWithdrawn,
    friends.FriendRemoved,
)
# Known to who did it only.
_OWN = (friends.PersonBlocked, friends.PersonUnblocked)
_BEGINS = (friends.FriendRequestSent, friends.PersonBlocked)


class FriendPushes:
    def __init__(self, faces: Faces, hub: Hub, order: InOrder, presence: FriendPresence) -> None:
        self._faces = faces
        self._hub = hub
        self._order = order
        self._presence = presence

    def listeners(self) -> dict[type[Fact], Callable[[Recorded], None]]:
        return {
            **dict.fromkeys(_BETWEEN_BOTH, self._both),
            **dict.fromkeys(_OWN, self._one),
            users.UserChanged: self._user_changed,
        }

    def _both(self, recorded: Recorded) -> None:
        user_id, other_id = people_of(recorded.fact)
        self._add(recorded.fact, user_id, other_id)
        self._add(recorded.fact, other_id, user_id)

    def _one(self, recorded: Recorded) -> None:
        self._add(recorded.fact, *people_of(recorded.fact))

    def _add(self, fact: Fact, user_id: UserId, other_id: UserId) -> None:
        if self._devices(user_id):
            self._order.add(
                Step(partial(self._tell, fact, user_id, other_id), lambda: self._devices(user_id))
            )

    async def _tell(self, fact: Fact | None, user_id: UserId, other_id: UserId) -> None:
        view = await self._faces.friends.relation(user_id, other_id)
        are_friends = view is not None and view.relation == friends.Relation.FRIEND
        self._presence.know(user_id, other_id, are_friends=are_friends)
        others = await self._faces.users.list_by_ids([other_id])
        if view is None or not others:
            gone = relationship_gone(other_id)
            self._hub.tell(self._devices(user_id), "BEEP_RELATIONSHIP_REMOVE", gone)
            return
        name = "BEEP_RELATIONSHIP_ADD" if isinstance(fact, _BEGINS) else "BEEP_RELATIONSHIP_UPDATE"
        event = relationship_event(view, others[0], should_notify=_should_notify(fact, user_id, view))
        self._hub.tell(self._devices(user_id), name, event)

    def _user_changed(self, recorded: Recorded) -> None:
        """Show friends somebody's new name or picture, also where they share no server."""
        fact = cast("users.UserChanged", recorded.fact)
        self._order.add(Step(partial(self._show_changed, fact.user_id), lambda: ()))

    async def _show_changed(self, user_id: UserId) -> None:
        for friend_id in await self._faces.friends.friends_of(user_id):
            if self._devices(friend_id):
                await self._tell(None, friend_id, user_id)

    def _devices(self, user_id: UserId) -> Audience:
        return tuple(one for one in self._hub.of_user(user_id) if not one.actor.is_bot)


def people_of(fact: Fact) -> tuple[UserId, UserId]:
    """Return who did something, and whom it concerns."""
    names = ("addressee_id", "friend_id", "sender_id", "blocked_id")
    other_id = next(found for name in names if (found := getattr(fact, name, None)) is not None)
    return cast("UserId", getattr(fact, "user_id", None)), other_id


def _should_notify(fact: Fact | None, user_id: UserId, view: friends.RelationView) -> bool:
    """Tell whether somebody was asked to be friends, or was told yes, by the other one just now."""
    if isinstance(fact, friends.FriendRequestAccepted):
        return user_id == fact.friend_id and view.relation == friends.Relation.FRIEND
    return isinstance(fact, friends.FriendRequestSent) and view.relation == friends.Relation.INCOMING
