"""Sessions in which an application acts for a person."""

from beep.features.auth import rules, store
from beep.features.auth.contract import TOKEN_LIFE, Lent, Origin
from beep.features.auth.errors import AccountSuspended, SessionOver
from beep.features.auth.service.parts import Parts
from beep.kit.ids import SessionId, UserId


class LendingService:
    """Implements `Lending`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def open(self, user_id: UserId, origin: Origin, *, client: str, methods: frozenset[str]) -> Lent:
        parts = self._parts
        async with parts.database.write() as tx:
            account = await store.hold_account(tx.connection, user_id)
            if account is None:
                raise SessionOver
            if account.suspended_at is not None:
                raise AccountSuspended
            view = await parts.sessions.open(tx, user_id, origin, methods=methods, client=client)
        return self._lent(user_id, view.id, rules.roles_in(client, account.global_roles))

    async def renew(self, session_id: SessionId) -> Lent:
        actor = (await self._parts.sessions.alive(session_id)).actor
        if actor.client is None:
            raise SessionOver
        return self._lent(actor.user_id, session_id, actor.global_roles)

    async def end(self, user_id: UserId, session_id: SessionId) -> None:
        async with self._parts.database.write() as tx:
            ended = await self._parts.sessions.end(tx, user_id, session_id, reason="access_ended")
        self._parts.sessions.forget(ended)

    def _lent(self, user_id: UserId, session_id: SessionId, roles: frozenset[str]) -> Lent:
        token = self._parts.tokens.issue(user_id, session_id, roles)
        return Lent(session_id, token, int(TOKEN_LIFE.total_seconds()))
