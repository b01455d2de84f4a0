"""Addresses of files that say by themselves who may read them: whoever holds one, until it expires."""

import asyncio
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from beep.features.media import store
from beep.features.media.contract import AttachmentView, FileId
from beep.kit.ids import ChannelId
from beep.runtime.clock import Clock
from beep.runtime.database import Database
from beep.runtime.key_file import read_or_make

_KEY_BYTES = 32
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
# Processes look for a new key every few seconds; until all have, it signs nothing.
_KNOWN_AFTER = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class _Key:
    secret: bytes
    signs_from: datetime


class Links:
    """Signs addresses and checks them.

    An address lives between one and two `life`s: within one period all requests give the same address, so
    that browsers find the file in their cache again.

    A key is made of the secret in the home and a salt in the database: a rotation reaches every process,
    whatever its home, and neither of the two signs anything alone. Before the first rotation the secret
    itself is the key.
    """

    def __init__(self, home: Path, database: Database, clock: Clock, *, origin: str, life: timedelta) -> None:
        self._file = home / "media.key"
        self._database = database
        self._clock = clock
        self._origin = origin
        self._life_s = int(life.total_seconds())
        # The newest first.
        self._keys: list[_Key] = []

    async def look(self) -> None:
        """Read the keys; make the secret if there is none. Again whenever another key may have come."""
        secret = await asyncio.to_thread(_secret, self._file)
        async with self._database.read() as connection:
            salts = await store.list_salts(connection)
        made = [_Key(hmac.digest(secret, salt, "sha256"), signs_from) for salt, signs_from in salts]
        self._keys = [*made, _Key(secret, _EVER)]

    async def rotate(self, number: int) -> None:
        """Sign with a new key once every process knows it; what the old ones signed lives to its end."""
        now = self._clock.now()
        async with self._database.write() as tx:
            await store.add_salt(tx, number, secrets.token_bytes(_KEY_BYTES), signs_from=now + _KNOWN_AFTER)
            await store.forget_salts(tx, replaced_before=now - self._longest)
        await self.look()

    def url(self, view: AttachmentView) -> str:
        now = self._clock.now()
        issued = int(now.timestamp()) // self._life_s * self._life_s
        expires = issued + 2 * self._life_s
        key = next(one for one in self._keys if one.signs_from <= now)
        signature = self._sign(key.secret, view.channel_id, view.id, expires, issued)
        path = f"/attachments/{view.channel_id}/{view.id}/{quote(view.filename, safe='')}"
        return f"{self._origin}{path}?ex={expires:x}&is={issued:x}&hm={signature}"

    def is_good(self, channel_id: ChannelId, file_id: FileId, ex: str, at: str, hm: str) -> bool:
        """Tell whether an address was made here and has not expired; takes as long for a wrong one."""
        expires, issued = _moment(ex), _moment(at)
        if expires is None or issued is None:
            return False
        wanted = [self._sign(key, channel_id, file_id, expires, issued) for key in self._accepted()]
        matches = [hmac.compare_digest(one.encode(), hm.encode()) for one in wanted]
        return any(matches) and self._clock.now().timestamp() < expires

    def seconds_left(self, ex: str) -> int:
        return max(0, (_moment(ex) or 0) - int(self._clock.now().timestamp()))

    @property
    def _longest(self) -> timedelta:
        return timedelta(seconds=2 * self._life_s)

    def _accepted(self) -> list[bytes]:
        """Return the newest key and those in whose place another signs for less long than addresses live."""
        now = self._clock.now()
        older = zip(self._keys[1:], self._keys, strict=False)
        return [
            self._keys[0].secret,
            *(one.secret for one, newer in older if now < newer.signs_from + self._longest),
        ]

    @staticmethod
    def _sign(key: bytes, channel_id: ChannelId, file_id: FileId, expires: int, issued: int) -> str:
        message = f"{channel_id}/{file_id}?ex={expires:x}&is={issued:x}"
        return hmac.new(key, message.encode(), sha256).hexdigest()


def _moment(text: str) -> int | None:
    try:
        return int(text, 16) if len(text) <= 10 and text.isalnum() else None
    except ValueError:
        return None


def _secret(file: Path) -> bytes:
    """Return the home's secret; the first files held it in hexadecimal digits."""
    raw = read_or_make(file)
    return raw if len(raw) == _KEY_BYTES else bytes.fromhex(raw.decode("ascii"))
