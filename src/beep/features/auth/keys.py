"""The keys access tokens are signed with: shared through the database, sealed there by a key file.

Every process needs the same `auth.key` in its home. One that cannot open the current key does not start
beside others, whose key it would retire. Alone it makes a new one, as the file was lost; tokens of the old
key stay good until they expire.
"""

import asyncio
import hmac
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc.jwk import RSAKey

from beep.features.auth import store
from beep.features.auth.contract import PublicKey, PublishedKeys
from beep.features.auth.errors import OtherKeyFile
from beep.runtime.clock import Clock
from beep.runtime.database import Database
from beep.runtime.key_file import read_or_make
from beep.runtime.process import is_alone

_log = logging.getLogger("beep.features.auth.keys")
_BITS = 2048
_NONCE_BYTES = 12
# Other processes go on signing with a retired key until their next look at the table.
_LOOK_EVERY_S = 30.0
_FORCED_LOOK_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class SigningKey:
    """`private` is `None` in a process that cannot open it."""

    kid: str
    public: RSAKey
    private: RSAKey | None
    retired_at: datetime | None


class KeyRing:
    """Signs with the current key, and accepts retired ones while their tokens live (S-31)."""

    def __init__(self, database: Database, clock: Clock, home: Path, *, token_life: timedelta) -> None:
        self._database = database
        self._clock = clock
        self._file = home / "auth.key"
        self._accepted_for = token_life + timedelta(seconds=2 * _LOOK_EVERY_S)
        self._seal: AESGCM | None = None
        self._derived = b""
        self._keys: dict[str, SigningKey] = {}
        self._current: SigningKey | None = None
        self._looked_at: float | None = None

    async def start(self) -> None:
        """Read the keys; make one if there is none, or none that can be opened (raises `OtherKeyFile`)."""
        key = await asyncio.to_thread(read_or_make, self._file)
        self._seal = AESGCM(key)
        self._derived = hmac.digest(key, b"beep links in letters", "sha256")
        await self._look()
        if self._current is None or (self._current.private is None and await is_alone(self._database)):
            await self._replace(self._current.kid if self._current else None)
        if self.current.private is None:
            raise OtherKeyFile

    @property
    def derived_key(self) -> bytes:
        """What links in letters are sealed with: the same in every process, and nowhere in the database."""
        if not self._derived:
            raise RuntimeError("the key file is used before it is read")
        return self._derived

    @property
    def current(self) -> SigningKey:
        if self._current is None:
            raise RuntimeError("the signing keys are used before they are read")
        return self._current

    def find(self, kid: str) -> SigningKey | None:
        """Return a key that is still accepted."""
        key = self._keys.get(kid)
        if key is None or self._is_over(key):
            return None
        return key

    def _is_over(self, key: SigningKey) -> bool:
        return key.retired_at is not None and self._clock.now() >= key.retired_at + self._accepted_for

    def published(self) -> PublishedKeys:
        keys = [key.public.as_dict(private=False) for key in self._keys.values() if not self._is_over(key)]
        return PublishedKeys(tuple(PublicKey(str(k["kid"]), str(k["n"]), str(k["e"])) for k in keys))

    async def rotate(self) -> None:
        """Retire the current key and sign with a new one."""
        await self._replace(self.current.kid)

    async def look_again(self, *, is_forced: bool = False) -> None:
        """Read what other processes changed: regularly, or at once for an unknown key's sake."""
        gap = _FORCED_LOOK_EVERY_S if is_forced else _LOOK_EVERY_S
        if self._looked_at is None or self._clock.monotonic() - self._looked_at >= gap:
            await self._look()

    async def _replace(self, kid: str | None) -> None:
        """Make a new key in the place of `kid`; whoever comes second takes the first one's."""
        made = await asyncio.to_thread(self._make)
        now = self._clock.now()
        async with self._database.write() as tx:
            if kid is not None:
                await store.retire_key(tx.connection, kid, at=now)
            await store.insert_key(tx.connection, made, created_at=now)
            await store.forget_keys(tx.connection, retired_before=now - self._accepted_for)
        await self._look()

    def _make(self) -> store.StoredKey:
        key = RSAKey.generate_key(_BITS, auto_kid=True)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, key.as_pem(private=True), str(key.kid).encode())
        return store.StoredKey(str(key.kid), key.as_pem(private=False), sealed, None)

    @property
    def _cipher(self) -> AESGCM:
        if self._seal is None:
            raise RuntimeError("the key file is used before it is read")
        return self._seal

    async def _look(self) -> None:
        self._looked_at = self._clock.monotonic()
        async with self._database.read() as connection:
            rows = await store.list_keys(connection)
        self._keys = {row.kid: self._opened(row) for row in rows}
        self._current = next((key for key in self._keys.values() if key.retired_at is None), None)
        if self._current and self._current.private is None:
            _log.error("the signing key was sealed with another key file", extra={"file": str(self._file)})

    def _opened(self, row: store.StoredKey) -> SigningKey:
        if (known := self._keys.get(row.kid)) and known.retired_at == row.retired_at:
            return known
        public = RSAKey.import_key(row.public_pem, {"kid": row.kid})
        if row.retired_at is not None:
            return SigningKey(row.kid, public, None, row.retired_at)
        nonce, sealed = row.sealed_private[:_NONCE_BYTES], row.sealed_private[_NONCE_BYTES:]
        try:
            pem = self._cipher.decrypt(nonce, sealed, row.kid.encode())
        except InvalidTag:
            return SigningKey(row.kid, public, None, None)
        # The seal has just proved these bytes to be ours; proving the numbers prime again takes 35 ms.
        private = load_pem_private_key(pem, None, unsafe_skip_rsa_key_validation=True)
        return SigningKey(
            row.kid, public, RSAKey.import_key(cast("RSAPrivateKey", private), {"kid": row.kid}), None
        )
