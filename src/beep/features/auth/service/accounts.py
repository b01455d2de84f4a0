"""What can be done with accounts: make, find, suspend, close."""

from collections.abc import Sequence
from datetime import timedelta

from beep.features import users
from beep.features.auth import rules, store
from beep.features.auth.contract import AccountView, Act, NewAccount
from beep.features.auth.errors import AccountNotFound, EmailUnavailable, LastAdministrator
from beep.features.auth.facts import AccountChanged
from beep.features.auth.service.parts import Parts
from beep.kit.ids import SessionId, UserId
from beep.runtime.database import Transaction
from beep.runtime.metrics import SIGNUPS

_USER = frozenset({"user"})
# Whoever is asked to choose a new password did not wait for the letter.
_FORCED_RESET = timedelta(days=1)


class AccountsService:
    """Implements `Accounts`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def create(self, user_id: UserId, new: NewAccount) -> None:
        if await self.find(user_id) is None:
            await self.add(user_id, new)

    async def add(self, user_id: UserId, new: NewAccount) -> tuple[users.UserView, store.Account]:
        """Make an account and its profile, which counts from the first sign-in on."""
        email, key = rules.email(new.email) if new.email is not None else (None, rules.no_email_key(user_id))
        words = (new.username, email or "", (email or "").rpartition("@")[0])
        password = rules.password(new.password, about=words) if new.password is not None else None
        user = await self._parts.users.create(user_id, new.username, new.display_name, language=new.language)
        try:
            hashed = await self._parts.passwords.hash(password) if password is not None else None
            now = self._parts.clock.now()
            verified_at = now if new.is_verified else None
            account = store.Account(user_id, email, key, hashed, _USER, False, now, verified_at)
            await self._insert(account)
        except Exception:
            await self._parts.users.discard(user_id)
            raise
        SIGNUPS.inc()
        return user, account

    async def _insert(self, account: store.Account) -> None:
        async with self._parts.database.write() as tx:
            now = self._parts.clock.now()
            is_held = await store.is_held(tx.connection, account.email_key, but=None, now=now)
            if is_held or not await store.insert_account(tx.connection, account):
                raise EmailUnavailable

    async def activate_waiting(self) -> None:
        """Finish sign-ups that were cut short between the account and the profile."""
        before = self._parts.clock.now() - timedelta(minutes=1)
        async with self._parts.database.read() as connection:
            waiting = await store.list_waiting(connection, before=before)
        for user_id in waiting:
            await self._parts.users.activate(user_id)
            async with self._parts.database.write() as tx:
                await store.activate(tx.connection, user_id)

    async def find(self, user_id: UserId) -> AccountView | None:
        account = await self._parts.find_account(user_id)
        return _view(account) if account else None

    async def find_by_email(self, email: str) -> AccountView | None:
        async with self._parts.database.read() as connection:
            account = await store.find_account(connection, email_key=rules.sign_in_key(email))
        return _view(account) if account else None

    async def list_administrators(self) -> Sequence[UserId]:
        async with self._parts.database.read() as connection:
            return await store.list_administrators(connection)

    async def verify(self, user_id: UserId) -> None:
        async with self._parts.database.write() as tx:
            if await store.verify_account(tx.connection, user_id, at=self._parts.clock.now()):
                tx.record(AccountChanged(user_id))
        self._parts.sessions.forget_person(user_id)

    async def needs_second_factor(self, user_id: UserId) -> bool:
        account = await self._parts.find_account(user_id)
        is_set = self._parts.settings.administrators_need_second_factor
        return is_set and account is not None and rules.ADMIN in account.global_roles

    async def suspend(self, user_id: UserId, act: Act) -> None:
        async with self._parts.database.write() as tx:
            await self._change(tx, user_id, act, suspended_at=self._parts.clock.now())
            ended = await self._parts.end_sessions(tx, user_id, "suspended")
        self._parts.sessions.forget(ended)

    async def restore(self, user_id: UserId, act: Act) -> None:
        async with self._parts.database.write() as tx:
            await self._change(tx, user_id, act, suspended_at=None)

    async def change_roles(self, user_id: UserId, roles: frozenset[str], act: Act) -> None:
        async with self._parts.database.write() as tx:
            await store.lock_administrators(tx.connection)
            await self._change(tx, user_id, act, global_roles=sorted(roles | _USER))
            if rules.ADMIN not in roles and not await store.list_administrators(tx.connection):
                raise LastAdministrator
        self._parts.sessions.forget_person(user_id)

    async def drop_password(self, user_id: UserId, act: Act) -> None:
        async with self._parts.database.write() as tx:
            await self._change(tx, user_id, act, password_hash="")
            await self._invite_to_reset(tx, user_id)
            ended = await self._parts.end_sessions(tx, user_id, "password_reset")
        self._parts.sessions.forget(ended)

    async def _invite_to_reset(self, tx: Transaction, user_id: UserId) -> None:
        """Let older links be, and write to the owner of an account by which they choose a new password."""
        await self._parts.challenges.drop(tx, user_id, "reset")
        account = await store.find_account(tx.connection, user_id=user_id)
        if account is not None and account.email is not None:
            await self._parts.challenges.issue(tx, user_id, "reset", account.email, life=_FORCED_RESET)

    async def end_sessions(
        self, user_id: UserId, *, reason: str, but: SessionId | None = None, act: Act | None = None
    ) -> Sequence[SessionId]:
        async with self._parts.database.write() as tx:
            if act is not None:
                self._parts.note_act(tx, user_id, act)
            ended = await self._parts.end_sessions(tx, user_id, reason, but=but)
        self._parts.sessions.forget(ended)
        return ended

    async def close(self, user_id: UserId) -> None:
        async with self._parts.database.write() as tx:
            ended = await self._parts.sessions.end(tx, user_id, reason="closed")
            await store.delete_account(tx.connection, user_id)
        self._parts.sessions.forget(ended)

    async def _change(self, tx: Transaction, user_id: UserId, act: Act, **values: object) -> None:
        if not await store.change_account(tx.connection, user_id, **values):
            raise AccountNotFound
        self._parts.note_act(tx, user_id, act)
        tx.record(AccountChanged(user_id))


def _view(account: store.Account) -> AccountView:
    return AccountView(
        account.user_id,
        account.email,
        account.password_hash is not None,
        account.global_roles,
        account.created_at,
        account.verified_at,
        account.suspended_at,
    )
