"""Access tokens of providers that Beep's API takes in place of its own: who they speak for here."""

import base64
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from beep.features import auth
from beep.features.identities import rules
from beep.features.identities.contract import Proof
from beep.features.identities.errors import DomainNotAllowed, SignUpClosed
from beep.features.identities.peers import OpenIdProvider
from beep.features.identities.peers.bearer import roles_at
from beep.features.identities.peers.id_token import Untrusted, moment
from beep.features.identities.service.newcomers import Newcomers
from beep.features.identities.service.parts import Parts
from beep.features.identities.settings import ProviderSettings
from beep.kit.ids import UserId

_log = logging.getLogger("beep.features.identities.bearers")
_LONGEST = 16_384


class _Said(msgspec.Struct, frozen=True):
    iss: str = ""


class BearersService:
    """Implements auth's port `Bearers`."""

    def __init__(self, parts: Parts, newcomers: Newcomers) -> None:
        self._parts = parts
        self._newcomers = newcomers
        self._by_issuer = {
            one.issuer: one
            for name, one in parts.providers.items()
            if isinstance(one, OpenIdProvider) and parts.settings[name].accept_tokens_for
        }

    def is_foreign(self, token: str) -> bool:
        return bool(self._by_issuer) and _issuer(token) in self._by_issuer

    async def read(self, token: str) -> auth.Bearer:
        """Return what a token says.

        Raises `InvalidToken`; `ProviderAway` while its keys cannot be fetched; `SignUpClosed`,
        `DomainNotAllowed` or `EmailHasAccount` where nobody here is meant.
        """
        provider = self._by_issuer.get(_issuer(token))
        if provider is None:
            raise auth.InvalidToken
        try:
            claims = await provider.bearer_claims(token)
            # All of it is read before anybody gets an account by it.
            said = self._bearer(provider, claims)
            return replace(said, user_id=await self._person(provider, claims))
        except Untrusted as error:
            _log.info("a token is not believed", extra={"provider": provider.name, "reason": str(error)})
            raise auth.InvalidToken from None

    async def _person(self, provider: OpenIdProvider, claims: Mapping[str, Any]) -> UserId:
        settings = self._parts.settings[provider.name]
        proof = _proof(provider, settings, claims)
        if not rules.is_of_domains(proof.claims, settings.allowed_domains):
            raise DomainNotAllowed
        found = await self._parts.find(proof)
        if found is not None:
            return found.user_id
        if not settings.allow_sign_up:
            raise SignUpClosed
        return await self._newcomers.find_or_create(proof, provider.name)

    def _bearer(self, provider: OpenIdProvider, claims: Mapping[str, Any]) -> auth.Bearer:
        return auth.Bearer(
            issuer=provider.issuer,
            subject=str(claims.get("sub")),
            sign_in=_text(claims, "sid") or _text(claims, "session_state"),
            user_id=UserId(0),
            method=f"{provider.kind}:{provider.name}",
            issued_at=_at(claims, "iat"),
            expires_at=_at(claims, "exp"),
            proved_at=_at(claims, "auth_time") if "auth_time" in claims else None,
            roles=_roles(self._parts.settings[provider.name], claims),
        )


def _proof(provider: OpenIdProvider, settings: ProviderSettings, claims: Mapping[str, Any]) -> Proof:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not rules.is_subject(subject):
        raise Untrusted("no subject")
    understood = rules.claims_of(claims, believed=settings.emails, username_claim=settings.username_claim)
    return Proof(provider.issuer, subject, understood)


def _roles(settings: ProviderSettings, claims: Mapping[str, Any]) -> frozenset[str] | None:
    """Return the global roles a token gives; `None` where Beep decides them itself."""
    if not settings.roles_claim:
        return None
    is_administrator = settings.administrator_role in roles_at(claims, settings.roles_claim)
    return frozenset({"user", "admin"} if is_administrator else {"user"})


def _issuer(token: str) -> str:
    """Return whose a token says it is, which proves nothing; empty for what is no token."""
    if len(token) > _LONGEST or token.count(".") != 2:
        return ""
    payload = token.split(".")[1]
    try:
        return msgspec.json.decode(
            base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)), type=_Said
        ).iss
    except (ValueError, msgspec.DecodeError):
        return ""


def _text(claims: Mapping[str, Any], name: str) -> str | None:
    value = claims.get(name)
    return value if isinstance(value, str) and 0 < len(value) <= 255 else None


def _at(claims: Mapping[str, Any], name: str) -> datetime:
    return datetime.fromtimestamp(moment(claims, name), UTC)
