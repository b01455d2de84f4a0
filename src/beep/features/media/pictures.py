"""Pictures of people, servers and emojis: encoded anew, named by what they hold, kept by who shows them."""

import asyncio
import base64
import binascii
import re
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from beep.features.media import store
from beep.features.media.contract import PictureKind
from beep.features.media.errors import FileNotFound
from beep.kit import sniffing
from beep.kit.errors import Invalid, Unavailable, invalid
from beep.runtime.clock import Clock
from beep.runtime.database import Database
from beep.runtime.images.workshop import NotAnImage, Workshop
from beep.runtime.storage import Storage

_DATA_URI = re.compile(r"^data:image/(?:png|jpe?g|gif|webp);base64,", re.IGNORECASE)
# Whoever still shows a former picture may do so this long.
_KEPT = timedelta(days=1)
_HASH_SIGNS = 32
_BATCH = 200
SIZES = (16, 32, 64, 128, 256, 512)
_FORMATS = {"png": "PNG", "webp": "WEBP", "gif": "GIF", "jpg": "JPEG", "jpeg": "JPEG"}
TYPES = {"PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif", "JPEG": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Shape:
    """What pictures of a kind are allowed to be."""

    field: str
    side: int
    is_square: bool
    max_bytes: int


SHAPES: dict[PictureKind, Shape] = {
    "avatar": Shape("avatar", 512, is_square=True, max_bytes=700 << 10),
    "icon": Shape("icon", 512, is_square=True, max_bytes=700 << 10),
    "emoji": Shape("image", 128, is_square=False, max_bytes=256 << 10),
}
_REASONS = {
    "unreadable": "This is no picture Beep can open. Send a PNG, JPEG, GIF or WebP.",
    "too_many_pixels": "This picture is too large. Make it smaller and send it again.",
    "too_many_frames": "This animation is too long. Shorten it and send it again.",
    "too_much_memory": "This picture is too large. Make it smaller and send it again.",
    "too_slow": "This picture takes too long to open. Send a simpler one.",
}


class Pictures:
    def __init__(self, database: Database, clock: Clock, storage: Storage, workshop: Workshop) -> None:
        self._database = database
        self._clock = clock
        self._storage = storage
        self._workshop = workshop

    async def store(self, kind: PictureKind, owner_id: int, data: str) -> str:
        shape = SHAPES[kind]
        raw = _decoded(data, shape)
        try:
            found, output = await self._workshop.picture(raw, side=shape.side, is_square=shape.is_square)
        except NotAnImage as error:
            raise _refused(shape, _REASONS[error.reason]) from None
        with output:
            content = await asyncio.to_thread(output.read)
        name = ("a_" if found["is_animated"] else "") + sha256(content).hexdigest()[:_HASH_SIGNS]
        now = self._clock.now()
        # Dropped until its bytes are there: should they never come, the sweep finds the row.
        async with self._database.write() as tx:
            await store.announce_picture(tx, kind, owner_id, name, len(content), at=now)
        await self._storage.put(f"{_folder(kind, owner_id)}/{name}/master", content)
        async with self._database.write() as tx:
            await store.show_picture(tx, kind, owner_id, name, at=now)
        return name

    async def drop(self, kind: PictureKind, owner_id: int) -> None:
        async with self._database.write() as tx:
            await store.drop_pictures(tx, kind, owner_id, at=self._clock.now())

    async def read(
        self, kind: PictureKind, owner_id: int, name: str, ending: str, side: int
    ) -> tuple[str, bytes]:
        """Return a picture as its address's ending asks for it: its type and its bytes.

        What was made once is stored beside the picture. Raises `FileNotFound`.
        """
        wanted = _FORMATS.get(ending.lower())
        size = next((one for one in SIZES if one >= side), SIZES[-1])
        is_moving = name.startswith("a_")
        if wanted is None or (wanted == "GIF" and not is_moving):
            raise FileNotFound
        folder = f"{_folder(kind, owner_id)}/{name}"
        made = await self._storage.get(f"{folder}/{size}.{wanted.lower()}")
        if made is None:
            master = await self._storage.get(f"{folder}/master")
            if master is None:
                raise FileNotFound
            made = await self._made(master, wanted, size, keeps_moving=wanted in {"GIF", "WEBP"})
            await self._storage.put(f"{folder}/{size}.{wanted.lower()}", made)
        return TYPES[wanted], made

    async def _made(self, master: bytes, wanted: str, size: int, *, keeps_moving: bool) -> bytes:
        try:
            _, output = await self._workshop.variant(master, wanted, (size, size), keeps_moving=keeps_moving)
        except NotAnImage:
            raise FileNotFound from None
        with output:
            return await asyncio.to_thread(output.read)

    async def current(self, kind: PictureKind, owner_id: int) -> str | None:
        """Return the hash of an owner's picture."""
        async with self._database.read() as connection:
            return await store.current_picture(connection, kind, owner_id)

    async def sweep(self) -> None:
        """Delete pictures nobody shows any more."""
        while True:
            async with self._database.read() as connection:
                before = self._clock.now() - _KEPT
                gone = await store.list_dropped_pictures(connection, before=before, limit=_BATCH)
            try:
                for kind, owner_id, name in gone:
                    folder = f"{_folder(kind, owner_id)}/{name}"
                    await self._storage.delete(await self._storage.list_under(folder))
            except Unavailable:
                return
            async with self._database.write() as tx:
                await store.forget_pictures(tx, gone)
            if len(gone) < _BATCH:
                return


def _folder(kind: str, owner_id: int) -> str:
    return f"pictures/{kind}/{owner_id >> 22 & 0xFF:02x}/{owner_id}"


def _decoded(data: str, shape: Shape) -> bytes:
    """Return the bytes of a data URI; raises `Invalid` on the kind's field."""
    found = _DATA_URI.match(data[:64])
    if found is None:
        raise _refused(shape, "Send the picture as data:image/png;base64,… (PNG, JPEG, GIF or WebP).")
    if (len(data) - found.end()) * 3 // 4 > shape.max_bytes + 2:
        raise too_large(shape)
    try:
        raw = base64.b64decode(data[found.end() :], validate=True)
    except (binascii.Error, ValueError):
        raise _refused(shape, "The picture is not valid base64.") from None
    if len(raw) > shape.max_bytes:
        raise too_large(shape)
    if sniffing.content_type(raw[: sniffing.HEAD_BYTES], "") not in sniffing.IMAGES:
        raise _refused(shape, _REASONS["unreadable"])
    return raw


def too_large(shape: Shape) -> Invalid:
    size = f"{shape.max_bytes >> 10} KiB"
    return invalid(
        shape.field, "FILE_SIZE_TOO_BIG", f"A picture may hold {size} at most. Send a smaller one."
    )


def _refused(shape: Shape, reason: str) -> Invalid:
    return invalid(shape.field, "IMAGE_INVALID", reason)
