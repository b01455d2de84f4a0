"""What can be done with accounts and sessions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from beep.features import audit, users
from beep.features.auth import refresh, rules, store
from beep.features.auth.attempts import Attempts
from beep.features.auth.contract import PublishedKeys, SessionView
from beep.features.auth.errors import (
    EmailUnavailable,
    InvalidToken,
    RecentSignInRequired,
    SessionNotFound,
    SessionOver,
    SignInBusy,
    WrongCredentials,
)
from beep.features.auth.keys import KeyRing
from beep.features.auth.passwords import Passwords
from beep.features.auth.sessions import Origin, Sessions
from beep.features.auth.settings import AuthSettings
from beep.features.auth.tokens import Pair, Tokens, UnknownKey
from beep.kit.actor import Actor
from beep.kit.errors import invalid
from beep.kit.ids import SessionId, Snowflakes, UserId
from beep.runtime.clock import Clock
from beep.runtime.database import Database, Transaction
from beep.runtime.metrics import SIGNUPS

Action = audit.Action
_ENDINGS = {
    "logout": Action.SIGNED_OUT,
    "logout_all": Action.SIGNED_OUT_EVERYWHERE,
    "revoked": Action.SESSION_REVOKED,
}


@dataclass(frozen=True, slots=True)
class NewAccount:
    email: str
    password: str
    username: str
    display_name: str | None


@dataclass(frozen=True, slots=True)
class Parts:
    """What the service is made of."""

    keys: KeyRing
    tokens: Tokens
    passwords: Passwords
    attempts: Attempts
    sessions: Sessions


class AuthService:
    """Implements `Auth`."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Snowflakes,
        settings: AuthSettings,
        face: users.Users,
        parts: Parts,
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._settings = settings
        self._users = face
        self._keys = parts.keys
        self._tokens = parts.tokens
        self._passwords = parts.passwords
        self._attempts = parts.attempts
        self._sessions = parts.sessions

    # -- who asks -----------------------------------------------------------------------------

    async def authenticate(self, token: str, *, counts_as_activity: bool) -> Actor:
        try:
            claims = self._tokens.read(token)
        except UnknownKey:
            await self._keys.look_again(is_forced=True)
            claims = self._tokens.read(token)
        living = await self._sessions.alive(claims.session_id)
        if living.actor.user_id != claims.user_id:
            raise InvalidToken
        if counts_as_activity:
            self._sessions.touch(claims.session_id)
        return living.actor

    def touch(self, session_id: SessionId) -> None:
        self._sessions.touch(session_id)

    def check_recent_sign_in(self, actor: Actor) -> None:
        within_s = self._settings.recent_sign_in_s
        if not rules.has_signed_in_recently(actor.proved_at, now=self._clock.now(), within_s=within_s):
            raise RecentSignInRequired

    async def email_of(self, user_id: UserId) -> str | None:
        async with self._database.read() as connection:
            account = await store.find_account(connection, user_id=user_id)
        return account.email if account else None

    async def published_keys(self) -> PublishedKeys:
        await self._keys.look_again()
        return self._keys.published()

    async def rotate_keys(self) -> None:
        await self._keys.rotate()

    # -- signing in ---------------------------------------------------------------------------

    async def sign_up(self, new: NewAccount, origin: Origin) -> tuple[users.UserView, Pair]:
        """Make an account and sign in; raises `Invalid`, `UsernameTaken`, `EmailUnavailable`."""
        email, key = rules.email(new.email)
        password = rules.password(new.password, about=(new.username, email, email.rpartition("@")[0]))
        user_id = UserId(self._ids.next())
        user = await self._users.create(user_id, new.username, new.display_name)
        try:
            hashed = await self._passwords.hash(password)
            account = store.Account(user_id, email, key, hashed, frozenset({"user"}), is_active=False)
            await self._add(account)
        except Exception:
            await self._users.discard(user_id)
            raise
        SIGNUPS.inc()
        return user, await self._open(account, origin, kind=Action.SIGNED_UP)

    async def _add(self, account: store.Account) -> None:
        async with self._database.write() as tx:
            if not await store.insert_account(tx.connection, account, created_at=self._clock.now()):
                raise EmailUnavailable

    async def log_in(self, email: str, password: str, origin: Origin) -> Pair:
        """Open a session; raises `WrongCredentials` or `TooManyFailures`, whoever the e-mail belongs to."""
        key = rules.sign_in_key(email)
        given = rules.stored_password(password)
        async with self._database.read() as connection:
            account = await store.find_account(connection, email_key=key)
        if not await self._is_right(account, key, given, origin) or account is None:
            raise WrongCredentials
        await self._renew_hash(account, given)
        return await self._open(account, origin, kind=Action.SIGNED_IN)

    async def reauthenticate(self, actor: Actor, password: str, origin: Origin) -> None:
        """Open ten minutes for dangerous acts; raises `Invalid` or `TooManyFailures`."""
        given = rules.stored_password(password)
        async with self._database.read() as connection:
            account = await store.find_account(connection, user_id=actor.user_id)
        if account is None or actor.session_id is None:
            raise SessionOver
        if not await self._is_right(account, account.email_key, given, origin):
            raise invalid("password", "PASSWORD_DOES_NOT_MATCH", "This is not your password. Try again.")
        async with self._database.write() as tx:
            await self._sessions.prove(tx, actor.user_id, actor.session_id)
            self._note(tx, Action.REAUTHENTICATED, origin, actor.user_id, actor.session_id)
        self._sessions.read_again(actor.session_id)

    async def _is_right(
        self, account: store.Account | None, email_key: str, password: str, origin: Origin
    ) -> bool:
        """Check a password as one attempt of its address and its account; raises `TooManyFailures`."""
        address = rules.ip_key(origin.ip)
        async with self._attempts.gate(address):
            place = await self._attempts.reserve(address, rules.account_key(email_key))
            is_right: bool | None = None
            try:
                stored = account.password_hash if account else None
                is_right = await self._passwords.is_right(stored, password)
            finally:
                async with self._database.write() as tx:
                    if is_right is False:
                        await store.fail_attempt(tx.connection, place)
                        self._note(tx, Action.SIGN_IN_FAILED, origin, account.user_id if account else None)
                    else:
                        await store.forget_attempt(tx.connection, place)
        return is_right is True

    async def _renew_hash(self, account: store.Account, password: str) -> None:
        """Hash anew when the parameters have changed; a busy moment may leave it to the next time."""
        if not self._passwords.is_outdated(account.password_hash):
            return
        try:
            new = await self._passwords.hash(password)
        except SignInBusy:
            return
        async with self._database.write() as tx:
            await store.replace_hash(tx.connection, account.user_id, old=account.password_hash, new=new)

    async def _open(self, account: store.Account, origin: Origin, *, kind: Action) -> Pair:
        if not account.is_active:
            await self._users.activate(account.user_id)
        token = refresh.new_token()
        async with self._database.write() as tx:
            view = await self._sessions.open(tx, account.user_id, origin)
            await store.insert_refresh(tx.connection, refresh.hash_of(token), view.id, at=self._clock.now())
            if not account.is_active:
                await store.activate(tx.connection, account.user_id)
            self._note(tx, kind, origin, account.user_id, view.id)
        return Pair(self._tokens.issue(account.user_id, view.id, account.global_roles), token)

    async def activate_waiting(self) -> None:
        """Finish sign-ups that were cut short between the account and the profile."""
        async with self._database.read() as connection:
            waiting = await store.list_waiting(connection, before=self._clock.now() - timedelta(minutes=1))
        for user_id in waiting:
            await self._users.activate(user_id)
            async with self._database.write() as tx:
                await store.activate(tx.connection, user_id)

    # -- refreshing ---------------------------------------------------------------------------

    async def refresh(self, token: str, origin: Origin) -> Pair:
        """Trade a refresh token for the next one; an old one ends the session (raises `SessionOver`)."""
        hashed = refresh.hash_of(token)
        ended: list[SessionId] = []
        successor: str | None = None
        async with self._database.write() as tx:
            found = await store.lock_refresh(tx.connection, hashed)
            if found is None:
                raise InvalidToken
            view = found.session.view
            if not self._sessions.is_over(found.session):
                successor = await self._successor(tx, token, hashed, found)
                if successor is None:
                    ended = await self._sessions.end(tx, view.user_id, view.id, reason="reuse")
                    self._note(tx, Action.REFRESH_TOKEN_REUSED, origin, view.user_id, view.id)
        self._sessions.forget(ended)
        if successor is None:
            await self._sessions.end_overdue(only=view.id)
            raise SessionOver
        return Pair(self._tokens.issue(view.user_id, view.id, found.session.global_roles), successor)

    async def _successor(
        self, tx: Transaction, token: str, hashed: bytes, found: store.Refresh
    ) -> str | None:
        """Return the next token; `None` when this one was used before and it is no retry."""
        now = self._clock.now()
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
        is_fresh = now - used_at <= timedelta(seconds=self._settings.refresh_retry_s)
        next_hash = found.successor_hash
        return is_fresh and next_hash is not None and await store.is_unused(tx.connection, next_hash)

    # -- sessions -----------------------------------------------------------------------------

    async def list_sessions(self, user_id: UserId) -> Sequence[SessionView]:
        return await self._sessions.list_alive(user_id)

    async def last_active_of(self, user_ids: Sequence[UserId]) -> Mapping[UserId, datetime]:
        return await self._sessions.last_active_of(user_ids)

    async def log_out(self, actor: Actor, origin: Origin) -> None:
        if actor.session_id is not None:
            await self._end(actor, actor.session_id, "logout", origin)

    async def log_out_everywhere(self, actor: Actor, origin: Origin) -> None:
        await self._end(actor, None, "logout_all", origin)

    async def end_session(self, actor: Actor, session_id: SessionId, origin: Origin) -> None:
        """End one session of one's own; raises `SessionNotFound`."""
        if not await self._end(actor, session_id, "revoked", origin):
            raise SessionNotFound

    async def _end(
        self, actor: Actor, session_id: SessionId | None, reason: str, origin: Origin
    ) -> list[SessionId]:
        async with self._database.write() as tx:
            ended = await self._sessions.end(tx, actor.user_id, session_id, reason=reason)
            for one in ended:
                self._note(tx, _ENDINGS[reason], origin, actor.user_id, one)
        self._sessions.forget(ended)
        return ended

    def _note(
        self,
        tx: Transaction,
        action: Action,
        origin: Origin,
        user_id: UserId | None,
        session_id: SessionId | None = None,
    ) -> None:
        own = str(user_id) if user_id else None
        options = {"session_id": str(session_id)} if session_id else {}
        entry_id = audit.EntryId(self._ids.next())
        tx.record(
            audit.Acted(
                audit.PLATFORM,
                entry_id,
                user_id or UserId(0),
                action,
                target_id=own,
                options=options,
                ip=origin.ip,
                trace_id=origin.trace_id,
            )
        )
