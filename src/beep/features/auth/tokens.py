"""Access tokens: RS256 JWTs, verified once and then remembered until they expire."""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import GuestProtocol, RSAKey

from beep.features.auth.contract import TOKEN_LIFE
from beep.features.auth.errors import InvalidToken, KeyLocked
from beep.features.auth.keys import KeyRing
from beep.kit.ids import SessionId, UserId
from beep.runtime.clock import Clock

_ALGORITHMS = ["RS256"]
_MAX_LENGTH = 4096


@dataclass(frozen=True, slots=True)
class Claims:
    user_id: UserId
    session_id: SessionId
    expires_at: float
    kid: str


class UnknownKey(InvalidToken):
    """The token was signed with a key that is not, or no longer, accepted. Sign in again."""


class Tokens:
    """`issuer` and `audience` are written into every token and asked of every token."""

    def __init__(self, keys: KeyRing, clock: Clock, *, issuer: str, audience: str, remembered: int) -> None:
        self._keys = keys
        self._clock = clock
        self._issuer = issuer
        self._audience = audience
        self._size = remembered
        self._verified: OrderedDict[bytes, Claims] = OrderedDict()

    def issue(self, user_id: UserId, session_id: SessionId, roles: frozenset[str]) -> str:
        now = self._clock.now()
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": str(user_id),
            "sid": str(session_id),
            "iat": int(now.timestamp()),
            "exp": int((now + TOKEN_LIFE).timestamp()),
            "roles": sorted(roles),
        }
        return self.sign(claims)

    def sign(self, claims: Mapping[str, object]) -> str:
        """Return a JWT of these claims; raises `KeyLocked`."""
        key = self._keys.current
        if key.private is None:
            raise KeyLocked
        header = {"alg": "RS256", "kid": key.kid}
        return jwt.encode(header, dict(claims), key.private, algorithms=_ALGORITHMS)

    def read(self, token: str) -> Claims:
        """Return what a token says; raises `InvalidToken`, of which `UnknownKey`."""
        if len(token) > _MAX_LENGTH:
            raise InvalidToken
        digest = hashlib.sha256(token.encode()).digest()
        claims = self._verified.get(digest)
        if claims is None:
            claims = self._verify(token)
            self._verified[digest] = claims
            if len(self._verified) > self._size:
                self._verified.popitem(last=False)
        else:
            self._verified.move_to_end(digest)
        if claims.expires_at <= self._clock.now().timestamp() or self._keys.find(claims.kid) is None:
            del self._verified[digest]
            raise InvalidToken
        return claims

    def _verify(self, token: str) -> Claims:
        try:
            found = jwt.decode(token, self._key_of, algorithms=_ALGORITHMS)
            return self._claims(found.header, found.claims)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):
            raise InvalidToken from None

    def _key_of(self, token: GuestProtocol) -> RSAKey:
        """Return the key a token names; a token never brings its own."""
        key = self._keys.find(str(token.headers().get("kid")))
        if key is None:
            raise UnknownKey
        return key.public

    def _claims(self, header: dict[str, Any], claims: dict[str, Any]) -> Claims:
        if claims["iss"] != self._issuer or claims["aud"] != self._audience:
            raise InvalidToken
        if claims["iat"] > self._clock.now().timestamp() + TOKEN_LIFE.total_seconds():
            raise InvalidToken
        return Claims(
            UserId(int(claims["sub"])), SessionId(int(claims["sid"])), float(claims["exp"]), header["kid"]
        )
