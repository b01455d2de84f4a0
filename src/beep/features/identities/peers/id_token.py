"""Whether an ID token is to be believed (OpenID Connect Core, 3.1.3.7; RFC 8725)."""

import base64
import hashlib
import hmac
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry

from beep.features.identities.peers.keys import KINDS, PublicKey

_SIZE_MAX = 16_384
_LEEWAY_S = 60
# In the year 9999: later moments are none.
_NEVER = 253_370_764_800
# The longest a browser may be away; older tokens were made for something else.
_AGE_MAX_S = 600
_HASHES = {"256": hashlib.sha256, "384": hashlib.sha384, "512": hashlib.sha512}
# Never the headers of tokens for other ends.
_TYPES = {None, "JWT", "jwt"}


class Untrusted(Exception):  # noqa: N818 - said of the token; the reason is for the log
    """A token, or what came with it, is not to be believed."""


class Header(msgspec.Struct, frozen=True):
    alg: str
    kid: str | None = None
    typ: str | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say. `is_fresh`: that the person proved who they are just now."""

    issuer: str
    client_id: str
    nonce: str
    now: float
    is_fresh: bool = False
    must_tell_when: bool = True


def header_of(token: str, types: Container[str | None] = _TYPES) -> Header:
    """Return what a token says of its signature, which proves nothing yet; raises `Untrusted`."""
    if len(token) > _SIZE_MAX or token.count(".") != 2:
        raise Untrusted("not a token")
    first = token.partition(".")[0]
    try:
        header = msgspec.json.decode(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)), type=Header)
    except (ValueError, msgspec.DecodeError):
        raise Untrusted("not a token") from None
    if header.alg not in KINDS:
        raise Untrusted("an algorithm that is not accepted")
    if header.typ not in types:
        raise Untrusted("a token for another end")
    return header


def verified(token: str, header: Header, key: PublicKey) -> Mapping[str, Any]:
    """Return the claims of a token this key signed; raises `Untrusted`."""
    allowed = [header.alg]
    registry = JWSRegistry(algorithms=allowed, strict_check_header=False)
    try:
        return jwt.decode(token, key, algorithms=allowed, registry=registry).claims
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        raise Untrusted("a signature that is not the provider's") from None


def check(claims: Mapping[str, Any], expected: Expected) -> None:
    """Raise `Untrusted` unless a token was made for this sign-in, and just now."""
    if claims.get("iss") != expected.issuer:
        raise Untrusted("another issuer")
    _check_audience(claims, expected.client_id)
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(), expected.nonce.encode()):
        raise Untrusted("another nonce")
    if moment(claims, "exp") <= expected.now - _LEEWAY_S:
        raise Untrusted("expired")
    age_s = expected.now - moment(claims, "iat")
    if not -_LEEWAY_S <= age_s <= _AGE_MAX_S + _LEEWAY_S:
        raise Untrusted("made at another time")
    if "nbf" in claims and moment(claims, "nbf") > expected.now + _LEEWAY_S:
        raise Untrusted("not valid yet")
    if expected.is_fresh and (expected.must_tell_when or "auth_time" in claims):
        _check_fresh(claims, expected.now)


def check_access_token(claims: Mapping[str, Any], algorithm: str, access_token: str) -> None:
    """Raise `Untrusted` where a token names an access token, and it is not the one it came with."""
    named = claims.get("at_hash")
    if named is None:
        return
    made = _HASHES.get(algorithm[-3:], hashlib.sha512)(access_token.encode()).digest()
    half = base64.urlsafe_b64encode(made[: len(made) // 2]).rstrip(b"=")
    if not isinstance(named, str) or not hmac.compare_digest(named.encode(), half):
        raise Untrusted("another access token")


def _check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    given = claims.get("aud")
    audience = cast("Sequence[Any]", given) if isinstance(given, list) else [given]
    if client_id not in audience:
        raise Untrusted("another audience")
    party = claims.get("azp")
    if party != client_id and (party is not None or len(audience) > 1):
        raise Untrusted("made for another client")


def _check_fresh(claims: Mapping[str, Any], now: float) -> None:
    if now - moment(claims, "auth_time") > _AGE_MAX_S + _LEEWAY_S:
        raise Untrusted("proved too long ago")


def moment(claims: Mapping[str, Any], name: str) -> float:
    """Return a moment a token tells; raises `Untrusted`."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _NEVER:
        raise Untrusted(f"no {name}")
    return float(value)
