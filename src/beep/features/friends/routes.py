"""HTTP of friends; people only."""

from beep.features import users
from beep.features.friends.contract import Relation
from beep.features.friends.schemas import AskByName, BlockObject, Ended, Relate, RelationshipSettings
from beep.features.friends.service import FriendsService
from beep.features.friends.wire import RelationshipObject, relationship_object
from beep.kit.ids import UserId
from beep.runtime.http import Call, delete, get, patch, post, put, stamp

_MINE = "/users/@me/relationships"
_SETTINGS = f"{_MINE}/settings"


class FriendsRoutes:
    def __init__(self, service: FriendsService) -> None:
        self._service = service
        self._requests = service.requests
        self._blocks = service.blocks

    @get(_MINE, access="person", counts_as_activity=False)
    async def relationships(self, call: Call) -> list[RelationshipObject]:
        """List one's friends, whom one blocks, who asks and who was asked; the newest first."""
        found = await self._requests.list_all(call.actor)
        return [relationship_object(view, user) for view, user in found]

    @post(_MINE, access="person", status=201, per_10_s=5)
    async def ask_by_name(self, call: Call, body: AskByName) -> RelationshipObject:
        """Ask somebody to be friends, by their username.

        Who already asked oneself is a friend from now on. A second time changes nothing. The same 404
        answers for whoever does not exist, does not want to be asked by oneself, or said no lately.
        """
        return relationship_object(*await self._requests.ask_by_name(call.actor, body.username))

    @put(f"{_MINE}/{{user_id}}", access="person", per_10_s=10)
    async def relate(self, call: Call, user_id: UserId, body: Relate) -> RelationshipObject:
        """Ask somebody to be friends by id, accept their request, or block them; idempotent."""
        if body.type == Relation.BLOCKED:
            return relationship_object(*await self._blocks.block(call.actor, user_id))
        act = self._requests.accept if body.only_accept else self._requests.ask
        return relationship_object(*await act(call.actor, user_id))

    @delete(f"{_MINE}/{{user_id}}", access="person", per_10_s=20)
    async def end(self, call: Call, user_id: UserId, query: Ended) -> None:
        """Remove a friend, refuse or withdraw a request, or unblock; idempotent.

        With `type`, 409 when it is something else by now.
        """
        await self._requests.end(call.actor, user_id, None if query.type is None else Relation(query.type))

    @get(_SETTINGS, access="person", counts_as_activity=False)
    async def get_settings(self, call: Call) -> RelationshipSettings:
        """Return whose friend requests one takes."""
        return RelationshipSettings(friend_requests=await self._requests.askers_of(call.actor))

    @patch(_SETTINGS, access="person", per_10_s=10)
    async def change_settings(self, call: Call, body: RelationshipSettings) -> RelationshipSettings:
        """Choose whose friend requests one takes: everyone, servers, friends_of_friends or nobody."""
        chosen = await self._requests.take_from(call.actor, body.friend_requests)
        return RelationshipSettings(friend_requests=chosen)

    @get("/users/@me/blocks", access="person")
    async def blocks(self, call: Call) -> list[BlockObject]:
        """List whom one blocks, the newest first."""
        found = await self._blocks.list_all(call.actor)
        return [
            BlockObject(user=users.user_object(view), created_at=stamp(block.created_at))
            for block, view in found
        ]

    @put("/users/@me/blocks/{user_id}", access="person", per_10_s=20)
    async def block(self, call: Call, user_id: UserId) -> None:
        """Block somebody: their messages are folded, their mentions do not count, a friendship ends.

        They are told nothing of it. One may block 1000 people.
        """
        await self._blocks.block(call.actor, user_id)

    @delete("/users/@me/blocks/{user_id}", access="person", per_10_s=20)
    async def unblock(self, call: Call, user_id: UserId) -> None:
        """Hear of somebody again."""
        await self._blocks.unblock(call.actor, user_id)
