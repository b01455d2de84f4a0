"""Which pictures are kept: those their owners show. The others go a day after nobody did any more.

Whoever shows a picture says so in a row of its own, in a transaction of its own. So a picture is stored first
and kept only once that row shows it, and the one before it is let go of only then: whatever is cut off in
between, the picture the row shows is there. What was cut off is found by the sweep, which asks the owners.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

from beep.features.media import picture_store as store
from beep.features.media.contract import PictureKind, PictureUses
from beep.kit.errors import Unavailable
from beep.runtime.clock import Clock
from beep.runtime.database import Database, while_away
from beep.runtime.storage import Storage

# Whoever still shows a former picture may do so this long.
_KEPT = timedelta(days=1)
# How long a picture may be on its way to its owner before the owner is asked.
_FRESH = timedelta(minutes=1)
_BATCH = 200


class Holdings:
    """`uses` are ports: who shows pictures of a kind. Of a kind without one nothing is touched."""

    def __init__(self, database: Database, clock: Clock, storage: Storage) -> None:
        self._database = database
        self._clock = clock
        self._storage = storage
        self.uses: dict[PictureKind, PictureUses] = {}
        self._seen = store.FIRST

    async def settle(self, kind: PictureKind, owner_id: int) -> None:
        """Keep what an owner shows now and let the rest go; when the database is away, the sweep does."""
        with while_away("settling a picture"):
            async with self._database.read() as connection:
                names = await store.list_of(connection, kind, owner_id)
            await self._settle(kind, owner_id, names)

    async def current(self, kind: PictureKind, owner_id: int) -> str | None:
        """Return the hash of the picture an owner shows; for those who do not know it themselves."""
        async with self._database.read() as connection:
            if kept := await store.find_kept(connection, kind, owner_id):
                return kept
            names = await store.list_of(connection, kind, owner_id)
        shown = await self._shown([(kind, owner_id, name) for name in names])
        return next((name for name in names if shown and (kind, owner_id, name) in shown), None)

    async def sweep(self) -> None:
        """Keep what is shown after all, drop some of what no longer is, delete what was dropped long ago."""
        try:
            await self._keep_shown()
            await self._drop_unshown()
            await self._erase()
        except Unavailable:
            return

    async def _keep_shown(self) -> None:
        async for page in self._dropped(longer_than=_FRESH):
            for kind, owner_id, _ in await self._shown(page):
                await self.settle(kind, owner_id)

    async def _drop_unshown(self) -> None:
        """Look at a part of what is kept, another each time: their owners may have gone without a word."""
        async with self._database.read() as connection:
            page = await store.list_kept(connection, after=self._seen, limit=_BATCH)
        self._seen = page[-1] if len(page) == _BATCH else store.FIRST
        shown = await self._shown(page)
        for one in page:
            if one not in shown:
                await self.settle(one[0], one[1])

    async def _erase(self) -> None:
        async for page in self._dropped(longer_than=_KEPT):
            shown = await self._shown(page)
            for one in page:
                if one not in shown and one[0] in self.uses:
                    await self._delete(one)

    async def _delete(self, named: store.Named) -> None:
        kind, owner_id, name = named
        # Held until its bytes are gone: whoever stores the same picture anew waits for that.
        async with self._database.write() as tx:
            if await store.hold_dropped(tx, named, before=self._clock.now() - _KEPT):
                found = await self._storage.list_under(f"{folder(kind, owner_id)}/{name}")
                await self._storage.delete(found)
                await store.forget(tx, named)

    async def _dropped(self, *, longer_than: timedelta) -> AsyncIterator[list[store.Named]]:
        after, is_last = store.FIRST, False
        before = self._clock.now() - longer_than
        while not is_last:
            async with self._database.read() as connection:
                page = await store.list_dropped(connection, before=before, after=after, limit=_BATCH)
            yield page
            is_last = len(page) < _BATCH
            after = page[-1] if page else after

    async def _settle(self, kind: PictureKind, owner_id: int, names: Sequence[str]) -> None:
        if not names or kind not in self.uses:
            return
        shown = [name for _, _, name in await self._shown([(kind, owner_id, name) for name in names])]
        async with self._database.write() as tx:
            await store.settle(tx, kind, owner_id, shown, at=self._clock.now())

    async def _shown(self, pictures: Sequence[store.Named]) -> set[store.Named]:
        """Return those of some pictures that their owners show."""
        found: set[store.Named] = set()
        for kind, uses in self.uses.items():
            mine = [(owner_id, name) for other, owner_id, name in pictures if other == kind]
            if mine:
                found |= {(kind, *one) for one in await uses.pictures_in_use(mine)}
        return found


def folder(kind: str, owner_id: int) -> str:
    """Return where the pictures of an owner lie."""
    return f"pictures/{kind}/{owner_id >> 22 & 0xFF:02x}/{owner_id}"
