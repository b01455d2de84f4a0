"""Whether an access token of a provider is to be believed by Beep's API (RFC 9068, and Keycloak's own)."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from beep.features.identities.peers.id_token import Untrusted, moment

# RFC 9068 names them so in the header; others, Keycloak among them, say nothing special there.
TYPES = frozenset({None, "JWT", "jwt", "at+jwt", "application/at+jwt"})
_LEEWAY_S = 60
# Keycloak tells in the claims what a token is: never an ID token, a refresh token or a logout token.
_KIND = "Bearer"
_OF_ID_TOKENS = ("at_hash", "c_hash", "nonce")
_ROLES_MAX = 500


def check_bearer(claims: Mapping[str, Any], *, issuer: str, audience: str, now: float) -> None:
    """Raise `Untrusted` unless a token was made for Beep by this issuer, and is good now."""
    if claims.get("iss") != issuer:
        raise Untrusted("another issuer")
    given = claims.get("aud")
    if audience not in (cast("Sequence[Any]", given) if isinstance(given, list) else [given]):
        raise Untrusted("another audience")
    if claims.get("typ", _KIND) != _KIND or any(name in claims for name in _OF_ID_TOKENS):
        raise Untrusted("no access token")
    if moment(claims, "exp") <= now:
        raise Untrusted("expired")
    if moment(claims, "iat") > now + _LEEWAY_S:
        raise Untrusted("made at another time")
    if "nbf" in claims and moment(claims, "nbf") > now + _LEEWAY_S:
        raise Untrusted("not valid yet")


def roles_at(claims: Mapping[str, Any], path: str) -> frozenset[str]:
    """Return the roles a token tells at a path like `realm_access.roles`; none where there are none."""
    # A claim may itself have dots in its name, as in an address.
    found: object = claims.get(path)
    if found is None:
        found = claims
        for part in path.split("."):
            found = cast("Mapping[str, object]", found).get(part) if isinstance(found, dict) else None
    listed = cast("Sequence[object]", found) if isinstance(found, list) else ()
    return frozenset(one for one in listed[:_ROLES_MAX] if isinstance(one, str))
