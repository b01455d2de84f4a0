"""ID tokens that come back to us as hints: of who somebody is, and of which client sends them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from beep.features import auth
from beep.features.provider import rules
from beep.features.provider.contract import ClientId
from beep.features.provider.service.parts import Parts
from beep.kit.ids import UserId

_ALGORITHMS = ["RS256"]
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Hint:
    client_id: ClientId
    user_id: UserId


class Hints:
    """A hint may have expired; it must be ours, and signed with a key that is still published (S-31)."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def read(self, token: str) -> Hint | None:
        """Return what a hint says, `None` for what is no ID token of ours."""
        published = await self._parts.auth.published_keys()
        keys = KeySet.import_key_set({"keys": [_as_dict(one) for one in published.keys]})
        try:
            claims = jwt.decode(token[: _LONGEST + 1], keys, algorithms=_ALGORITHMS).claims
            return self._hint(claims)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):
            return None

    async def is_about(self, token: str | None, user_id: UserId) -> bool:
        """Tell whether a hint, if there is one, is about this person."""
        if token is None:
            return True
        hint = await self.read(token)
        return hint is not None and hint.user_id == user_id

    def _hint(self, claims: Mapping[str, Any]) -> Hint | None:
        client_id = rules.client_id_of(str(claims["aud"]))
        if claims["iss"] != self._parts.issuer or client_id is None:
            return None
        return Hint(client_id, UserId(int(claims["sub"])))


def _as_dict(key: auth.PublicKey) -> dict[str, str | list[str]]:
    return {"kty": key.kty, "kid": key.kid, "n": key.n, "e": key.e, "use": key.use, "alg": key.alg}
