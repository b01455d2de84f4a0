"""How a session goes on: refresh tokens, each used once."""

from datetime import datetime, timedelta

from beep.features import audit
from beep.features.auth import refresh, store
from beep.features.auth.contract import Origin, Pair
from beep.features.auth.errors import InvalidToken, SessionOver
from beep.features.auth.service.parts import Parts
from beep.kit.ids import SessionId
from beep.runtime.database import Transaction


class Refreshing:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def refresh(self, token: str, origin: Origin) -> Pair:
        """Trade a refresh token for the next one; an old one ends the session (raises `SessionOver`)."""
        hashed = refresh.hash_of(token)
        ended: list[SessionId] = []
        successor: str | None = None
        async with self._parts.database.write() as tx:
            found = await store.lock_refresh(tx.connection, hashed)
            if found is None:
                raise InvalidToken
            view = found.session.view
            if not self._parts.sessions.is_over(found.session):
                successor = await self._successor(tx, token, hashed, found)
                if successor is None:
                    ended = await self._parts.sessions.end(tx, view.user_id, view.id, reason="reuse")
                    self._parts.note(tx, audit.Action.REFRESH_TOKEN_REUSED, origin, view.user_id, view.id)
        self._parts.sessions.forget(ended)
        if successor is None:
            await self._parts.sessions.end_overdue(only=view.id)
            raise SessionOver
        roles = self._parts.sessions.roles_of(found.session.global_roles, view.methods)
        return Pair(self._parts.tokens.issue(view.user_id, view.id, roles), successor)

    async def _successor(
        self, tx: Transaction, token: str, hashed: bytes, found: store.Refresh
    ) -> str | None:
        """Return the next token; `None` when this one was used before and it is no retry."""
        now = self._parts.clock.now()
        if found.used_at is None:
            successor = refresh.new_token()
            sealed = refresh.seal(token, successor)
            next_hash = refresh.hash_of(successor)
            await store.insert_refresh(tx.connection, next_hash, found.session.view.id, at=now)
            await store.use_refresh(tx.connection, hashed, at=now, successor_hash=next_hash, sealed=sealed)
            return successor
        if await self._is_retry(tx, found, found.used_at, now) and found.sealed_successor:
            return refresh.unseal(token, found.sealed_successor)
        return None

    async def _is_retry(
        self, tx: Transaction, found: store.Refresh, used_at: datetime, now: datetime
    ) -> bool:
        is_fresh = now - used_at <= timedelta(seconds=self._parts.settings.refresh_retry_s)
        next_hash = found.successor_hash
        return is_fresh and next_hash is not None and await store.is_unused(tx.connection, next_hash)
