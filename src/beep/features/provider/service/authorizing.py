"""The page a client sends somebody to: who asks, whether they may, and the code they go back with."""

from collections.abc import Mapping
from datetime import timedelta

from beep.features import audit
from beep.features.provider import rules
from beep.features.provider.contract import ClientView, GrantId, GrantView, Outcome, Wish
from beep.features.provider.errors import OAuthError, UnknownClient, UnknownRedirect
from beep.features.provider.service.hints import Hints
from beep.features.provider.service.parts import Parts
from beep.features.provider.store import LockedCode
from beep.kit.actor import Actor
from beep.kit.errors import Unauthenticated, invalid

_ASKING = frozenset({"consent", "select_account"})


class Authorizing:
    def __init__(self, parts: Parts, hints: Hints) -> None:
        self._parts = parts
        self._hints = hints

    async def answer(self, actor: Actor | None, query: str, wish: Wish) -> Outcome:
        """Answer an authorization request, given as the page's query.

        Nothing is sent to a client before its id and its address are verified: until then it raises
        `Invalid`, `UnknownClient` or `UnknownRedirect`, which are for the person.
        """
        try:
            given = rules.parameters(query)
        except OAuthError as error:
            raise invalid("query", "AUTHORIZATION_REQUEST", error.description) from None
        client = await self._client(given)
        try:
            return await self._decide(actor, client, given, wish)
        except OAuthError as error:
            told = {"error": error.code, "error_description": error.description}
            return self._back(client, given, told)

    async def _client(self, given: Mapping[str, str]) -> ClientView:
        client_id = rules.client_id_of(given.get("client_id"))
        found = await self._parts.clients.find(client_id) if client_id else None
        if found is None:
            raise UnknownClient
        client = found[0]
        asked = given.get("redirect_uri", "")
        if not rules.is_registered(asked, client.redirect_uris, is_public=client.is_public):
            raise UnknownRedirect
        return client

    async def _decide(
        self, actor: Actor | None, client: ClientView, given: Mapping[str, str], wish: Wish
    ) -> Outcome:
        request = rules.request_of(given, client.id, fresh_s=self._parts.settings.fresh_sign_in_s)
        scopes = rules.requested(request.scope, client.scopes)
        if wish == "deny":
            raise OAuthError("access_denied", "The person did not allow it.")
        asked = Outcome(client, request.redirect_uri, scopes=scopes)
        is_silent = "none" in request.prompts
        if actor is None or not self._is_fresh(actor, request):
            if is_silent:
                raise OAuthError("login_required", "The person has to sign in.")
            return Outcome(client, request.redirect_uri, sign_in="again" if actor else "first")
        if is_silent and not await self._hints.is_about(given.get("id_token_hint"), actor.user_id):
            raise OAuthError("login_required", "Somebody else is signed in.")
        if (wish == "allow" and not is_silent) or await self._is_allowed(actor, client, request, scopes):
            code = await self._allow(actor, request, scopes, is_said=wish == "allow")
            return self._back(client, given, {"code": code})
        if is_silent:
            raise OAuthError("consent_required", "The person has to allow it.")
        return asked

    def _is_fresh(self, actor: Actor, request: rules.AuthorizationRequest) -> bool:
        if request.max_age_s is None:
            return True
        age = timedelta(seconds=request.max_age_s)
        return actor.proved_at is not None and self._parts.clock.now() - actor.proved_at <= age

    async def _is_allowed(
        self,
        actor: Actor,
        client: ClientView,
        request: rules.AuthorizationRequest,
        scopes: frozenset[str],
    ) -> bool:
        """Tell whether the person allowed all this before, and may be sent on without being asked."""
        if request.prompts & _ASKING:
            return False
        if not rules.may_skip_asking(request.redirect_uri, is_public=client.is_public):
            return False
        return scopes <= await self._parts.clients.consent(actor.user_id, client.id)

    async def _allow(
        self,
        actor: Actor,
        request: rules.AuthorizationRequest,
        scopes: frozenset[str],
        *,
        is_said: bool,
    ) -> str:
        """Remember what was allowed and return the code the client redeems for its tokens."""
        parts, now, code = self._parts, self._parts.clock.now(), rules.new_secret()
        grant = await self._grant(actor, request, scopes)
        expires_at = now + timedelta(seconds=parts.settings.code_life_s)
        new = LockedCode(grant, request.redirect_uri, request.challenge, request.nonce, expires_at, None)
        async with parts.database.write() as tx:
            client = await parts.clients.lock(tx, request.client_id, is_shared=True)
            if client is None:
                raise UnknownClient
            if is_said:
                listed = sorted(scopes)
                await parts.clients.give_consent(tx, actor.user_id, client.id, listed, at=now)
                options = {
                    "client_id": str(client.id),
                    "client_name": client.name,
                    "scopes": " ".join(listed),
                }
                parts.note(tx, audit.Action.ACCESS_GIVEN, actor.user_id, options)
            elif not await parts.clients.use_consent(tx, actor.user_id, client.id, scopes, at=now):
                raise OAuthError("consent_required", "The person has to allow it.")
            await parts.grants.insert(tx, grant)
            await parts.grants.insert_code(tx, rules.hash_of(code), new)
        return code

    async def _grant(
        self, actor: Actor, request: rules.AuthorizationRequest, scopes: frozenset[str]
    ) -> GrantView:
        sessions = await self._parts.auth.list_sessions(actor.user_id)
        session = next((one for one in sessions if one.id == actor.session_id), None)
        if session is None or actor.proved_at is None:
            raise Unauthenticated
        return GrantView(
            id=GrantId(self._parts.ids.next()),
            client_id=request.client_id,
            user_id=actor.user_id,
            session_id=session.id,
            own_session_id=None,
            scopes=scopes,
            methods=session.methods,
            auth_time=actor.proved_at,
            ended_at=None,
        )

    def _back(self, client: ClientView, given: Mapping[str, str], told: dict[str, str]) -> Outcome:
        """Send the person back to the client, with the state it gave and our name (RFC 9207)."""
        state = given.get("state")
        added = {**told, **({"state": state} if state is not None else {}), "iss": self._parts.issuer}
        redirect_uri = given["redirect_uri"]
        return Outcome(client, redirect_uri, redirect_to=rules.with_query(redirect_uri, added))
