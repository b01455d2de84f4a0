"""What every use case of friends stands on, and the end of whatever was between two people."""

from collections.abc import Sequence
from dataclasses import dataclass

from beep.features import auth, users
from beep.features.friends import store
from beep.features.friends.contract import RelationView
from beep.features.friends.facts import FriendRemoved, FriendRequestRefused, FriendRequestWithdrawn
from beep.features.friends.settings import FriendsSettings
from beep.kit.ids import UserId
from beep.runtime.clock import Clock
from beep.runtime.database import Database, Transaction

# What another person is to the actor, and who that is.
Related = tuple[RelationView, users.UserView]


@dataclass(frozen=True, slots=True)
class Ground:
    database: Database
    clock: Clock
    settings: FriendsSettings
    people: users.Users
    auth: auth.Auth

    async def profiles(self, user_ids: Sequence[UserId]) -> dict[UserId, users.UserView]:
        """Return those who exist, however many are asked for."""
        found: dict[UserId, users.UserView] = {}
        for start in range(0, len(user_ids), users.MAX_IDS):
            wanted = user_ids[start : start + users.MAX_IDS]
            found |= {one.id: one for one in await self.people.list_by_ids(wanted)}
        return found

    async def part(self, tx: Transaction, user_id: UserId, other_id: UserId) -> None:
        """End friendship and requests between two people whom `tx` holds, as the first one's act."""
        if await store.remove_friendship(tx.connection, user_id, other_id):
            tx.record(FriendRemoved(user_id, other_id))
        await self.withdraw(tx, user_id, other_id)
        await self.refuse(tx, user_id, other_id)

    async def withdraw(self, tx: Transaction, user_id: UserId, addressee_id: UserId) -> None:
        if await store.remove_request(tx.connection, user_id, addressee_id):
            tx.record(FriendRequestWithdrawn(user_id, addressee_id))

    async def refuse(self, tx: Transaction, user_id: UserId, sender_id: UserId) -> None:
        """Say no to a request, which cannot be sent again for a while."""
        if await store.remove_request(tx.connection, sender_id, user_id):
            await store.add_refusal(tx.connection, sender_id, user_id, self.clock.now())
            tx.record(FriendRequestRefused(user_id, sender_id))
