"""What a client learns of a person: as much as the scopes it was allowed, and as it is at that moment."""

import base64
import hashlib
from datetime import timedelta
from typing import Any

from beep.features.provider import rules
from beep.features.provider.contract import EMAIL, OPENID, PROFILE, GrantView
from beep.features.provider.errors import OAuthError
from beep.features.provider.service.parts import Parts
from beep.kit.errors import Unauthenticated

# Retired keys are published for as long.
_LIFE = timedelta(hours=1)


class Claims:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def id_token(self, grant: GrantView, scopes: frozenset[str], access: str, nonce: str | None) -> str:
        """Return who signed in, how and when, signed.

        Of the person it holds their id and their roles only: a client sends it back to us in an address
        when it signs them out. Names and addresses are at userinfo.
        """
        parts, now = self._parts, self._parts.clock.now()
        amr, acr = rules.methods_claims(grant.methods)
        claims: dict[str, Any] = {
            "iss": parts.issuer,
            "sub": str(grant.user_id),
            "aud": str(grant.client_id),
            "iat": int(now.timestamp()),
            "exp": int((now + _LIFE).timestamp()),
            "auth_time": int(grant.auth_time.timestamp()),
            "acr": acr,
            "at_hash": _half_hash(access),
        }
        if amr:
            claims["amr"] = amr
        if nonce is not None:
            claims["nonce"] = nonce
        if PROFILE in scopes:
            claims["roles"] = await self._roles(grant)
        return parts.auth.sign(claims)

    async def details(self, token: str) -> dict[str, Any]:
        """Return what userinfo says to whoever has this access token; raises `OAuthError`."""
        grant, scopes = await self._of_token(token)
        if OPENID not in scopes:
            raise OAuthError("insufficient_scope", "The token was not given for openid.", status=403)
        found: dict[str, Any] = {"sub": str(grant.user_id)}
        if PROFILE in scopes:
            found |= await self._profile(grant)
        if EMAIL in scopes:
            found |= await self._email(grant)
        return found

    async def _of_token(self, token: str) -> tuple[GrantView, frozenset[str]]:
        # Tokens Beep's own API takes have dots; those that are for userinfo only have none.
        if "." in token:
            return await self._of_lent(token)
        found = await self._parts.grants.find_token(rules.hash_of(token))
        if found is None or found.is_refresh or found.expires_at is None:
            raise _invalid_token()
        if found.expires_at <= self._parts.clock.now() or found.grant.ended_at is not None:
            raise _invalid_token()
        await self._check_alive(found.grant)
        return found.grant, found.scopes

    async def _of_lent(self, token: str) -> tuple[GrantView, frozenset[str]]:
        try:
            actor = await self._parts.auth.authenticate(token, counts_as_activity=False)
        except Unauthenticated:
            raise _invalid_token() from None
        if actor.session_id is None:
            raise _invalid_token()
        grant = await self._parts.grants.find_of_own_session(actor.session_id)
        if grant is None:
            raise _invalid_token()
        return grant, grant.scopes

    async def _check_alive(self, grant: GrantView) -> None:
        try:
            await self._parts.auth.actor_of(grant.lives_in)
        except Unauthenticated:
            raise _invalid_token() from None

    async def _roles(self, grant: GrantView) -> list[str]:
        """Return the global roles a person has now, as far as how they signed in is enough for them."""
        return sorted(await self._parts.auth.roles_of(grant.user_id, frozenset(grant.methods)))

    async def _profile(self, grant: GrantView) -> dict[str, Any]:
        person = await self._parts.users.get(grant.user_id)
        found: dict[str, Any] = {
            "preferred_username": person.username,
            "name": person.display_name or person.username,
            "roles": await self._roles(grant),
        }
        if person.avatar is not None:
            found["picture"] = f"{self._parts.issuer}/cdn/avatars/{person.id}/{person.avatar}.png"
        return found

    async def _email(self, grant: GrantView) -> dict[str, Any]:
        account = await self._parts.auth.accounts.find(grant.user_id)
        if account is None or account.email is None:
            return {}
        return {"email": account.email, "email_verified": account.verified_at is not None}


def _half_hash(access: str) -> str:
    """Return `at_hash`: the left half of the hash of the access token (OpenID Connect Core, 3.1.3.6)."""
    digest = hashlib.sha256(access.encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def _invalid_token() -> OAuthError:
    return OAuthError("invalid_token", "The access token is unknown, has expired or has ended.", status=401)
