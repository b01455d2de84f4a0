"""What is asked for, what was allowed, and what is said of how somebody proved who they are."""

from collections.abc import Collection, Iterable

from beep.features.provider.contract import SCOPES
from beep.features.provider.errors import OAuthError

# RFC 8176, where it has a word.
_AMR = {
    "password": "pwd",
    "ldap": "pwd",
    "totp": "otp",
    "recovery": "otp",
    "passkey": "pop",
}
ONE_FACTOR, TWO_FACTORS = "urn:beep:acr:1", "urn:beep:acr:2"


def requested(text: str, allowed: Collection[str]) -> frozenset[str]:
    """Return the scopes a request asks for; words nobody knows are left out, as OpenID Connect says.

    Raises `OAuthError` where a client asks for more than it was registered for, or for nothing.
    """
    known = frozenset(text.split()) & frozenset(SCOPES)
    beyond = sorted(known - frozenset(allowed))
    if beyond:
        raise OAuthError("invalid_scope", f"This client is not registered for {' '.join(beyond)}.")
    if not known:
        raise OAuthError("invalid_scope", f"Ask for one of {' '.join(SCOPES)} at least.")
    return known


def granted(text: str | None, has: frozenset[str]) -> frozenset[str]:
    """Return the scopes of a renewed token: all, or fewer when the client says so; never more."""
    if text is None:
        return has
    wanted = frozenset(text.split())
    if not wanted or not wanted <= has:
        raise OAuthError("invalid_scope", "A token can be renewed with what it had, or with less.")
    return wanted


def methods_claims(methods: Iterable[str]) -> tuple[list[str], str]:
    """Return `amr` and `acr` of how a session was opened: what was proved, never more."""
    words = list(dict.fromkeys(_AMR[one] for one in methods if one in _AMR))
    is_mixed = len(words) > 1
    is_strong = is_mixed or "pop" in words
    return [*words, *(["mfa"] if is_mixed else [])], TWO_FACTORS if is_strong else ONE_FACTOR
