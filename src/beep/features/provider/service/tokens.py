"""The token endpoint: a code becomes tokens, a refresh token becomes the next ones."""

from collections.abc import Mapping
from datetime import timedelta

from beep.features import audit, auth
from beep.features.provider import rules
from beep.features.provider.contract import BEEP, OFFLINE, OPENID, Answer, ClientView, GrantView
from beep.features.provider.errors import OAuthError, invalid_grant
from beep.features.provider.service.claims import Claims
from beep.features.provider.service.parts import Parts
from beep.features.provider.store import Ended, LockedCode, LockedToken, StoredToken, Successor
from beep.kit.errors import Unauthenticated
from beep.runtime.database import Transaction


class TokensService:
    def __init__(self, parts: Parts, claims: Claims) -> None:
        self._parts = parts
        self._claims = claims

    async def answer(self, client: ClientView, form: Mapping[str, str], origin: auth.Origin) -> Answer:
        """Give a client tokens; raises `OAuthError`."""
        match form.get("grant_type"):
            case "authorization_code":
                return await self._redeem(client, form, origin)
            case "refresh_token":
                return await self._refresh(client, form)
            case None:
                raise OAuthError("invalid_request", "grant_type is missing.")
            case _:
                raise OAuthError("unsupported_grant_type", "Use authorization_code or refresh_token.")

    # -- a code -------------------------------------------------------------------------------

    async def _redeem(self, client: ClientView, form: Mapping[str, str], origin: auth.Origin) -> Answer:
        code_hash = rules.hash_of(_required(form, "code"))
        found = await self._parts.grants.find_code(code_hash)
        if found is None or found.grant.client_id != client.id:
            raise invalid_grant("The code is unknown.")
        is_alive = await self._is_alive(found.grant)
        ended: list[Ended] = []
        async with self._parts.database.write() as tx:
            held = await self._parts.grants.lock_code(tx, code_hash)
            if held is None:
                raise invalid_grant("The code is unknown.")
            if held.used_at is not None:
                ended = await self._end_reused(tx, held.grant, reason="code_reused")
            else:
                self._check_code(held, form, is_alive=is_alive)
                await self._parts.grants.use_code(tx, code_hash, at=self._parts.clock.now())
        if held.used_at is not None:
            await self._parts.end_sessions_of(ended)
            raise invalid_grant("The code was used before; what it gave has ended.")
        return await self._begin(client, held, origin)

    def _check_code(self, held: LockedCode, form: Mapping[str, str], *, is_alive: bool) -> None:
        if held.expires_at <= self._parts.clock.now():
            raise invalid_grant("The code has expired.")
        if form.get("redirect_uri") != held.redirect_uri:
            raise invalid_grant("redirect_uri is not the one the code was asked for with.")
        if not rules.is_right_verifier(form.get("code_verifier"), held.challenge):
            raise invalid_grant("code_verifier does not go with code_challenge.")
        if held.grant.ended_at is not None or not is_alive:
            raise invalid_grant("The person has signed out, or taken their consent back.")

    async def _begin(self, client: ClientView, held: LockedCode, origin: auth.Origin) -> Answer:
        """Give the first tokens; where the client acts in Beep, in a session of its own."""
        parts, grant = self._parts, held.grant
        lent = await self._lend(client, grant, origin) if BEEP in grant.scopes else None
        access = lent.access_token if lent else rules.new_secret()
        refresh = rules.new_secret() if OFFLINE in grant.scopes else None
        stored = [] if lent else [self._stored_access(grant, access, grant.scopes)]
        if refresh:
            stored.append(StoredToken(rules.hash_of(refresh), grant.id, is_refresh=True, scopes=grant.scopes))
        async with parts.database.write() as tx:
            is_alive = await parts.grants.settle(tx, grant.id, lent.session_id if lent else None)
            if is_alive:
                await parts.grants.insert_tokens(tx, stored)
        if not is_alive:
            if lent:
                await parts.auth.lending.end(grant.user_id, lent.session_id)
            raise invalid_grant("The access has ended.")
        return await self._told(grant, access, lent, grant.scopes, refresh=refresh, nonce=held.nonce)

    async def _lend(self, client: ClientView, grant: GrantView, origin: auth.Origin) -> auth.Lent:
        try:
            return await self._parts.auth.lending.open(
                grant.user_id, origin, client=client.name, methods=frozenset(grant.methods)
            )
        except Unauthenticated:
            raise invalid_grant("The person may not sign in any more.") from None

    # -- a refresh token ----------------------------------------------------------------------

    async def _refresh(self, client: ClientView, form: Mapping[str, str]) -> Answer:
        token = _required(form, "refresh_token")
        found = await self._parts.grants.find_token(rules.hash_of(token))
        if found is None or not found.is_refresh or found.grant.client_id != client.id:
            raise invalid_grant("The refresh token is unknown.")
        grant = found.grant
        scopes = rules.granted(form.get("scope"), grant.scopes & frozenset(client.scopes))
        if not await self._is_alive(grant):
            raise invalid_grant("The person has signed out.")
        # With less than it had, a client gets a token Beep's API does not take.
        access = None if BEEP in scopes else rules.new_secret()
        successor, ended = await self._rotate(token, grant, access, scopes)
        if successor is None:
            await self._parts.end_sessions_of(ended)
            raise invalid_grant("The refresh token was used before; the access has ended.")
        lent = await self._lent_again(grant) if access is None else None
        return await self._told(grant, access, lent, scopes, refresh=successor)

    async def _rotate(
        self, token: str, grant: GrantView, access: str | None, scopes: frozenset[str]
    ) -> tuple[str | None, list[Ended]]:
        """Return the next refresh token, or what has ended because this one was used before."""
        parts, token_hash = self._parts, rules.hash_of(token)
        async with parts.database.write() as tx:
            held = await parts.grants.lock_token(tx, token_hash)
            if held is None or held.grant.ended_at is not None:
                raise invalid_grant("The access has ended.")
            successor = await self._successor(tx, token, held)
            if successor is None:
                return None, await self._end_reused(tx, grant, reason="token_reused")
            if access is not None:
                await parts.grants.insert_tokens(tx, [self._stored_access(grant, access, scopes)])
        return successor, []

    async def _successor(self, tx: Transaction, token: str, held: LockedToken) -> str | None:
        """Return the next token; `None` when this one was used before and it is no retry."""
        parts, now, token_hash = self._parts, self._parts.clock.now(), rules.hash_of(token)
        if held.used_at is None:
            salt = rules.new_salt()
            successor = rules.successor_of(token, salt)
            next_hash = rules.hash_of(successor)
            new = StoredToken(next_hash, held.grant.id, is_refresh=True, scopes=held.grant.scopes)
            await parts.grants.insert_tokens(tx, [new])
            await parts.grants.use_token(tx, token_hash, held.grant.id, Successor(next_hash, salt), at=now)
            return successor
        is_fresh = now - held.used_at <= timedelta(seconds=parts.settings.refresh_retry_s)
        if not is_fresh or held.salt is None or held.successor_hash is None:
            return None
        is_unused = await parts.grants.is_unused(tx, held.successor_hash)
        return rules.successor_of(token, held.salt) if is_unused else None

    async def _lent_again(self, grant: GrantView) -> auth.Lent:
        try:
            return await self._parts.auth.lending.renew(grant.lives_in)
        except Unauthenticated:
            raise invalid_grant("The session has ended.") from None

    # -- both ---------------------------------------------------------------------------------

    async def _is_alive(self, grant: GrantView) -> bool:
        try:
            await self._parts.auth.actor_of(grant.lives_in)
        except Unauthenticated:
            return False
        return True

    async def _end_reused(self, tx: Transaction, grant: GrantView, *, reason: str) -> list[Ended]:
        """End a grant whose code or token somebody has stolen, or lost count of."""
        ended = await self._parts.grants.end(tx, grant.id, at=self._parts.clock.now())
        self._parts.tell_ended(tx, ended, reason=reason)
        options = {"client_id": str(grant.client_id), "reason": reason}
        self._parts.note(tx, audit.Action.CLIENT_TOKEN_REUSED, grant.user_id, options)
        return ended

    def _stored_access(self, grant: GrantView, access: str, scopes: frozenset[str]) -> StoredToken:
        expires_at = self._parts.clock.now() + timedelta(seconds=self._parts.settings.access_life_s)
        return StoredToken(
            rules.hash_of(access), grant.id, is_refresh=False, scopes=scopes, expires_at=expires_at
        )

    async def _told(
        self,
        grant: GrantView,
        access: str | None,
        lent: auth.Lent | None,
        scopes: frozenset[str],
        *,
        refresh: str | None,
        nonce: str | None = None,
    ) -> Answer:
        token = lent.access_token if lent else access or ""
        is_about_person = OPENID in scopes
        return Answer(
            access_token=token,
            expires_in_s=lent.expires_in_s if lent else self._parts.settings.access_life_s,
            scopes=scopes,
            refresh_token=refresh,
            id_token=await self._claims.id_token(grant, scopes, token, nonce) if is_about_person else None,
        )


def _required(form: Mapping[str, str], name: str) -> str:
    value = form.get(name)
    if value is None:
        raise OAuthError("invalid_request", f"{name} is missing.")
    return value
