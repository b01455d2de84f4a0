"""Whose e-mail it is: confirming it, moving to another one, and taking that back."""

from datetime import timedelta

from beep.features.audit import Action
from beep.features.auth import rules, store
from beep.features.auth.contract import Challenge, ChallengeKind, Origin, OwnAccount
from beep.features.auth.errors import LinkOver, SessionOver
from beep.features.auth.facts import AccountChanged
from beep.features.auth.service.parts import Parts
from beep.kit.actor import Actor
from beep.kit.errors import invalid
from beep.kit.ids import UserId
from beep.runtime.database import Transaction

_ALL: tuple[ChallengeKind, ...] = ("verify", "change", "undo", "reset")
_OF_ADDRESS: tuple[ChallengeKind, ...] = ("verify", "change", "reset")
_UNDONE_RESET = timedelta(hours=1)


class Addresses:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def own(self, user_id: UserId) -> OwnAccount:
        account = await self._account(user_id)
        async with self._parts.database.read() as connection:
            now = self._parts.clock.now()
            pending = await store.find_pending(connection, user_id, "change", now=now)
        is_verified = account.verified_at is not None
        return OwnAccount(account.email, is_verified, account.password_hash is not None, pending)

    async def send_verification(self, actor: Actor) -> None:
        """Send the letter that confirms one's e-mail, again or for the first time.

        Does nothing for who is verified or has no e-mail; raises `TooManyLinks`.
        """
        account = await self._account(actor.user_id)
        if account.verified_at is not None or account.email is None:
            return
        async with self._parts.database.write() as tx:
            await self._parts.challenges.check_rate(tx, actor.user_id, "verify")
            await self._parts.challenges.issue(tx, actor.user_id, "verify", account.email)

    async def ask_change(self, actor: Actor, raw: str, origin: Origin) -> Challenge:
        """Write to another address that it may become one's own; until it agrees nothing changes.

        Answers the same for an address that has an account: who owns that is told, and nobody else (S-14).
        Raises `Invalid`, `TooManyLinks`.
        """
        email, key = rules.email(raw)
        account = await self._account(actor.user_id)
        if key == account.email_key:
            raise invalid("email", "SAME_EMAIL", "This is your address already. Give another one.")
        parts = self._parts
        async with parts.database.write() as tx:
            await parts.challenges.check_rate(tx, actor.user_id, "change")
            await parts.challenges.drop(tx, actor.user_id, "change")
            made = await parts.challenges.issue(tx, actor.user_id, "change", email)
            parts.note(tx, Action.EMAIL_CHANGE_ASKED, origin, actor.user_id, actor.session_id)
        return made

    async def cancel_change(self, actor: Actor) -> None:
        """Let the address that waits to be confirmed be; idempotent."""
        async with self._parts.database.write() as tx:
            await self._parts.challenges.drop(tx, actor.user_id, "change")

    async def confirm(self, token: str, origin: Origin) -> ChallengeKind:
        """Do what a letter's link is for: confirm an address, or move to it. Raises `LinkOver`."""
        parts = self._parts
        found = await parts.challenges.find(token, "verify", "change")
        async with parts.database.write() as tx:
            await parts.challenges.use(tx, found)
            account = await store.lock_account(tx.connection, found.user_id)
            if account is None:
                raise LinkOver
            if found.kind == "change":
                await self._move(tx, account, found)
                parts.note(tx, Action.EMAIL_CHANGED, origin, account.user_id)
            elif account.email_key == found.email_key:
                await store.verify_account(tx.connection, account.user_id, at=parts.clock.now())
                parts.note(tx, Action.EMAIL_VERIFIED, origin, account.user_id)
            else:
                raise LinkOver
            tx.record(AccountChanged(account.user_id))
        parts.sessions.forget_person(found.user_id)
        return found.kind

    async def _move(self, tx: Transaction, account: store.Account, found: Challenge) -> None:
        """Give an account its new address. A confirmed old one may take it back for a week (ASVS 6.3.7).

        An old address nobody confirmed may be a stranger's: it is told nothing.
        """
        parts, now = self._parts, self._parts.clock.now()
        is_held = await store.is_held(tx.connection, found.email_key, but=account.user_id, now=now)
        moved = await store.move_account(
            tx.connection, account.user_id, email=found.email, email_key=found.email_key, at=now
        )
        if is_held or not moved:
            raise LinkOver
        await parts.challenges.drop(tx, account.user_id, *_OF_ADDRESS)
        if account.verified_at is not None and account.email is not None:
            await parts.challenges.issue(tx, account.user_id, "undo", account.email)

    async def undo(self, token: str, origin: Origin) -> str:
        """Give an account its old address back, and lock it: no session, no password, no other link.

        Returns the link by which its owner chooses a new password. Raises `LinkOver`.
        """
        parts = self._parts
        found = await parts.challenges.find(token, "undo")
        async with parts.database.write() as tx:
            await parts.challenges.use(tx, found)
            await parts.challenges.drop(tx, found.user_id, *_ALL)
            moved = await store.move_account(
                tx.connection,
                found.user_id,
                email=found.email,
                email_key=found.email_key,
                at=parts.clock.now(),
            )
            if not moved:
                raise LinkOver
            await store.change_account(tx.connection, found.user_id, password_hash="")
            ended = await parts.end_sessions(tx, found.user_id, "email_undone")
            parts.note(tx, Action.EMAIL_CHANGE_UNDONE, origin, found.user_id)
            tx.record(AccountChanged(found.user_id))
            reset = await parts.challenges.issue(
                tx, found.user_id, "reset", found.email, life=_UNDONE_RESET, has_letter=False
            )
        parts.sessions.forget(ended)
        return parts.challenges.token(reset)

    async def _account(self, user_id: UserId) -> store.Account:
        account = await self._parts.find_account(user_id)
        if account is None:
            raise SessionOver
        return account
