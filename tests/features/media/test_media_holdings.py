"""Which pictures are kept: whatever is cut off, the one that is shown is there, and no other stays."""

import base64
from typing import Any

import pytest
from tests.fakes.clock import FakeClock
from tests.features.media.conftest import Room
from tests.worlds.communities import ok
from tests.worlds.files import png
from tests.worlds.people import log_in

from beep.app.program import Program
from beep.features.media import PictureKind

pytestmark = pytest.mark.anyio


def uri(colour: str) -> str:
    return f"data:image/png;base64,{base64.b64encode(png(colour=colour)).decode()}"


class Store:
    """What is known of pictures, and what lies in the store of files."""

    def __init__(self, program: Program, clock: FakeClock) -> None:
        self.program = program
        self.media = program.face("media")
        self.clock = clock

    async def cut_off(self, kind: PictureKind, owner_id: int, colour: str) -> str:
        """Store a picture as a process does that ends before its owner shows it."""
        return str(await self.media.store_picture(kind, owner_id, uri(colour)))

    async def sweep(self, **later: int) -> None:
        self.clock.move(**later)
        await self.media.sweep()

    async def kept(self) -> list[str]:
        return await self._hashes("dropped_at IS NULL")

    async def known(self) -> list[str]:
        return await self._hashes("true")

    async def stored(self) -> set[str]:
        """Return the hashes of pictures whose bytes are there."""
        return {name.split("/")[4] for name in await self.media._storage.list_under("pictures")}

    async def _hashes(self, condition: str) -> list[str]:
        query = f"SELECT hash FROM media.picture WHERE {condition} ORDER BY hash"  # noqa: S608 - ours
        async with self.program.database.read() as connection:
            return [row.hash for row in await connection.exec_driver_sql(query)]

    async def change(self, statement: str, *values: Any) -> None:
        """Change an owner's row as a process does that ends right after it."""
        async with self.program.database.write() as tx:
            await tx.connection.exec_driver_sql(statement, values)


@pytest.fixture
async def shelf(program: Program, clock: FakeClock) -> Store:
    store = Store(program, clock)
    # Other tests keep theirs in the same store.
    before = await store.media._storage.list_under("pictures")
    await store.media._storage.delete(before)
    return store


@pytest.mark.parametrize("kind", ["avatar", "icon"])
async def test_a_picture_that_was_never_shown_leaves_the_one_before_where_it_is(
    room: Room, shelf: Store, kind: PictureKind
) -> None:
    path, owner_id = ("/users/@me", room.ana.id) if kind == "avatar" else (room.salon.path, room.salon.id)
    first = (await ok(room.ana, "PATCH", path, {kind: uri("red")}))[kind]
    never = await shelf.cut_off(kind, owner_id, "blue")
    assert await shelf.kept() == [first]
    await shelf.sweep(minutes=2)
    assert await shelf.known() == sorted([first, never])
    await shelf.sweep(days=1, minutes=1)
    assert (await shelf.known(), await shelf.stored()) == ([first], {first})
    ana = await log_in(room.ana.api, room.ana)
    assert (await ok(ana, "GET", path))[kind] == first


async def test_a_picture_that_is_shown_is_kept_although_nobody_said_so(room: Room, shelf: Store) -> None:
    first = (await ok(room.ana, "PATCH", "/users/@me", {"avatar": uri("red")}))["avatar"]
    second = await shelf.cut_off("avatar", room.ana.id, "blue")
    await shelf.change("UPDATE users.profile SET avatar = %s WHERE user_id = %s", second, room.ana.id)
    # Even when nobody has looked for days.
    await shelf.sweep(days=3)
    assert await shelf.kept() == [second]
    assert await shelf.stored() == {first, second}
    await shelf.sweep(days=1, minutes=1)
    assert await shelf.stored() == {second}


async def test_a_picture_nobody_shows_any_more_goes_although_nobody_said_so(room: Room, shelf: Store) -> None:
    await ok(room.ana, "PATCH", "/users/@me", {"avatar": uri("red")})
    await shelf.change("UPDATE users.profile SET avatar = NULL WHERE user_id = %s", room.ana.id)
    await shelf.sweep(minutes=2)
    assert await shelf.kept() == []
    await shelf.sweep(days=1, minutes=1)
    assert (await shelf.known(), await shelf.stored()) == ([], set())


async def test_a_picture_that_was_stored_for_an_emoji_that_never_came_goes(room: Room, shelf: Store) -> None:
    made = await ok(room.ana, "POST", f"{room.salon.path}/emojis", {"name": "chat", "image": uri("red")})
    [kept] = await shelf.kept()
    await shelf.cut_off("emoji", int(made["id"]) + 1, "blue")
    await shelf.sweep(days=1, minutes=1)
    assert (await shelf.known(), await shelf.stored()) == ([kept], {kept})


async def test_the_picture_of_an_emoji_is_there_as_soon_as_the_emoji_is(room: Room, shelf: Store) -> None:
    emoji_id = room.salon.id + 1
    name = await shelf.cut_off("emoji", emoji_id, "red")
    address = f"http://beep.test/cdn/emojis/{emoji_id}.png"
    assert (await room.ana.api.get(address)).status_code == 404
    columns = "(id, server_id, name, creator_id, is_animated)"
    await shelf.change(
        f"INSERT INTO emojis.emoji {columns} VALUES (%s, %s, 'chat', %s, false)",  # noqa: S608 - ours
        emoji_id,
        room.salon.id,
        room.ana.id,
    )
    assert (await room.ana.api.get(address)).status_code == 200
    await shelf.sweep(minutes=2)
    assert await shelf.kept() == [name]


async def test_a_picture_that_is_chosen_again_is_not_deleted_as_the_former_one(
    room: Room, shelf: Store
) -> None:
    first = (await ok(room.ana, "PATCH", "/users/@me", {"avatar": uri("red")}))["avatar"]
    await ok(room.ana, "PATCH", "/users/@me", {"avatar": uri("blue")})
    shelf.clock.move(days=1, minutes=1)
    ana = await log_in(room.ana.api, room.ana)
    assert (await ok(ana, "PATCH", "/users/@me", {"avatar": uri("red")}))["avatar"] == first
    await shelf.sweep()
    assert await shelf.kept() == [first]
    assert first in await shelf.stored()
