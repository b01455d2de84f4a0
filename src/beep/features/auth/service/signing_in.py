"""How people come in: a password, what other features proved, a second factor."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from beep.features import audit
from beep.features.auth import refresh, rules, store
from beep.features.auth.contract import Origin, Pair, Proof, SecondFactors, TicketView
from beep.features.auth.errors import (
    AccountSuspended,
    NobodyToAsk,
    SecondFactorRequired,
    SessionOver,
    SignInBusy,
    TicketOver,
    WrongCredentials,
    wrong_proof,
)
from beep.features.auth.facts import SecondStepFailed
from beep.features.auth.service.parts import Parts
from beep.kit.actor import Actor
from beep.kit.ids import UserId

Action = audit.Action
_TICKET_LIFE = timedelta(minutes=5)
_TICKET_FAILURES = 5
# What dangerous acts are opened with. A recovery code is for who cannot sign in otherwise.
_AGAIN = ("passkey", "totp")


class _Unasked:
    """Stands in until the port is filled: whoever cannot be asked for a second factor does not come in."""

    async def kinds_of(self, user_id: UserId) -> Sequence[str]:
        del user_id
        raise NobodyToAsk

    async def is_right(self, user_id: UserId, proof: Proof) -> bool:
        del user_id, proof
        raise NobodyToAsk


class SigningInService:
    """Implements `SigningIn`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.second_factors: SecondFactors = _Unasked()

    # -- the first step -----------------------------------------------------------------------

    async def log_in(self, email: str, password: str, origin: Origin) -> Pair:
        """Come in by e-mail and password.

        Raises `WrongCredentials` or `TooManyFailures`, whoever the e-mail belongs to, and once the password
        was right what `sign_in` raises.
        """
        key = rules.sign_in_key(email)
        given = rules.stored_password(password)
        async with self._parts.database.read() as connection:
            account = await store.find_account(connection, email_key=key)
        if not await self.is_password(account, rules.account_key(key), given, origin) or account is None:
            raise WrongCredentials
        account = await self._renewed(account, given)
        return await self._enter(account, origin, frozenset({"password"}))

    async def sign_in(self, user_id: UserId, origin: Origin, *, methods: frozenset[str]) -> Pair:
        account = await self._parts.find_account(user_id)
        if account is None:
            raise WrongCredentials
        return await self._enter(account, origin, methods)

    async def _enter(self, account: store.Account, origin: Origin, methods: frozenset[str]) -> Pair:
        if account.suspended_at is not None:
            raise AccountSuspended
        if not rules.is_strong(methods) and (kinds := await self.second_factors.kinds_of(account.user_id)):
            waiting = TicketView(account.user_id, tuple(sorted(methods)))
            raise SecondFactorRequired(await self.issue_ticket(waiting), kinds)
        return await self.open(account, origin, methods=methods, kind=Action.SIGNED_IN)

    async def open(
        self, account: store.Account, origin: Origin, *, methods: frozenset[str], kind: Action
    ) -> Pair:
        """Open a session; its profile counts from the first one on.

        Holds the account meanwhile: who was suspended, or whose password changed, since it was looked at
        does not come in.
        """
        parts = self._parts
        if not account.is_active:
            await parts.users.activate(account.user_id)
        token = refresh.new_token()
        async with parts.database.write() as tx:
            self._check_same(account, await store.hold_account(tx.connection, account.user_id))
            view = await parts.sessions.open_on_device(tx, account.user_id, origin, methods=methods)
            await store.insert_refresh(tx.connection, refresh.hash_of(token), view.id, at=parts.clock.now())
            if not account.is_active:
                await store.activate(tx.connection, account.user_id)
                await parts.challenges.issue_first(tx, account)
            parts.note(tx, kind, origin, account.user_id, view.id)
        roles = parts.sessions.roles_of(account.global_roles, methods)
        return Pair(parts.tokens.issue(account.user_id, view.id, roles), token)

    @staticmethod
    def _check_same(known: store.Account, held: store.Account | None) -> None:
        if held is None or held.password_hash != known.password_hash:
            raise WrongCredentials
        if held.suspended_at is not None:
            raise AccountSuspended

    # -- the second step ----------------------------------------------------------------------

    async def issue_ticket(self, waiting: TicketView) -> str:
        """Return a ticket for a first step that was right."""
        token = refresh.new_token()
        async with self._parts.database.write() as tx:
            at = self._parts.clock.now()
            await store.insert_ticket(tx.connection, refresh.hash_of(token), waiting, at=at)
        return token

    async def get_ticket(self, ticket: str) -> TicketView:
        since = self._parts.clock.now() - _TICKET_LIFE
        async with self._parts.database.read() as connection:
            found = await store.find_ticket(connection, refresh.hash_of(ticket), since=since)
        if found is None:
            raise TicketOver
        return found

    async def fail_ticket(self, ticket: str) -> None:
        async with self._parts.database.write() as tx:
            user_id = await store.fail_ticket(tx.connection, refresh.hash_of(ticket), limit=_TICKET_FAILURES)
            if user_id is not None:
                tx.record(SecondStepFailed(user_id))

    async def redeem_ticket(self, ticket: str, origin: Origin, *, method: str) -> Pair:
        since = self._parts.clock.now() - _TICKET_LIFE
        async with self._parts.database.write() as tx:
            found = await store.take_ticket(tx.connection, refresh.hash_of(ticket), since=since)
        account = await self._parts.find_account(found.user_id) if found else None
        if found is None or account is None:
            raise TicketOver
        if account.suspended_at is not None:
            raise AccountSuspended
        methods = frozenset({*found.methods, method})
        return await self.open(account, origin, methods=methods, kind=Action.SIGNED_IN)

    # -- once more ----------------------------------------------------------------------------

    async def ways_to_prove(self, actor: Actor) -> Sequence[str]:
        """Return what somebody who is signed in can prove again who they are with."""
        account = await self._parts.find_account(actor.user_id)
        kinds = await self.second_factors.kinds_of(actor.user_id)
        own = ["password"] if account and account.password_hash is not None else []
        return [*own, *(kind for kind in kinds if kind in _AGAIN)]

    async def reauthenticate(self, actor: Actor, proof: Proof, origin: Origin) -> None:
        """Prove again who one is; raises `Invalid` or `TooManyFailures`."""
        account = await self._parts.find_account(actor.user_id)
        if account is None:
            raise SessionOver
        counted = rules.account_key(account.email_key)
        if proof.kind == "password":
            given = rules.stored_password(proof.secret)
            is_right = await self.is_password(account, counted, given, origin)
        else:
            is_right = await self._judge(
                actor.user_id, counted, origin, lambda: self.second_factors.is_right(actor.user_id, proof)
            )
        if not is_right:
            raise wrong_proof(proof.kind)
        await self.prove(actor, origin, method=proof.kind)

    async def prove(self, actor: Actor, origin: Origin, *, method: str) -> None:
        if actor.session_id is None:
            raise SessionOver
        parts = self._parts
        async with parts.database.write() as tx:
            await parts.sessions.prove(tx, actor.user_id, actor.session_id, method=method)
            parts.note(tx, Action.REAUTHENTICATED, origin, actor.user_id, actor.session_id)
        parts.sessions.read_again(actor.session_id)

    # -- attempts -----------------------------------------------------------------------------

    async def judge(
        self, user_id: UserId | None, origin: Origin, check: Callable[[], Awaitable[bool]]
    ) -> bool:
        if user_id is None:
            # An account of its own for each attempt is one that is not counted.
            return await self._judge(None, secrets.token_bytes(32), origin, check)
        account = await self._parts.find_account(user_id)
        if account is None:
            return False
        return await self._judge(user_id, rules.account_key(account.email_key), origin, check)

    async def judge_stranger(self, name: str, origin: Origin, check: Callable[[], Awaitable[bool]]) -> bool:
        return await self._judge(None, rules.stranger_key(name), origin, check)

    async def is_password(
        self, account: store.Account | None, counted: bytes, password: str, origin: Origin
    ) -> bool:
        """Check a password as one attempt; takes as long for nobody's. Raises `TooManyFailures`."""
        stored = account.password_hash if account else None
        user_id = account.user_id if account else None
        is_right = self._parts.passwords.is_right
        return await self._judge(user_id, counted, origin, lambda: is_right(stored, password))

    async def _judge(
        self, user_id: UserId | None, counted: bytes, origin: Origin, check: Callable[[], Awaitable[bool]]
    ) -> bool:
        """Check a secret as one attempt of its address and its account; raises `TooManyFailures`."""
        parts, address = self._parts, rules.ip_key(origin.ip)
        async with parts.attempts.gate(address):
            place = await parts.attempts.reserve(address, counted)
            is_right: bool | None = None
            try:
                is_right = await check()
            finally:
                async with parts.database.write() as tx:
                    if is_right is False:
                        await store.fail_attempt(tx.connection, place)
                        parts.note(tx, Action.SIGN_IN_FAILED, origin, user_id)
                    else:
                        await store.forget_attempt(tx.connection, place)
        return is_right is True

    async def _renewed(self, account: store.Account, password: str) -> store.Account:
        """Hash anew when the parameters have changed; a busy moment may leave it to the next time."""
        parts, old = self._parts, account.password_hash
        if old is None or not parts.passwords.is_outdated(old):
            return account
        try:
            new = await parts.passwords.hash(password)
        except SignInBusy:
            return account
        async with parts.database.write() as tx:
            is_replaced = await store.replace_hash(tx.connection, account.user_id, old=old, new=new)
        # Another sign-in may have been first to do so; another password is told later.
        return replace(account, password_hash=new) if is_replaced else await self._as_it_is(account, password)

    async def _as_it_is(self, account: store.Account, password: str) -> store.Account:
        found = await self._parts.find_account(account.user_id)
        is_same = found and await self._parts.passwords.is_right(found.password_hash, password)
        return found if found and is_same else account
