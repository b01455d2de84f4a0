"""What is left of a person who is gone: nothing between them and anybody (USER-05)."""

from beep.features.friends import store
from beep.features.friends.facts import PersonUnblocked
from beep.features.friends.service.ground import Ground
from beep.kit.ids import UserId


class Forgetting:
    def __init__(self, ground: Ground) -> None:
        self._on = ground

    async def forget_person(self, user_id: UserId) -> None:
        """End friendships, requests and blocks of a person, both ways, and tell the others; idempotent."""
        async with self._on.database.read() as connection:
            relations = await store.list_relations(connection, user_id)
            blockers = await store.list_blockers(connection, user_id)
        for other_id in sorted({one.other_id for one in relations} | blockers):
            await self._forget_between(user_id, other_id)
        async with self._on.database.write() as tx:
            await store.forget_rest(tx.connection, user_id)

    async def _forget_between(self, user_id: UserId, other_id: UserId) -> None:
        async with self._on.database.write() as tx:
            await store.lock_people(tx.connection, {user_id, other_id})
            await self._on.part(tx, user_id, other_id)
            for who, whom in ((user_id, other_id), (other_id, user_id)):
                if await store.remove_block(tx.connection, who, whom):
                    tx.record(PersonUnblocked(who, whom))
