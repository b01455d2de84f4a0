"""Pictures of people, servers and emojis: encoded anew, named by what they hold, read in several sizes."""

import asyncio
import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256

from beep.features.media import picture_store
from beep.features.media.contract import PictureKind
from beep.features.media.errors import FileNotFound
from beep.features.media.holdings import folder
from beep.kit import sniffing
from beep.kit.errors import Invalid, invalid
from beep.runtime.clock import Clock
from beep.runtime.database import Database
from beep.runtime.images.workshop import NotAnImage, Workshop
from beep.runtime.storage import Storage

_DATA_URI = re.compile(r"^data:image/(?:png|jpe?g|gif|webp);base64,", re.IGNORECASE)
_HASH_SIGNS = 32
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
        """Store a picture and return its hash; it is nobody's until its owner shows it, see `Holdings`."""
        shape = SHAPES[kind]
        raw = _decoded(data, shape)
        try:
            found, output = await self._workshop.picture(raw, side=shape.side, is_square=shape.is_square)
        except NotAnImage as error:
            raise _refused(shape, _REASONS[error.reason]) from None
        with output:
            content = await asyncio.to_thread(output.read)
        name = ("a_" if found["is_animated"] else "") + sha256(content).hexdigest()[:_HASH_SIGNS]
        # Its row comes before its bytes, so that bytes nobody came back for are found.
        async with self._database.write() as tx:
            await picture_store.announce(tx, kind, owner_id, name, len(content), at=self._clock.now())
        await self._storage.put(f"{folder(kind, owner_id)}/{name}/master", content)
        return name

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
        place = f"{folder(kind, owner_id)}/{name}"
        made = await self._storage.get(f"{place}/{size}.{wanted.lower()}")
        if made is None:
            master = await self._storage.get(f"{place}/master")
            if master is None:
                raise FileNotFound
            made = await self._made(master, wanted, size, keeps_moving=wanted in {"GIF", "WEBP"})
            await self._storage.put(f"{place}/{size}.{wanted.lower()}", made)
        return TYPES[wanted], made

    async def _made(self, master: bytes, wanted: str, size: int, *, keeps_moving: bool) -> bytes:
        try:
            _, output = await self._workshop.variant(master, wanted, (size, size), keeps_moving=keeps_moving)
        except NotAnImage:
            raise FileNotFound from None
        with output:
            return await asyncio.to_thread(output.read)


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
