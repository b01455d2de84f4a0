"""Seals what letters say: they hold links that open accounts, and the database is backed up.

Every process needs the same `mail.key` in its home; what another key sealed is left to whoever has that one.
"""

import asyncio
import hashlib
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from beep.kit.text import json_decode, json_encode
from beep.runtime.key_file import read_or_make

_NONCE_BYTES = 12
_NAME_LENGTH = 16


class Seal:
    def __init__(self, home: Path) -> None:
        self._file = home / "mail.key"
        self._cipher: AESGCM | None = None
        self._name = ""

    async def start(self) -> None:
        key = await asyncio.to_thread(read_or_make, self._file)
        self._cipher = AESGCM(key)
        self._name = hashlib.sha256(b"beep mail key" + key).hexdigest()[:_NAME_LENGTH]

    @property
    def name(self) -> str:
        """What tells this key from others, without giving it away."""
        return self._name

    def close(self, about: str, text: str, html: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._opened.encrypt(nonce, json_encode([text, html]), about.encode())

    def open(self, about: str, sealed: bytes) -> tuple[str, str]:
        """Return text and HTML; raises `ValueError` for what another key sealed."""
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            text, html = json_decode(self._opened.decrypt(nonce, rest, about.encode()))
        except InvalidTag:
            raise ValueError("sealed with another mail.key") from None
        return text, html

    @property
    def _opened(self) -> AESGCM:
        if self._cipher is None:
            raise RuntimeError("the key file is used before it is read")
        return self._cipher
