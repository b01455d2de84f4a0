"""One OpenID Connect provider: authorization code with PKCE, state, nonce, and a check of who answers."""

import base64
import hashlib
import hmac
import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit, urlunsplit

import msgspec

from beep.features.identities import rules
from beep.features.identities.contract import Claims, Departure, Kind, Proof, Return
from beep.features.identities.errors import NotBelieved, ProviderAway, WronglySet
from beep.features.identities.peers.bearer import TYPES, check_bearer
from beep.features.identities.peers.documents import Documents
from beep.features.identities.peers.id_token import (
    Expected,
    Untrusted,
    check,
    check_access_token,
    header_of,
    verified,
)
from beep.features.identities.peers.keys import Keys
from beep.features.identities.settings import ProviderSettings
from beep.runtime import security
from beep.runtime.clock import Clock

_log = logging.getLogger("beep.features.identities.openid")
_OK = 200
_METADATA_LIFE_S = 3600.0
_BASIC, _POST = "client_secret_basic", "client_secret_post"


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider says of itself (OpenID Connect Discovery, 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    token_endpoint_auth_methods_supported: list[str] | None = None
    authorization_response_iss_parameter_supported: bool = False

    def addresses(self) -> list[str]:
        own = [self.authorization_endpoint, self.token_endpoint, self.jwks_uri]
        return [*own, self.userinfo_endpoint] if self.userinfo_endpoint else own


class OpenIdProvider:
    """Implements `Redirecting`. `redirect_uri` is this provider's alone: answers cannot be mixed up."""

    kind: Kind = "oidc"

    def __init__(
        self, name: str, settings: ProviderSettings, documents: Documents, clock: Clock, *, redirect_uri: str
    ) -> None:
        self.name = name
        self.issuer = settings.issuer
        self._settings = settings
        self._documents = documents
        self._clock = clock
        self._redirect_uri = redirect_uri
        self._metadata: tuple[Metadata, float] | None = None
        self._keys = Keys(clock, self._fetch_keys)

    # -- there --------------------------------------------------------------------------------

    async def departure(self, state: str, secret: str, *, is_fresh: bool) -> Departure:
        there = await self._known()
        challenge = hashlib.sha256(_derived(secret, state, "pkce").encode()).digest()
        wanted = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": self._redirect_uri,
            "scope": " ".join(self._settings.scopes),
            "state": state,
            "nonce": _derived(secret, state, "nonce"),
            "code_challenge": _text(challenge),
            "code_challenge_method": "S256",
            **(self._asking_anew() if is_fresh else {}),
        }
        parts = urlsplit(there.authorization_endpoint)
        query = urlencode([*parse_qsl(parts.query), *wanted.items()])
        return Departure(urlunsplit(parts._replace(query=query, fragment="")), state, secret)

    def _asking_anew(self) -> dict[str, str]:
        # Google never asks for a password again; choosing the account is all there is.
        is_google = self._settings.preset == "google"
        return {"prompt": "select_account"} if is_google else {"prompt": "login", "max_age": "0"}

    # -- and back -----------------------------------------------------------------------------

    async def arrival(self, back: Return, *, is_fresh: bool) -> Proof:
        there = await self._known()
        try:
            self._check_sender(there, back)
            tokens = await self._redeemed(there, back)
            claims = await self._claims(tokens, back, is_fresh=is_fresh)
            return await self._proof(there, tokens, claims)
        except Untrusted as error:
            _log.warning("a provider's answer is not believed", extra=self._about(str(error)))
            security.tell("identity.not_believed", is_alarming=True, provider=self.name, reason=str(error))
            raise NotBelieved from error

    @staticmethod
    def _check_sender(there: Metadata, back: Return) -> None:
        """Refuse an answer that says, or hides, that it is another provider's (RFC 9207)."""
        if back.issuer is None and there.authorization_response_iss_parameter_supported:
            raise Untrusted("an answer that does not say whose it is")
        if back.issuer is not None and back.issuer != there.issuer:
            raise Untrusted("another provider's answer")

    async def _redeemed(self, there: Metadata, back: Return) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": back.code,
            "redirect_uri": self._redirect_uri,
            "code_verifier": _derived(back.secret, back.state, "pkce"),
        }
        secret, authorization = self._settings.client_secret, ""
        methods = there.token_endpoint_auth_methods_supported or [_BASIC]
        if secret and (_BASIC in methods or _POST not in methods):
            authorization = _basic(self._settings.client_id, secret)
        else:
            form["client_id"] = self._settings.client_id
            form |= {"client_secret": secret} if secret else {}
        status, answer = await self._documents.post(there.token_endpoint, form, authorization=authorization)
        if answer.get("error") in {"invalid_client", "unauthorized_client"}:
            raise self._wrong("client_secret", "the provider does not take it for this client_id")
        if status != _OK:
            raise Untrusted(f"the code was not redeemed: status {status}")
        return answer

    async def _claims(self, tokens: dict[str, Any], back: Return, *, is_fresh: bool) -> Mapping[str, Any]:
        token = tokens.get("id_token")
        if not isinstance(token, str):
            raise Untrusted("no ID token")
        header = header_of(token)
        key = await self._keys.find(header.kid, header.alg)
        if key is None:
            raise Untrusted("a key that is not the provider's")
        claims = verified(token, header, key)
        expected = Expected(
            issuer=self.issuer,
            client_id=self._settings.client_id,
            nonce=_derived(back.secret, back.state, "nonce"),
            now=self._clock.now().timestamp(),
            is_fresh=is_fresh,
            must_tell_when=self._settings.preset != "google",
        )
        check(claims, expected)
        if isinstance(access_token := tokens.get("access_token"), str):
            check_access_token(claims, header.alg, access_token)
        return claims

    async def _proof(self, there: Metadata, tokens: dict[str, Any], claims: Mapping[str, Any]) -> Proof:
        subject = claims.get("sub")
        if not isinstance(subject, str) or not rules.is_subject(subject):
            raise Untrusted("no subject")
        found = self._understood(claims)
        access_token = tokens.get("access_token")
        if there.userinfo_endpoint and isinstance(access_token, str) and not (found.email and found.username):
            more = await self._userinfo(there.userinfo_endpoint, access_token, subject)
            found = self._understood({**more, **claims})
        return Proof(self.issuer, subject, found)

    async def _userinfo(self, address: str, access_token: str, subject: str) -> Mapping[str, Any]:
        """Return what else there is to know of somebody; nothing where it cannot be had."""
        try:
            status, more = await self._documents.get(address, bearer=access_token)
        except ProviderAway:
            return {}
        if status != _OK or not more:
            return {}
        if more.get("sub") != subject:
            raise Untrusted("what was told of somebody else")
        return more

    def _understood(self, claims: Mapping[str, Any]) -> Claims:
        given = self._settings
        return rules.claims_of(claims, believed=given.emails, username_claim=given.username_claim)

    # -- its access tokens --------------------------------------------------------------------

    async def bearer_claims(self, token: str) -> Mapping[str, Any]:
        """Return what an access token made for Beep says; raises `Untrusted` or `ProviderAway`."""
        header = header_of(token, TYPES)
        key = await self._keys.find(header.kid, header.alg)
        if key is None:
            raise Untrusted("a key that is not the provider's")
        claims = verified(token, header, key)
        now = self._clock.now().timestamp()
        check_bearer(claims, issuer=self.issuer, audience=self._settings.accept_tokens_for, now=now)
        return claims

    # -- what it publishes --------------------------------------------------------------------

    async def probe(self) -> None:
        await self._fetch_metadata()

    async def _known(self) -> Metadata:
        held = self._metadata
        if held is not None and self._clock.monotonic() - held[1] < _METADATA_LIFE_S:
            return held[0]
        return await self._fetch_metadata()

    async def _fetch_metadata(self) -> Metadata:
        issuer = self.issuer
        address = issuer.rstrip("/") + "/.well-known/openid-configuration"
        status, document = await self._documents.get(address)
        if status != _OK:
            raise self._wrong("issuer", f"{address} answers with status {status}")
        try:
            found = msgspec.convert(document, Metadata)
        except msgspec.ValidationError as error:
            raise self._wrong("issuer", f"{address} is not a provider's document: {error}") from error
        if found.issuer != issuer:
            raise self._wrong(
                "issuer", f"the provider calls itself {found.issuer[:200]!r}; write exactly that"
            )
        for one in found.addresses():
            if not self._documents.is_fit(one):
                raise self._wrong("issuer", f"its document names an address that is not https: {one[:200]!r}")
        self._metadata = (found, self._clock.monotonic())
        return found

    async def _fetch_keys(self) -> dict[str, Any]:
        status, document = await self._documents.get((await self._known()).jwks_uri)
        if status != _OK:
            raise ProviderAway
        return document

    def _wrong(self, key: str, reason: str) -> WronglySet:
        """Return an error for people; whoever looks after Beep reads in the log which setting to mend."""
        setting = f"[identities.providers.{self.name}] {key}"
        _log.error("a provider is not set up well", extra={**self._about(reason), "setting": setting})
        return WronglySet()

    def _about(self, reason: str) -> dict[str, str]:
        return {"provider": self.name, "reason": reason}


def _derived(secret: str, state: str, end: str) -> str:
    """Return what only whoever holds the browser's secret knows: nothing of it need be kept here."""
    return _text(hmac.digest(secret.encode(), f"{end} {state}".encode(), "sha256"))


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _basic(client_id: str, secret: str) -> str:
    """Return the header a client proves itself with (RFC 6749, 2.3.1)."""
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return "Basic " + base64.b64encode(pair.encode()).decode()
