"""Asking somebody to be friends, and what they say to it (FRND-01..09)."""

from datetime import UTC, datetime, timedelta

from beep.features import users
from beep.features.friends import rules, store
from beep.features.friends.contract import Askers, Communities, Relation
from beep.features.friends.errors import CannotAsk, NotAsked, RelationChanged
from beep.features.friends.facts import (
    FriendRemoved,
    FriendRequestAccepted,
    FriendRequestSent,
    PersonUnblocked,
)
from beep.features.friends.service.ground import Ground, Related
from beep.kit.actor import Actor
from beep.kit.errors import Invalid, invalid
from beep.kit.ids import UserId
from beep.runtime.database import Transaction


class _Nowhere:
    async def share_server(self, user_id: UserId, other_id: UserId) -> bool:
        del user_id, other_id
        return False


class Requests:
    """Each act holds both people, so that two of them make one friendship whatever they do at once."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.communities: Communities = _Nowhere()

    # -- asking and accepting -----------------------------------------------------------------

    async def ask_by_name(self, actor: Actor, username: str) -> Related:
        """Ask whoever has a name to be friends, whatever its case and width; see `ask`.

        What looks like one's own name, or was it until lately, is oneself.
        """
        self._ground.auth.check_verified(actor)
        people = self._ground.people
        if await people.is_name_of(actor.user_id, username):
            raise _oneself("username")
        return await self._ask(actor, await people.find_by_username(username))

    async def ask(self, actor: Actor, user_id: UserId) -> Related:
        """Ask somebody to be friends, or say yes if they asked; a second time changes nothing.

        Raises `EmailNotVerified`, `YouBlockThem`, `TooManyRequests`, `TooManyFriends` and `CannotAsk`. Who is
        told `CannotAsk` cannot tell why: what is done and how long it takes is the same for each (S-14).
        """
        self._ground.auth.check_verified(actor)
        if user_id == actor.user_id:
            raise _oneself("user_id")
        return await self._ask(actor, await self._ground.people.find_by_id(user_id))

    async def _ask(self, actor: Actor, other: users.UserView | None) -> Related:
        # Nobody has a negative id, and each one who asks for nobody waits for nobody else.
        other_id = UserId(-actor.user_id) if other is None else other.id
        share_server = await self.communities.share_server(actor.user_id, other_id)
        is_person = other is not None and not other.is_bot
        async with self._ground.database.write() as tx:
            await store.lock_people(tx.connection, [actor.user_id, other_id])
            await store.forget_refusals(tx.connection, actor.user_id, until=self._over())
            standing = await store.standing(tx.connection, actor.user_id, other_id)
            outcome = rules.asked(
                standing, self._ground.settings, is_person=is_person, share_server=share_server
            )
            if outcome == "sent":
                await self._send(tx, actor.user_id, other_id)
            elif outcome == "friends":
                await self._befriend(tx, actor.user_id, other_id)
            found = await store.find_relation(tx.connection, actor.user_id, other_id)
        if found is None or other is None:
            raise CannotAsk
        return found, other

    async def accept(self, actor: Actor, user_id: UserId) -> Related:
        """Say yes to a request; idempotent. Raises `EmailNotVerified`, `NotAsked` and `TooManyFriends`."""
        self._ground.auth.check_verified(actor)
        other = await self._ground.people.find_by_id(user_id)
        async with self._ground.database.write() as tx:
            await store.lock_people(tx.connection, [actor.user_id, user_id])
            standing = await store.standing(tx.connection, actor.user_id, user_id)
            if rules.accepted(standing, self._ground.settings) == "friends":
                await self._befriend(tx, actor.user_id, user_id)
            found = await store.find_relation(tx.connection, actor.user_id, user_id)
        if found is None or other is None:
            raise NotAsked
        return found, other

    async def _send(self, tx: Transaction, user_id: UserId, addressee_id: UserId) -> None:
        await store.add_request(tx.connection, user_id, addressee_id, self._ground.clock.now())
        # Who asks does not mind any more that they said no.
        await store.forget_refusal(tx.connection, addressee_id, user_id)
        tx.record(FriendRequestSent(user_id, addressee_id))

    async def _befriend(self, tx: Transaction, user_id: UserId, sender_id: UserId) -> None:
        now = self._ground.clock.now()
        await store.remove_request(tx.connection, sender_id, user_id)
        await store.add_friendship(tx.connection, user_id, sender_id, now)
        stamp = f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        tx.record(FriendRequestAccepted(user_id, sender_id, stamp))

    # -- ending -------------------------------------------------------------------------------

    async def end(self, actor: Actor, user_id: UserId, expected: Relation | None) -> None:
        """End what another person is to the actor, whatever it is; idempotent.

        Raises `RelationChanged` when it is not (any more) what the actor took it for.
        """
        me = actor.user_id
        async with self._ground.database.write() as tx:
            await store.lock_people(tx.connection, [me, user_id])
            found = await store.find_relation(tx.connection, me, user_id)
            if found is None:
                return
            if expected is not None and found.relation != expected:
                raise RelationChanged
            match found.relation:
                case Relation.FRIEND:
                    await store.remove_friendship(tx.connection, me, user_id)
                    tx.record(FriendRemoved(me, user_id))
                case Relation.BLOCKED:
                    await store.remove_block(tx.connection, me, user_id)
                    tx.record(PersonUnblocked(me, user_id))
                case Relation.INCOMING:
                    await self._ground.refuse(tx, me, user_id)
                case Relation.OUTGOING:
                    await self._ground.withdraw(tx, me, user_id)

    # -- reading and choosing -----------------------------------------------------------------

    async def list_all(self, actor: Actor) -> list[Related]:
        """Return what others are to the actor, the newest first, without those who are gone."""
        async with self._ground.database.read() as connection:
            found = await store.list_relations(connection, actor.user_id)
        people = await self._ground.profiles([one.other_id for one in found])
        return [(one, people[one.other_id]) for one in found if one.other_id in people]

    async def askers_of(self, actor: Actor) -> Askers:
        """Return whose requests the actor takes."""
        async with self._ground.database.read() as connection:
            return await store.askers_of(connection, actor.user_id)

    async def take_from(self, actor: Actor, askers: Askers) -> Askers:
        """Take requests of some people only from now on; those that came before stay."""
        async with self._ground.database.write() as tx:
            await store.take_from(tx.connection, actor.user_id, askers)
        return askers

    def _over(self) -> datetime:
        """Return until when refusals count no longer."""
        return self._ground.clock.now() - timedelta(hours=self._ground.settings.ask_again_after_h)


def _oneself(path: str) -> Invalid:
    return invalid(path, "ONESELF", "That is you. Ask somebody else to be your friend.")
