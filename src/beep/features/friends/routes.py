"""HTTP of friends."""

from beep.features import users
from beep.features.friends.schemas import BlockObject
from beep.features.friends.service import FriendsService
from beep.kit.ids import UserId
from beep.runtime.http import Call, delete, get, put, stamp


class FriendsRoutes:
    def __init__(self, service: FriendsService) -> None:
        self._service = service

    @get("/users/@me/blocks", access="person")
    async def blocks(self, call: Call) -> list[BlockObject]:
        """List whom one blocks, the newest first."""
        found = await self._service.list_blocks(call.actor)
        return [
            BlockObject(user=users.user_object(view), created_at=stamp(block.created_at))
            for block, view in found
        ]

    @put("/users/@me/blocks/{user_id}", access="person", per_10_s=20)
    async def block(self, call: Call, user_id: UserId) -> None:
        """Block somebody: their messages are folded and their mentions do not count.

        They are told nothing. One may block 1000 people.
        """
        await self._service.block(call.actor, user_id)

    @delete("/users/@me/blocks/{user_id}", access="person", per_10_s=20)
    async def unblock(self, call: Call, user_id: UserId) -> None:
        """Hear of somebody again."""
        await self._service.unblock(call.actor, user_id)
