"""What can be done with profiles and names."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec

from beep.features.users import lookalikes, rules, store
from beep.features.users.cache import ProfileCache
from beep.features.users.contract import MAX_IDS, OwnDetails, Pictures, PrivateDetails, Status, UserView
from beep.features.users.errors import TooManyRenames, UsernameTaken, UserNotFound
from beep.features.users.facts import PersonErased, StatusChosen, UserChanged
from beep.features.users.settings import UsersSettings
from beep.kit.errors import Unavailable
from beep.kit.ids import UserId
from beep.kit.languages import DEFAULT, Language
from beep.runtime.clock import Clock
from beep.runtime.database import Database, Transaction
from beep.runtime.outbox import Recorded

_RESERVED_FOR = timedelta(minutes=10)
_FORGOTTEN_AFTER = timedelta(days=1)


class _NoDetails:
    async def details_of(self, user_id: UserId) -> OwnDetails | None:
        del user_id
        return None


class _NoPictures:
    async def store_picture(self, kind: str, owner_id: int, data: str) -> str:
        raise Unavailable(f"No {kind} of {owner_id} can be kept here ({len(data)} characters).")

    async def settle_pictures(self, kind: str, owner_id: int) -> None:
        del kind, owner_id


class UserService:
    """Implements `Users`."""

    def __init__(self, database: Database, clock: Clock, settings: UsersSettings) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._cache = ProfileCache(settings.cached_profiles)
        self.private_details: PrivateDetails = _NoDetails()
        self.pictures: Pictures = _NoPictures()

    # -- names --------------------------------------------------------------------------------

    async def create(
        self,
        user_id: UserId,
        username: str,
        display_name: str | None,
        *,
        is_bot: bool = False,
        language: Language = DEFAULT,
    ) -> UserView:
        now = self._clock.now()
        name = rules.username(username, ascii_only=self._settings.ascii_usernames_only)
        shown = rules.display_name(display_name or "")
        view = UserView(user_id, name, shown, is_bot, now, language=language)
        async with self._database.write() as tx:
            await store.discard_forgotten(tx.connection, before=now - _FORGOTTEN_AFTER)
            await self._claim(tx, view, until=None if is_bot else now + _RESERVED_FOR)
            await store.insert_profile(tx.connection, view, is_active=is_bot)
        return view

    async def activate(self, user_id: UserId) -> None:
        now = self._clock.now()
        async with self._database.write() as tx:
            held = await store.lock(tx.connection, user_id)
            if held is None:
                raise UserNotFound
            if held.is_active:
                return
            view = held.view
            keys = lookalikes.keys(view.username)
            if not await store.claim(tx.connection, user_id, keys, now=now, until=None):
                view = replace(view, username=rules.fallback_username(user_id))
                await store.forget_names(tx.connection, user_id)
                await self._claim(tx, view, until=None)
            await store.save(tx.connection, view)

    async def discard(self, user_id: UserId) -> None:
        async with self._database.write() as tx:
            if await store.discard(tx.connection, user_id):
                await store.forget_names(tx.connection, user_id)

    async def rename(self, user_id: UserId, *, username: str | None, display_name: str | None) -> UserView:
        async with self._database.write() as tx:
            held = await store.lock(tx.connection, user_id)
            if held is None or not held.is_active or held.is_deleted:
                raise UserNotFound
            view = self._renamed(held.view, username, display_name)
            if view == held.view:
                return view
            if view.username != held.view.username:
                await self._move(tx, view)
            await store.save(tx.connection, view)
            tx.record(UserChanged(user_id), view=view)
        self._cache.forget(user_id)
        return view

    async def choose_language(self, user_id: UserId, language: Language) -> UserView:
        async with self._database.write() as tx:
            held = await store.lock(tx.connection, user_id)
            if held is None or not held.is_active or held.is_deleted:
                raise UserNotFound
            view = replace(held.view, language=language)
            await store.save(tx.connection, view)
            tx.record(UserChanged(user_id), view=view)
        self._cache.forget(user_id)
        return view

    async def show_picture(self, user_id: UserId, data: str | None) -> UserView:
        avatar = None if data is None else await self.pictures.store_picture("avatar", user_id, data)
        async with self._database.write() as tx:
            held = await store.lock(tx.connection, user_id)
            if held is None or not held.is_active or held.is_deleted:
                raise UserNotFound
            view = replace(held.view, avatar=avatar)
            if view != held.view:
                await store.save(tx.connection, view)
                tx.record(UserChanged(user_id), view=view)
        self._cache.forget(user_id)
        # Whatever follows may fail: the profile shows this picture, and so it stays.
        await self.pictures.settle_pictures("avatar", user_id)
        return view

    async def pictures_in_use(self, pictures: Sequence[tuple[int, str]]) -> Collection[tuple[int, str]]:
        """Fill media's port of that name."""
        async with self._database.read() as connection:
            shown = await store.list_avatars(connection, [UserId(owner_id) for owner_id, _ in pictures])
        return shown & set(pictures)

    async def discard_bot(self, user_id: UserId) -> None:
        async with self._database.write() as tx:
            held = await store.lock(tx.connection, user_id)
            if held is not None and held.view.is_bot:
                await self._retire(tx, held)
        self._cache.forget(user_id)
        await self.pictures.settle_pictures("avatar", user_id)

    async def erase(self, user_id: UserId, *, keeps_messages: bool) -> None:
        async with self._database.write() as tx:
            held = await store.lock(tx.connection, user_id)
            if held is not None and not held.view.is_bot and await self._retire(tx, held):
                await store.choose_status(tx.connection, user_id, "online")
                tx.record(PersonErased(user_id, keeps_messages))
        self._cache.forget(user_id)

    async def _retire(self, tx: Transaction, held: store.Held) -> bool:
        """Leave nothing of a profile but its id; tell whether there was more."""
        if held.is_deleted:
            return False
        user_id = held.view.id
        view = replace(held.view, username=rules.deleted_username(user_id), display_name=None, avatar=None)
        await store.forget_names(tx.connection, user_id)
        await store.save(tx.connection, view, deleted_at=self._clock.now())
        tx.record(UserChanged(user_id), view=view)
        return True

    async def choose_status(self, user_id: UserId, status: Status) -> Status:
        async with self._database.write() as tx:
            if await store.choose_status(tx.connection, user_id, status):
                tx.record(StatusChosen(user_id, status))
        return status

    async def status_of(self, user_id: UserId) -> Status:
        async with self._database.read() as connection:
            return await store.status_of(connection, user_id)

    def _renamed(self, view: UserView, username: str | None, display_name: str | None) -> UserView:
        if username is not None and username != view.username:
            name = rules.username(username, ascii_only=self._settings.ascii_usernames_only)
            view = replace(view, username=name)
        if display_name is not None:
            view = replace(view, display_name=rules.display_name(display_name))
        return view

    async def _move(self, tx: Transaction, view: UserView) -> None:
        """Take the new name and leave the old one held, as long as few are."""
        now = self._clock.now()
        held_until = now + timedelta(days=self._settings.held_name_days)
        await self._claim(tx, view, until=None)
        await store.release(tx.connection, view.id, keep=lookalikes.keys(view.username), until=held_until)
        count, first = await store.first_release(tx.connection, view.id, now=now)
        if count > self._settings.held_names:
            raise TooManyRenames(retry_after_s=(first - now).total_seconds())

    async def _claim(self, tx: Transaction, view: UserView, *, until: datetime | None) -> None:
        keys = lookalikes.keys(view.username)
        if not await store.claim(tx.connection, view.id, keys, now=self._clock.now(), until=until):
            raise UsernameTaken

    # -- profiles -----------------------------------------------------------------------------

    async def get(self, user_id: UserId) -> UserView:
        found = self._cache.get(user_id) or next(iter(await self.list_by_ids([user_id])), None)
        if found is None:
            raise UserNotFound
        return found

    def cached(self, user_id: UserId) -> UserView | None:
        return self._cache.get(user_id)

    async def list_by_ids(self, user_ids: Sequence[UserId]) -> list[UserView]:
        if len(user_ids) > MAX_IDS:
            raise ValueError(f"at most {MAX_IDS} profiles at once, not {len(user_ids)}")
        known, unknown = self._cache.split(user_ids)
        if not unknown:
            return known
        read_at = self._cache.epoch
        async with self._database.read() as connection:
            found = await store.list_by_ids(connection, unknown)
        self._cache.keep(found, read_at=read_at)
        return known + found

    async def find_by_id(self, user_id: UserId) -> UserView | None:
        async with self._database.read() as connection:
            return await store.find_by_id(connection, user_id)

    async def is_name_of(self, user_id: UserId, username: str) -> bool:
        keys = lookalikes.keys(username)
        async with self._database.read() as connection:
            return await store.holds_any(connection, user_id, keys, now=self._clock.now())

    async def find_by_username(self, username: str) -> UserView | None:
        async with self._database.read() as connection:
            found = await store.find_by_keys(connection, lookalikes.keys(username))
        return next((view for view in found if rules.is_same_name(view.username, username)), None)

    async def search(self, words: str, *, before: int, limit: int) -> list[UserView]:
        async with self._database.read() as connection:
            return await store.search(connection, words, before=before, limit=limit)

    async def export_person(self, user_id: UserId) -> AsyncIterator[tuple[str, Sequence[Mapping[str, Any]]]]:
        """Give what is kept of a person here, for the copy of their data."""
        async with self._database.read() as connection:
            found = await store.list_by_ids(connection, [user_id])
            names = await store.names_of(connection, user_id)
        yield "profile", [{**msgspec.to_builtins(asdict(one)), "names": names} for one in found]

    def on_changed(self, recorded: Recorded) -> None:
        """Forget what changed, here or in another process."""
        if isinstance(recorded.fact, UserChanged):
            self._cache.forget(recorded.fact.user_id)
