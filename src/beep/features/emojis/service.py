"""What can be done with the emojis of servers."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TypeVar
from weakref import WeakValueDictionary

from beep.features import media, servers, users
from beep.features.audit import Acted, Action, Change, EntryId
from beep.features.emojis import rules, store
from beep.features.emojis.contract import EmojiId, EmojiView
from beep.features.emojis.errors import EmojiNotFound, TooManyEmojis
from beep.features.emojis.facts import EmojiDeleted, EmojisChanged
from beep.features.emojis.memory import Listed, Remembered
from beep.features.emojis.settings import EmojisSettings
from beep.features.emojis.wire import GuildEmojiObject, guild_emoji_object
from beep.kit.actor import Actor
from beep.kit.errors import Unavailable
from beep.kit.ids import ServerId
from beep.kit.permissions import Permission
from beep.runtime.database import Transaction
from beep.runtime.feature import Runtime
from beep.runtime.outbox import Moved

T = TypeVar("T")
_ATTEMPTS = 5


class EmojisService:
    """Implements `Emojis`."""

    def __init__(
        self,
        runtime: Runtime,
        settings: EmojisSettings,
        *,
        users: users.Users,
        media: media.Media,
        servers: servers.Servers,
    ) -> None:
        self._database = runtime.database
        self._ids = runtime.ids
        self._settings = settings
        self._users = users
        self._media = media
        self._servers = servers
        self.remembered = Remembered(self._read, settings.remembered)
        self._turns: WeakValueDictionary[ServerId, asyncio.Lock] = WeakValueDictionary()

    # -- questions ----------------------------------------------------------------------------

    async def find(self, actor: Actor, emoji_id: int) -> EmojiView | None:
        async with self._database.read() as connection:
            view = await store.find(connection, emoji_id)
        snapshot = None if view is None else await self._servers.snapshot(view.server_id)
        return view if snapshot is not None and actor.user_id in snapshot.members else None

    async def list_of_server(self, server_id: ServerId) -> Sequence[EmojiView]:
        return await self.remembered.get(server_id)

    async def objects(self, server_id: ServerId) -> list[GuildEmojiObject]:
        return await self.shown(await self.remembered.get(server_id))

    async def list_all(self, actor: Actor, server_id: ServerId) -> Sequence[EmojiView]:
        """Return the emojis of a server the actor belongs to."""
        await self._servers.standing(actor, server_id)
        return await self.remembered.get(server_id)

    async def limit(self, actor: Actor, server_id: ServerId) -> int:
        """Return how many emojis a server the actor belongs to may have."""
        await self._servers.standing(actor, server_id)
        return self._settings.per_server

    async def get(self, actor: Actor, server_id: ServerId, emoji_id: EmojiId) -> EmojiView:
        for one in await self.list_all(actor, server_id):
            if one.id == emoji_id:
                return one
        raise EmojiNotFound

    async def shown(self, views: Sequence[EmojiView]) -> list[GuildEmojiObject]:
        """Return emojis as the wire shows them, each with who added it."""
        creators = sorted({one.creator_id for one in views})
        people = {one.id: one for one in await self._users.list_by_ids(creators)} if creators else {}
        return [guild_emoji_object(one, people.get(one.creator_id)) for one in views]

    async def pictures_in_use(self, pictures: Sequence[tuple[int, str]]) -> Collection[tuple[int, str]]:
        """Fill media's port of that name: an emoji has one picture as long as it is there."""
        async with self._database.read() as connection:
            there = await store.list_existing(connection, [owner_id for owner_id, _ in pictures])
        return {one for one in pictures if one[0] in there}

    # -- changes ------------------------------------------------------------------------------

    async def create(
        self, actor: Actor, server_id: ServerId, name: str, image: str, *, reason: str | None = None
    ) -> EmojiView:
        """Add an emoji; needs CREATE_EXPRESSIONS. The limit holds however many come at once."""
        await self._servers.check_permission(actor, server_id, Permission.CREATE_EXPRESSIONS)
        name = rules.name(name)
        if len(await self.remembered.get(server_id)) >= self._settings.per_server:
            raise TooManyEmojis
        emoji_id = EmojiId(self._ids.next())
        picture = await self._media.store_picture("emoji", emoji_id, image)
        view = EmojiView(emoji_id, server_id, name, actor.user_id, picture.startswith("a_"))

        async def act(as_of: int) -> EmojiView:
            await self._servers.check_permission(actor, server_id, Permission.CREATE_EXPRESSIONS)
            async with self._changing(server_id, as_of) as tx:
                if await store.count(tx.connection, server_id) >= self._settings.per_server:
                    raise TooManyEmojis
                await store.add(tx.connection, view)
                self._tell_act(tx, actor, Action.EMOJI_CREATE, None, view, reason)
                tx.record(EmojisChanged(server_id))
            return view

        made = await self._in_turn(server_id, act)
        await self._media.settle_pictures("emoji", emoji_id)
        return made

    async def rename(
        self,
        actor: Actor,
        server_id: ServerId,
        emoji_id: EmojiId,
        name: str | None,
        *,
        reason: str | None = None,
    ) -> EmojiView:
        """Give an emoji another name: one's own with CREATE_EXPRESSIONS, any with MANAGE_EXPRESSIONS."""

        async def act(as_of: int) -> EmojiView:
            before = await self._to_change(actor, server_id, emoji_id)
            after = before if name is None else replace(before, name=rules.name(name))
            if after == before:
                return before
            async with self._changing(server_id, as_of) as tx:
                await store.rename(tx.connection, emoji_id, after.name)
                self._tell_act(tx, actor, Action.EMOJI_UPDATE, before, after, reason)
                tx.record(EmojisChanged(server_id))
            return after

        return await self._in_turn(server_id, act)

    async def delete(
        self, actor: Actor, server_id: ServerId, emoji_id: EmojiId, *, reason: str | None = None
    ) -> None:
        """Delete an emoji, as who may rename it; its picture goes after it."""

        async def act(as_of: int) -> None:
            view = await self._to_change(actor, server_id, emoji_id)
            async with self._changing(server_id, as_of) as tx:
                await store.remove(tx.connection, emoji_id)
                self._tell_act(tx, actor, Action.EMOJI_DELETE, view, None, reason)
                tx.record(EmojiDeleted(server_id, emoji_id))

        await self._in_turn(server_id, act)

    async def delete_of_server(self, server_id: ServerId) -> None:
        """Delete what a deleted server leaves behind; doing it again changes nothing."""
        async with self._database.write() as tx:
            await store.lock_server(tx.connection, server_id)
            for emoji_id in await store.remove_of_server(tx.connection, server_id):
                tx.record(EmojiDeleted(server_id, emoji_id))

    async def drop_picture(self, emoji_id: EmojiId) -> None:
        await self._media.settle_pictures("emoji", emoji_id)

    async def _to_change(self, actor: Actor, server_id: ServerId, emoji_id: EmojiId) -> EmojiView:
        view = await self.get(actor, server_id, emoji_id)
        snapshot = await self._servers.standing(actor, server_id)
        needed = rules.needed_to_change(view, snapshot, actor.user_id)
        await self._servers.check_permission(actor, server_id, needed)
        return view

    async def _in_turn(self, server_id: ServerId, act: Callable[[int], Awaitable[T]]) -> T:
        """Do what is decided from memory; decide anew if the server changed before it was done (F-39).

        `act` is told how far this process has heard of the server. One waits in turn, without a
        connection, as each change of a server's emojis would make the others decide anew.
        """
        places = self._database.places
        async with self._turns.setdefault(server_id, asyncio.Lock()):
            for _ in range(_ATTEMPTS):
                as_of = places.place(server_id)
                try:
                    return await act(await places.reach(server_id) if as_of is None else as_of)
                except Moved as moved:
                    await places.reach(moved.stream, moved.place)
        raise Unavailable

    @asynccontextmanager
    async def _changing(self, server_id: ServerId, as_of: int) -> AsyncGenerator[Transaction]:
        """Open a transaction that holds a server's emojis and stands on what was decided as of a place."""
        async with self._database.write() as tx:
            await store.lock_server(tx.connection, server_id)
            yield tx
            tx.stand_on(server_id, as_of)

    def _tell_act(
        self,
        tx: Transaction,
        actor: Actor,
        action: Action,
        before: EmojiView | None,
        after: EmojiView | None,
        reason: str | None,
    ) -> None:
        """Record an act for the audit log; before the fact of the change itself."""
        target = after or before
        if target is None:
            return
        names = [None if one is None else one.name for one in (before, after)]
        entry_id = EntryId(self._ids.next())
        tx.record(
            Acted(
                target.server_id,
                entry_id,
                actor.user_id,
                action,
                str(target.id),
                reason,
                [Change("name", *names)],
            )
        )

    async def _read(self, server_id: ServerId) -> Listed:
        async with self._database.read() as connection:
            return await store.list_of_server(connection, server_id)
