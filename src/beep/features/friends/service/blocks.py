"""What can be done about people one does not want to hear of."""

from collections.abc import Sequence

from beep.features import users
from beep.features.friends import store
from beep.features.friends.contract import BlockView, Relation, RelationView
from beep.features.friends.errors import TooManyBlocks
from beep.features.friends.facts import PersonBlocked, PersonUnblocked
from beep.features.friends.service.ground import Ground, Related
from beep.kit.actor import Actor
from beep.kit.errors import invalid
from beep.kit.ids import UserId
from beep.runtime.database import Transaction


class Blocks:
    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    async def list_all(self, actor: Actor) -> Sequence[tuple[BlockView, users.UserView]]:
        """Return whom the actor blocks, the newest first, without those who are gone."""
        async with self._ground.database.read() as connection:
            blocks = await store.list_blocks(connection, actor.user_id)
        people = await self._ground.profiles([one.blocked_id for one in blocks])
        return [(one, people[one.blocked_id]) for one in blocks if one.blocked_id in people]

    async def block(self, actor: Actor, user_id: UserId) -> Related:
        """Block somebody, who is told nothing of it; idempotent. What was between both of them ends.

        Raises `UserNotFound` and `TooManyBlocks`.
        """
        if user_id == actor.user_id:
            raise invalid("user_id", "ONESELF", "You cannot block yourself.")
        blocked = await self._ground.people.get(user_id)
        async with self._ground.database.write() as tx:
            await store.lock_people(tx.connection, [actor.user_id, user_id])
            if await self._add(tx, actor.user_id, user_id):
                await self._ground.part(tx, actor.user_id, user_id)
                tx.record(PersonBlocked(actor.user_id, user_id))
            since = await store.blocked_since(tx.connection, actor.user_id, user_id)
        return RelationView(user_id, Relation.BLOCKED, since), blocked

    async def _add(self, tx: Transaction, user_id: UserId, blocked_id: UserId) -> bool:
        """Add a block, as long as there are few; tell whether it is new."""
        is_new = await store.add_block(tx.connection, user_id, blocked_id, self._ground.clock.now())
        if is_new and await store.count_blocks(tx.connection, user_id) > self._ground.settings.blocks:
            raise TooManyBlocks
        return is_new

    async def unblock(self, actor: Actor, user_id: UserId) -> None:
        """Hear of somebody again; idempotent."""
        async with self._ground.database.write() as tx:
            await store.lock_people(tx.connection, [actor.user_id])
            if await store.remove_block(tx.connection, actor.user_id, user_id):
                tx.record(PersonUnblocked(actor.user_id, user_id))
