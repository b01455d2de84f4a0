"""Signing out on a client's word (OpenID Connect RP-Initiated Logout): who asks, and where to go then."""

from collections.abc import Mapping

from beep.features.provider import rules
from beep.features.provider.contract import ClientId, ClientView, Leaving
from beep.features.provider.errors import OAuthError, UnknownClient, UnknownRedirect
from beep.features.provider.service.hints import Hints
from beep.features.provider.service.parts import Parts
from beep.kit.errors import invalid


class LeavingService:
    def __init__(self, parts: Parts, hints: Hints) -> None:
        self._parts = parts
        self._hints = hints

    async def look(self, query: str) -> Leaving:
        """Return what to ask a person; raises `Invalid`, `UnknownClient` or `UnknownRedirect`."""
        try:
            given = rules.parameters(query)
        except OAuthError as error:
            raise invalid("query", "SIGN_OUT_REQUEST", error.description) from None
        client = await self._client(given)
        wanted = given.get("post_logout_redirect_uri")
        if wanted is None:
            return Leaving(client, None)
        if client is None or not rules.is_registered(wanted, client.logout_uris, is_public=client.is_public):
            raise UnknownRedirect
        state = given.get("state")
        return Leaving(client, wanted if state is None else rules.with_query(wanted, {"state": state}))

    async def _client(self, given: Mapping[str, str]) -> ClientView | None:
        """Return who asks: whom the hint was given to, or who it says it is; never two of them."""
        hint = given.get("id_token_hint")
        named = [await self._of_hint(hint)] if hint else []
        if "client_id" in given:
            named.append(rules.client_id_of(given["client_id"]))
        if not named:
            return None
        if None in named or len(set(named)) > 1:
            raise UnknownClient
        client_id = named[0]
        found = await self._parts.clients.find(client_id) if client_id else None
        if found is None:
            raise UnknownClient
        return found[0]

    async def _of_hint(self, token: str) -> ClientId | None:
        hint = await self._hints.read(token)
        return hint.client_id if hint else None
