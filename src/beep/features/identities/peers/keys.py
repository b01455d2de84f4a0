"""The keys a provider signs with: fetched when needed, kept an hour, followed when they rotate."""

import asyncio
import base64
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey

from beep.features.identities.errors import ProviderAway
from beep.runtime.clock import Clock

_log = logging.getLogger("beep.features.identities.keys")
PublicKey = RSAKey | ECKey | OKPKey
# Which kind of key an algorithm takes; what is not here is never accepted: no `none`, nothing symmetric.
KINDS: dict[str, type[PublicKey]] = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), RSAKey),
    **dict.fromkeys(("ES256", "ES384", "ES512"), ECKey),
    "Ed25519": OKPKey,
}
_LIFE_S = 3600.0
# Keys that could not be fetched anew are still good for so long.
_STALE_S = 86_400.0
# How often a key that is not known makes us look again: anybody can name one.
_FLOOR_S = 30.0
_KEYS_MAX = 64
_RSA_BITS_MIN = 2048


class Keys:
    """Keys of one provider in one process."""

    def __init__(self, clock: Clock, fetch: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        self._clock = clock
        self._fetch = fetch
        self._known: list[tuple[str | None, PublicKey]] = []
        self._fetched_at = self._tried_at = float("-inf")
        self._lock = asyncio.Lock()

    async def find(self, kid: str | None, algorithm: str) -> PublicKey | None:
        """Return the key a token names; raises `ProviderAway` where none could be fetched at all."""
        await self._look_again(older_than_s=_LIFE_S)
        found = self._pick(kid, algorithm)
        if found is None:
            await self._look_again(older_than_s=_FLOOR_S)
            found = self._pick(kid, algorithm)
        return found

    def _pick(self, kid: str | None, algorithm: str) -> PublicKey | None:
        """Return the one key that fits; a token without the name of its key takes the only one."""
        kind = KINDS[algorithm]
        fitting = [key for name, key in self._known if isinstance(key, kind) and (kid is None or name == kid)]
        return fitting[0] if len(fitting) == 1 else None

    async def _look_again(self, *, older_than_s: float) -> None:
        async with self._lock:
            now = self._clock.monotonic()
            if now - self._fetched_at < older_than_s or (self._known and now - self._tried_at < _FLOOR_S):
                return
            self._tried_at = now
            try:
                document = await self._fetch()
            except ProviderAway:
                if not self._known or now - self._fetched_at > _STALE_S:
                    raise
                _log.warning("keys could not be fetched anew; those of before are used")
                return
            self._known = _imported(document)
            self._fetched_at = now


def _imported(document: dict[str, Any]) -> list[tuple[str | None, PublicKey]]:
    given = document.get("keys")
    listed = cast("Sequence[Any]", given) if isinstance(given, list) else ()
    given_keys = [cast("dict[str, Any]", one) for one in listed[:_KEYS_MAX] if isinstance(one, dict)]
    return [(_name(one), key) for one in given_keys if (key := _key(one)) is not None]


def _name(given: dict[str, Any]) -> str | None:
    kid = given.get("kid")
    return kid if isinstance(kid, str) else None


def _key(given: dict[str, Any]) -> PublicKey | None:
    """Return a key that signatures can be checked with; others in the set are none of ours."""
    if given.get("kty") not in {"RSA", "EC", "OKP"} or given.get("use", "sig") != "sig":
        return None
    public = {name: value for name, value in given.items() if name not in {"d", "p", "q", "dp", "dq", "qi"}}
    try:
        if public["kty"] == "RSA" and _bits(public["n"]) < _RSA_BITS_MIN:
            return None
        key = JWKRegistry.import_key(public)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return key if isinstance(key, RSAKey | ECKey | OKPKey) else None


def _bits(number: str) -> int:
    """Return how long a number of a key is (RFC 7518, 2)."""
    content = base64.urlsafe_b64decode(number + "=" * (-len(number) % 4))
    return int.from_bytes(content).bit_length()
