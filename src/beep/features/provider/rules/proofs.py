"""Secrets, codes and tokens: random, kept as hashes, compared in constant time; PKCE (RFC 7636)."""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from urllib.parse import unquote_plus

from beep.features.provider.contract import ClientId
from beep.features.provider.errors import OAuthError, invalid_client
from beep.kit.ids import MAX_ID

_BYTES = 32
_VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")
_ID = re.compile(r"[1-9][0-9]{0,18}")


def new_secret() -> str:
    """Return 256 random bits: a client's secret, a code or a token."""
    return secrets.token_urlsafe(_BYTES)


def new_salt() -> bytes:
    return secrets.token_bytes(_BYTES)


def hash_of(secret: str) -> bytes:
    """Return what is stored of a secret. It is random, so a fast hash is enough."""
    return hashlib.sha256(secret.encode()).digest()


def is_same(secret: str, stored: bytes | None) -> bool:
    """Compare in constant time; nothing is the same as no hash."""
    return hmac.compare_digest(hash_of(secret), stored or bytes(_BYTES)) and stored is not None


def successor_of(token: str, salt: bytes) -> str:
    """Return the refresh token after this one.

    Made of the token, which only the client has, and of a salt, which only the database has: who repeats a
    call whose answer was lost gets the same successor, and neither alone is enough to know it.
    """
    digest = hmac.digest(token.encode(), b"beep provider successor" + salt, "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def is_right_verifier(verifier: str | None, challenge: str) -> bool:
    """Tell whether whoever redeems a code is who asked for it (S256 only)."""
    if verifier is None or not _VERIFIER.fullmatch(verifier):
        return False
    digest = hashlib.sha256(verifier.encode()).digest()
    made = base64.urlsafe_b64encode(digest).rstrip(b"=")
    return hmac.compare_digest(made, challenge.encode())


def client_id_of(text: str | None) -> ClientId | None:
    is_id = text is not None and _ID.fullmatch(text) and int(text) <= MAX_ID
    return ClientId(int(text)) if text and is_id else None


def client_credentials(authorization: str, form: Mapping[str, str]) -> tuple[ClientId, str | None]:
    """Return which client asks and the secret it gave, in the header or in the form; never in both.

    Raises `OAuthError`. Assertions (`private_key_jwt`) are not taken, whatever they are signed with.
    """
    if "client_assertion" in form or "client_assertion_type" in form:
        raise invalid_client("Client assertions are not supported; use client_secret_basic or _post.")
    if not authorization:
        named = client_id_of(form.get("client_id"))
        if named is None:
            raise invalid_client()
        return named, form.get("client_secret")
    if "client_secret" in form:
        raise OAuthError("invalid_request", "Send the secret in the header or in the body, not in both.")
    name, secret = _basic(authorization)
    found = client_id_of(name)
    if found is None or form.get("client_id", name) != name:
        raise invalid_client()
    return found, secret


def _basic(authorization: str) -> tuple[str, str]:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise invalid_client("Authenticate the client with HTTP Basic.")
    try:
        name, colon, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise invalid_client() from None
    if not colon:
        raise invalid_client()
    # Both are form-encoded inside (RFC 6749, 2.3.1).
    return unquote_plus(name), unquote_plus(secret)
