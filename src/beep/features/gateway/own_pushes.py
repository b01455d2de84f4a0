"""Tells people's own devices what only they may know: whom they block, what they chose to be seen as."""

from collections.abc import Callable
from functools import partial
from typing import cast

from beep.features import friends, users
from beep.features.gateway.faces import Faces
from beep.features.gateway.hub import Audience, Hub
from beep.features.gateway.in_order import InOrder, Step
from beep.features.gateway.own_wire import Blocks, ChosenStatus
from beep.kit.facts import Fact
from beep.kit.ids import UserId
from beep.runtime.outbox import Recorded


class OwnPushes:
    def __init__(self, faces: Faces, hub: Hub, order: InOrder) -> None:
        self._faces = faces
        self._hub = hub
        self._order = order

    def listeners(self) -> dict[type[Fact], Callable[[Recorded], None]]:
        return {
            friends.PersonBlocked: self._blocks_changed,
            friends.PersonUnblocked: self._blocks_changed,
            users.StatusChosen: self._status_chosen,
        }

    def _blocks_changed(self, recorded: Recorded) -> None:
        user_id = cast("friends.PersonBlocked | friends.PersonUnblocked", recorded.fact).user_id
        if self._devices(user_id):
            self._order.add(Step(partial(self._tell_blocks, user_id), lambda: self._devices(user_id)))

    async def _tell_blocks(self, user_id: UserId) -> None:
        ids = sorted(await self._faces.friends.blocks_of(user_id))
        self._hub.tell(self._devices(user_id), "BEEP_BLOCKS", Blocks(ids=[str(one) for one in ids]))

    def _status_chosen(self, recorded: Recorded) -> None:
        fact = cast("users.StatusChosen", recorded.fact)
        self._hub.tell(self._devices(fact.user_id), "BEEP_STATUS", ChosenStatus(status=fact.status))

    def _devices(self, user_id: UserId) -> Audience:
        return tuple(one for one in self._hub.of_user(user_id) if not one.actor.is_bot)
