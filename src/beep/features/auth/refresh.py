"""Refresh tokens: 256 random bits, kept as hashes.

A used token keeps its successor sealed under itself, so that a client which lost the answer may
ask again for a few seconds and gets the same successor. The family never forks: whoever uses an
old token later, or after its successor was used, ends the session.
"""

import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_BYTES = 32
# Each sealing key is used once, for one token, so the nonce may stay the same.
_NONCE = bytes(12)


def new_token() -> str:
    return secrets.token_urlsafe(_BYTES)


def hash_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def seal(token: str, successor: str) -> bytes:
    return AESGCM(_key(token)).encrypt(_NONCE, successor.encode(), None)


def unseal(token: str, sealed: bytes) -> str:
    return AESGCM(_key(token)).decrypt(_NONCE, sealed, None).decode()


def _key(token: str) -> bytes:
    return hmac.digest(token.encode(), b"beep refresh successor", "sha256")
