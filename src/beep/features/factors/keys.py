"""Seals the secrets of code generators: who reads the database or a backup of it makes no codes.

Every process needs the same `factors.key` in its home. Without it codes cannot be checked; recovery codes
and passkeys do not need it.
"""

import asyncio
import hashlib
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from beep.features.factors.errors import KeyLocked
from beep.kit.ids import UserId
from beep.runtime.key_file import read_or_make

_NONCE_BYTES = 12
_NAME_LENGTH = 16


class Seal:
    def __init__(self, home: Path) -> None:
        self._file = home / "factors.key"
        self._cipher: AESGCM | None = None
        self._name = ""

    async def start(self) -> None:
        key = await asyncio.to_thread(read_or_make, self._file)
        self._cipher = AESGCM(key)
        self._name = hashlib.sha256(b"beep factors key" + key).hexdigest()[:_NAME_LENGTH]

    @property
    def file(self) -> Path:
        return self._file

    @property
    def name(self) -> str:
        """What tells this key from others, without giving it away."""
        return self._name

    def close(self, user_id: UserId, secret: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._opened.encrypt(nonce, secret, _about(user_id))

    def open(self, user_id: UserId, sealed: bytes) -> bytes:
        """Return a secret; raises `KeyLocked` for what another key sealed."""
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._opened.decrypt(nonce, rest, _about(user_id))
        except InvalidTag:
            raise KeyLocked from None

    @property
    def _opened(self) -> AESGCM:
        if self._cipher is None:
            raise RuntimeError("the key file is used before it is read")
        return self._cipher


def _about(user_id: UserId) -> bytes:
    """Return what a secret is bound to: copied to another account, it does not open."""
    return f"generator of {user_id}".encode()
