"""What can be done about people one does not want to hear of."""

from collections.abc import Sequence

from beep.features import users
from beep.features.friends import store
from beep.features.friends.contract import BlockView
from beep.features.friends.errors import TooManyBlocks
from beep.features.friends.facts import PersonBlocked, PersonUnblocked
from beep.features.friends.memory import Remembered
from beep.features.friends.settings import FriendsSettings
from beep.kit.actor import Actor
from beep.kit.errors import invalid
from beep.kit.ids import UserId
from beep.runtime.clock import Clock
from beep.runtime.database import Database
from beep.runtime.outbox import Recorded


class FriendsService:
    """Implements `Friends`."""

    def __init__(
        self, database: Database, clock: Clock, settings: FriendsSettings, people: users.Users
    ) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._users = people
        self._blocks = Remembered(self._read_blocks, settings.remembered)
        self._blockers = Remembered(self._read_blockers, settings.remembered)

    async def blocks_of(self, user_id: UserId) -> frozenset[UserId]:
        return await self._blocks.get(user_id)

    async def blockers_of(self, user_id: UserId) -> frozenset[UserId]:
        return await self._blockers.get(user_id)

    async def has_blocked(self, user_id: UserId, other_id: UserId) -> bool:
        return other_id in await self._blocks.get(user_id)

    async def list_blocks(self, actor: Actor) -> Sequence[tuple[BlockView, users.UserView]]:
        """Return whom the actor blocks, the newest first, without those who are gone."""
        async with self._database.read() as connection:
            blocks = await store.list_blocks(connection, actor.user_id)
        people: dict[UserId, users.UserView] = {}
        for start in range(0, len(blocks), users.MAX_IDS):
            wanted = [one.blocked_id for one in blocks[start : start + users.MAX_IDS]]
            people |= {one.id: one for one in await self._users.list_by_ids(wanted)}
        return [(one, people[one.blocked_id]) for one in blocks if one.blocked_id in people]

    async def block(self, actor: Actor, user_id: UserId) -> None:
        """Block somebody, who is told nothing; idempotent. Raises `UserNotFound` and `TooManyBlocks`."""
        if user_id == actor.user_id:
            raise invalid("user_id", "ONESELF", "You cannot block yourself.")
        await self._users.get(user_id)
        async with self._database.write() as tx:
            await store.lock_blocks(tx.connection, actor.user_id)
            if not await store.add_block(tx.connection, actor.user_id, user_id, self._clock.now()):
                return
            if await store.count_blocks(tx.connection, actor.user_id) > self._settings.blocks:
                raise TooManyBlocks
            tx.record(PersonBlocked(actor.user_id, user_id))

    async def unblock(self, actor: Actor, user_id: UserId) -> None:
        """Hear of somebody again; idempotent."""
        async with self._database.write() as tx:
            await store.lock_blocks(tx.connection, actor.user_id)
            if await store.remove_block(tx.connection, actor.user_id, user_id):
                tx.record(PersonUnblocked(actor.user_id, user_id))

    def on_changed(self, recorded: Recorded) -> None:
        """Forget what changed, here or in another process."""
        if isinstance(recorded.fact, PersonBlocked | PersonUnblocked):
            self._blocks.forget(recorded.fact.user_id)
            self._blockers.forget(recorded.fact.blocked_id)

    async def _read_blocks(self, user_id: UserId) -> frozenset[UserId]:
        async with self._database.read() as connection:
            return frozenset(one.blocked_id for one in await store.list_blocks(connection, user_id))

    async def _read_blockers(self, user_id: UserId) -> frozenset[UserId]:
        async with self._database.read() as connection:
            return await store.list_blockers(connection, user_id)
