"""Access tokens of other issuers: each sign-in there has a session here, which ends as every session does."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from beep.features.auth import store
from beep.features.auth.contract import Bearer, Bearers, Origin
from beep.features.auth.errors import AccountSuspended, InvalidToken, SessionOver
from beep.features.auth.service.parts import Parts
from beep.kit.actor import Actor
from beep.kit.ids import SessionId
from beep.runtime.http import current_agent, current_client, current_trace

# When nobody says when the person proved who they are: long ago.
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Known:
    session_id: SessionId
    expires_at: datetime
    roles: frozenset[str] | None


class _NoBearers:
    def is_foreign(self, token: str) -> bool:
        del token
        return False

    async def read(self, token: str) -> Bearer:
        del token
        raise InvalidToken


class Adopting:
    """Tokens are verified once and remembered until they expire; their sessions are looked at each time."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._known: OrderedDict[bytes, _Known] = OrderedDict()
        self.bearers: Bearers = _NoBearers()

    async def actor(self, token: str, *, counts_as_activity: bool) -> Actor:
        """Return who a token of another issuer speaks for.

        Raises `InvalidToken`, `SessionOver` where that sign-in was ended here, `AccountSuspended`, and what
        the port raises where there is no account to be had.
        """
        digest = hashlib.sha256(token.encode()).digest()
        known = self._known.get(digest) or await self._read(token)
        if known.expires_at <= self._parts.clock.now():
            self._known.pop(digest, None)
            raise InvalidToken
        self._remember(digest, known)
        living = await self._parts.sessions.alive(known.session_id)
        if counts_as_activity:
            self._parts.sessions.touch(known.session_id)
        if known.roles is None:
            return living.actor
        return replace(living.actor, global_roles=known.roles, are_roles_lent=True)

    def _remember(self, digest: bytes, known: _Known) -> None:
        self._known[digest] = known
        self._known.move_to_end(digest)
        if len(self._known) > self._parts.settings.cached_sessions:
            self._known.popitem(last=False)

    async def _read(self, token: str) -> _Known:
        bearer = await self.bearers.read(token)
        session_id, roles = await self._session(bearer), bearer.roles
        if roles is not None:
            roles = self._parts.sessions.roles_of(roles | {"user"}, [bearer.method])
        return _Known(session_id, bearer.expires_at, roles)

    async def _session(self, bearer: Bearer) -> SessionId:
        """Return the session that stands for a sign-in elsewhere, which its first token opens."""
        parts, key = self._parts, _key(bearer)
        async with parts.database.read() as connection:
            found = await store.find_adopted(connection, key)
        if found is not None and found.ended_at is None:
            return found.session_id
        async with parts.database.write() as tx:
            account = await store.hold_account(tx.connection, bearer.user_id)
            if account is None:
                raise SessionOver
            if account.suspended_at is not None:
                raise AccountSuspended
            await store.lock_adopted(tx.connection, key)
            found = await store.find_adopted(tx.connection, key)
            if found is not None and found.ended_at is None:
                return found.session_id
            if found is not None and not _is_newer(bearer, found.ended_at):
                raise SessionOver
            origin = Origin(current_client(), current_agent(), current_trace() or "")
            methods = frozenset({bearer.method})
            view = await parts.sessions.open(tx, bearer.user_id, origin, methods=methods)
            await store.adopt(tx.connection, key, view.id, proved_at=bearer.proved_at or _LONG_AGO)
        return view.id


def _key(bearer: Bearer) -> bytes:
    told = "\0".join((bearer.issuer, bearer.subject, bearer.sign_in or ""))
    return hashlib.sha256(told.encode()).digest()


def _is_newer(bearer: Bearer, ended_at: datetime | None) -> bool:
    """Tell whether a token may open another session after the one it stood for was ended here.

    Where the issuer names its sign-ins, one that was ended stays so; elsewhere what was issued till then is.
    """
    return bearer.sign_in is None and ended_at is not None and bearer.issued_at > ended_at
