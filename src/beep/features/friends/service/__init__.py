"""The service of friends: one object that is the face, made of its parts."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, cast

from beep.features import auth, users
from beep.features.friends import store
from beep.features.friends.contract import Communities, RelationView
from beep.features.friends.facts import FriendRemoved, FriendRequestAccepted, PersonBlocked, PersonUnblocked
from beep.features.friends.memory import Remembered
from beep.features.friends.service.blocks import Blocks
from beep.features.friends.service.forgetting import Forgetting
from beep.features.friends.service.ground import Ground
from beep.features.friends.service.requests import Requests
from beep.features.friends.settings import FriendsSettings
from beep.kit.ids import UserId
from beep.runtime.clock import Clock
from beep.runtime.database import Database
from beep.runtime.outbox import Recorded


class FriendsService:
    """Implements `Friends`."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        settings: FriendsSettings,
        *,
        users: users.Users,
        auth: auth.Auth,
    ) -> None:
        self._database = database
        ground = Ground(database, clock, settings, users, auth)
        self.blocks = Blocks(ground)
        self.requests = Requests(ground)
        self.forgetting = Forgetting(ground)
        self._friends = Remembered(self._read_friends, settings.remembered)
        self._blocks = Remembered(self._read_blocks, settings.remembered)
        self._blockers = Remembered(self._read_blockers, settings.remembered)

    @property
    def communities(self) -> Communities:
        return self.requests.communities

    @communities.setter
    def communities(self, filler: Communities) -> None:
        self.requests.communities = filler

    # -- the face -----------------------------------------------------------------------------

    async def are_friends(self, user_id: UserId, other_id: UserId) -> bool:
        return other_id in await self._friends.get(user_id)

    async def friends_of(self, user_id: UserId) -> frozenset[UserId]:
        return await self._friends.get(user_id)

    async def relations_of(self, user_id: UserId) -> Sequence[RelationView]:
        async with self._database.read() as connection:
            return await store.list_relations(connection, user_id)

    async def relation(self, user_id: UserId, other_id: UserId) -> RelationView | None:
        async with self._database.read() as connection:
            return await store.find_relation(connection, user_id, other_id)

    async def blocks_of(self, user_id: UserId) -> frozenset[UserId]:
        return await self._blocks.get(user_id)

    async def blockers_of(self, user_id: UserId) -> frozenset[UserId]:
        return await self._blockers.get(user_id)

    async def has_blocked(self, user_id: UserId, other_id: UserId) -> bool:
        return other_id in await self._blocks.get(user_id)

    async def export_person(self, user_id: UserId) -> AsyncIterator[tuple[str, Sequence[Mapping[str, Any]]]]:
        """Give what is kept of a person here, for the copy of their data."""
        found = await self.relations_of(user_id)
        yield (
            "relationships",
            [
                {"user_id": str(one.other_id), "kind": one.relation.name.lower(), "since": one.since}
                for one in found
            ],
        )

    # -- memory -------------------------------------------------------------------------------

    def on_friends_changed(self, recorded: Recorded) -> None:
        """Forget whose friends changed, here or in another process."""
        fact = cast("FriendRequestAccepted | FriendRemoved", recorded.fact)
        self._friends.forget(fact.user_id, fact.friend_id)

    def on_blocks_changed(self, recorded: Recorded) -> None:
        """Forget what changed, here or in another process."""
        fact = cast("PersonBlocked | PersonUnblocked", recorded.fact)
        self._blocks.forget(fact.user_id)
        self._blockers.forget(fact.blocked_id)

    def on_lost(self, stream: int) -> None:
        """Forget everybody: of whom the lost facts of a person told is not known."""
        del stream
        for one in (self._friends, self._blocks, self._blockers):
            one.forget_all()

    async def _read_friends(self, user_id: UserId) -> frozenset[UserId]:
        async with self._database.read() as connection:
            return await store.list_friends(connection, user_id)

    async def _read_blocks(self, user_id: UserId) -> frozenset[UserId]:
        async with self._database.read() as connection:
            return frozenset(one.blocked_id for one in await store.list_blocks(connection, user_id))

    async def _read_blockers(self, user_id: UserId) -> frozenset[UserId]:
        async with self._database.read() as connection:
            return await store.list_blockers(connection, user_id)


__all__ = ["FriendsService"]
