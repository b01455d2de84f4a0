"""People who proved who they are and have no account: they get one, once, with nothing lost on the way."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

from beep.features import auth, users
from beep.features.identities import rules, store
from beep.features.identities.contract import Chosen, Claims, Proof, SignedIn, Welcome
from beep.features.identities.errors import (
    EmailHasAccount,
    FlowOver,
    IdentityTaken,
    SigningUp,
    SignUpClosed,
)
from beep.features.identities.service.parts import NOWHERE, TICKET_LIFE, Parts, new_secret
from beep.kit.errors import Invalid
from beep.kit.ids import UserId

# An account this long in the making was cut short by a crash.
_CLAIM = timedelta(seconds=30)
_POLL_S = 0.1
_POLLS = 50


class Newcomers:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def welcome(self, provider: str, proof: Proof, origin: auth.Origin) -> Welcome | SignedIn:
        """Return what a new person needs to choose a name; raises `SignUpClosed` or `EmailHasAccount`."""
        if not self._parts.settings[provider].allow_sign_up:
            raise SignUpClosed
        ticket = new_secret()
        newcomer = await self._kept(provider, proof, ticket)
        await self._check_email(newcomer)
        if await self._parts.auth.accounts.find(newcomer.user_id) is not None:
            # Their account was made, and what should have followed cut short.
            await self._settle(newcomer, origin)
            return SignedIn(await self._sign_in(newcomer, origin))
        claims = proof.claims
        name = await self._free_name(claims)
        return Welcome(ticket, name, rules.shown_name(claims), rules.usable_email(claims))

    async def sign_up(self, provider: str, ticket: str, chosen: Chosen, origin: auth.Origin) -> auth.Pair:
        """Make the account a ticket stands for, and come in.

        Raises `FlowOver`; `Invalid`, `UsernameTaken` or `EmailHasAccount`, and the ticket stays good;
        `SigningUp` while the same is under way.
        """
        since = self._parts.clock.now() - TICKET_LIFE
        async with self._parts.database.read() as connection:
            newcomer = await store.find_newcomer(connection, rules.hashed(ticket), since=since)
        if newcomer is None or newcomer.provider != provider:
            raise FlowOver
        async with self._claimed(newcomer):
            await self._make(newcomer, chosen)
            await self._settle(newcomer, origin)
        return await self._sign_in(newcomer, origin)

    async def find_or_create(self, proof: Proof, provider: str) -> UserId:
        newcomer = await self._kept(provider, proof, new_secret())
        for _ in range(_POLLS):
            found = await self._parts.find(proof)
            if found is not None:
                return found.user_id
            try:
                async with self._claimed(newcomer):
                    return await self._founded(newcomer)
            except IdentityTaken:
                continue
            except SigningUp:
                await asyncio.sleep(_POLL_S)
        raise SigningUp

    async def forget_old(self) -> None:
        """Forget who never chose a name; finish what was cut short after the account was made."""
        before = self._parts.clock.now() - TICKET_LIFE - _CLAIM
        async with self._parts.database.read() as connection:
            forgotten = await store.list_forgotten(connection, before=before)
        for newcomer in forgotten:
            if await self._parts.auth.accounts.find(newcomer.user_id) is not None:
                await self._settle(newcomer, NOWHERE)
                continue
            async with self._parts.database.write() as tx:
                await store.delete_newcomer(tx.connection, newcomer.user_id)

    async def _founded(self, newcomer: store.Newcomer) -> UserId:
        await self._check_email(newcomer)
        for username in rules.proposed_usernames(newcomer.proof.claims):
            try:
                await self._make(newcomer, Chosen(username, rules.shown_name(newcomer.proof.claims)))
            except (users.UsernameTaken, Invalid):
                continue
            await self._settle(newcomer, NOWHERE)
            await self._parts.users.activate(newcomer.user_id)
            return newcomer.user_id
        raise SigningUp

    async def _kept(self, provider: str, proof: Proof, ticket: str) -> store.Newcomer:
        new = store.Newcomer(proof, provider, UserId(self._parts.ids.next()))
        at = self._parts.clock.now()
        async with self._parts.database.write() as tx:
            return await store.keep_newcomer(tx.connection, new, rules.hashed(ticket), at=at)

    @asynccontextmanager
    async def _claimed(self, newcomer: store.Newcomer) -> AsyncGenerator[None]:
        """Be the only one to make an account, also among processes; raises `SigningUp`."""
        now = self._parts.clock.now()
        async with self._parts.database.write() as tx:
            is_mine = await store.claim_newcomer(
                tx.connection, newcomer.user_id, at=now, unless_since=now - _CLAIM
            )
        if not is_mine:
            raise SigningUp
        try:
            yield
        finally:
            async with self._parts.database.write() as tx:
                await store.release_newcomer(tx.connection, newcomer.user_id)

    async def _check_email(self, newcomer: store.Newcomer) -> None:
        """Nothing is ever merged by e-mail: whoever has the account links it themselves (S-10)."""
        email = rules.usable_email(newcomer.proof.claims)
        owner = await self._parts.auth.accounts.find_by_email(email) if email else None
        if owner is not None and owner.user_id != newcomer.user_id:
            raise EmailHasAccount(email or "")

    async def _make(self, newcomer: store.Newcomer, chosen: Chosen) -> None:
        email = rules.usable_email(newcomer.proof.claims)
        new = auth.NewAccount(
            email,
            None,
            chosen.username,
            chosen.display_name,
            is_verified=email is not None,
            language=chosen.language,
        )
        try:
            await self._parts.auth.accounts.create(newcomer.user_id, new)
        except auth.EmailUnavailable:
            raise EmailHasAccount(email or "") from None

    async def _settle(self, newcomer: store.Newcomer, origin: auth.Origin) -> None:
        """Link a new account to what its person proved; it goes again where another was faster."""
        parts = self._parts
        async with parts.database.write() as tx:
            await store.delete_newcomer(tx.connection, newcomer.user_id)
            linked = await parts.link(tx, newcomer, origin, is_first=True)
        if linked is None:
            await parts.auth.accounts.close(newcomer.user_id)
            await parts.users.discard(newcomer.user_id)
            raise IdentityTaken

    async def _sign_in(self, newcomer: store.Newcomer, origin: auth.Origin) -> auth.Pair:
        kind = self._parts.provider(newcomer.provider).kind
        methods = frozenset({f"{kind}:{newcomer.provider}"})
        return await self._parts.auth.signing_in.sign_in(newcomer.user_id, origin, methods=methods)

    async def _free_name(self, claims: Claims) -> str:
        for name in rules.proposed_usernames(claims):
            if await self._parts.users.find_by_username(name) is None:
                return name
        return ""
