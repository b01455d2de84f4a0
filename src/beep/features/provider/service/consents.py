"""What people let clients do, and how that ends: by them, by the client, by the end of a session."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from beep.features import audit
from beep.features.provider import rules
from beep.features.provider.contract import ClientId, ClientView, ConsentView, GrantView
from beep.features.provider.errors import ConsentNotFound
from beep.features.provider.service.parts import Parts
from beep.kit.errors import Unauthenticated
from beep.kit.ids import SessionId, UserId

_FORGET_AFTER = timedelta(days=30)
# Longer than an access token lives, at most.
_USELESS_AFTER = timedelta(days=2)


class Consents:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def list_of(self, user_id: UserId) -> Sequence[ConsentView]:
        """Return what a person lets clients do, the last used first."""
        return await self._parts.clients.list_consents(user_id)

    async def take_back(self, user_id: UserId, client_id: ClientId) -> None:
        """Let a client do nothing more: its tokens and its session end. Raises `ConsentNotFound`."""
        parts = self._parts
        found = await parts.clients.find(client_id)
        async with parts.database.write() as tx:
            if not await parts.clients.take_consent(tx, user_id, client_id):
                raise ConsentNotFound
            ended = await parts.grants.end_of_person(tx, user_id, client_id, at=parts.clock.now())
            parts.tell_ended(tx, ended, reason="revoked")
            options = {"client_id": str(client_id), "client_name": found[0].name if found else ""}
            parts.note(tx, audit.Action.ACCESS_TAKEN_BACK, user_id, options)
        await parts.end_sessions_of(ended)

    async def export_person(self, user_id: UserId) -> AsyncIterator[tuple[str, Sequence[Mapping[str, Any]]]]:
        """Give what is kept of a person here, for the copy of their data."""
        yield (
            "connected_apps",
            [
                {
                    "client_id": str(one.client.id),
                    "name": one.client.name,
                    "scopes": list(one.scopes),
                    "given_at": one.given_at,
                    "last_used_at": one.last_used_at,
                }
                for one in await self.list_of(user_id)
            ],
        )

    async def forget(self, user_id: UserId) -> None:
        """Forget a person who is gone; doing it again forgets nothing more."""
        parts = self._parts
        async with parts.database.write() as tx:
            await parts.clients.take_all_consents(tx, user_id)
            ended = await parts.grants.end_all_of_person(tx, user_id, at=parts.clock.now())
            parts.tell_ended(tx, ended, reason="closed")
            await parts.grants.forget_person(tx, user_id)
        await parts.end_sessions_of(ended)

    async def revoke(self, client: ClientView, token: str) -> None:
        """End the access a token of this client hangs on (RFC 7009); an unknown token is as good as ended."""
        parts = self._parts
        if "." in token:
            grant = await self._of_lent(token)
        else:
            found = await parts.grants.find_token(rules.hash_of(token))
            grant = found.grant if found else None
        if grant is None or grant.client_id != client.id:
            return
        async with parts.database.write() as tx:
            ended = await parts.grants.end(tx, grant.id, at=parts.clock.now())
            parts.tell_ended(tx, ended, reason="revoked")
        await parts.end_sessions_of(ended)

    async def end_in_session(self, session_id: SessionId) -> None:
        """End what lives in a session that has ended; ending it again changes nothing."""
        parts = self._parts
        async with parts.database.write() as tx:
            ended = await parts.grants.end_in_session(tx, session_id, at=parts.clock.now())
            parts.tell_ended(tx, ended, reason="session_ended")

    async def forget_old(self) -> None:
        """Forget grants that ended long ago, and those whose tokens have all expired."""
        now = self._parts.clock.now()
        async with self._parts.database.write() as tx:
            await self._parts.grants.forget_old(
                tx, ended_before=now - _FORGET_AFTER, given_before=now - _USELESS_AFTER, now=now
            )

    async def _of_lent(self, token: str) -> GrantView | None:
        try:
            actor = await self._parts.auth.authenticate(token, counts_as_activity=False)
        except Unauthenticated:
            return None
        return await self._parts.grants.find_of_own_session(actor.session_id) if actor.session_id else None
