"""Passwords of one's own: changing one, and choosing a new one by a link when it is forgotten."""

from beep.features.audit import PLATFORM, Action
from beep.features.auth import rules, store
from beep.features.auth.contract import Origin, RequestId, TicketView
from beep.features.auth.errors import LinkOver, SecondFactorRequired, SessionOver
from beep.features.auth.facts import AccountChanged, AccountClaimed, PasswordChanged, ResetAsked
from beep.features.auth.service.parts import Parts
from beep.features.auth.service.signing_in import SigningInService
from beep.kit.actor import Actor
from beep.kit.errors import TooMany, invalid
from beep.kit.ids import SessionId

_RESET = "reset"


class OwnPasswords:
    def __init__(self, parts: Parts, signing_in: SigningInService) -> None:
        self._parts = parts
        self._signing_in = signing_in

    async def change(self, actor: Actor, new: str, old: str | None, origin: Origin) -> None:
        """Change one's password, which ends every other session; raises `Invalid`, `TooManyFailures`.

        Who has none yet gives none, but must have signed in recently (checked by the caller).
        """
        parts = self._parts
        account = await parts.find_account(actor.user_id)
        if account is None:
            raise SessionOver
        chosen = await self._chosen(account, new)
        if account.password_hash is not None:
            await self._check_old(account, old, origin)
        hashed = await parts.passwords.hash(chosen)
        async with parts.database.write() as tx:
            was = account.password_hash or ""
            if not await store.replace_hash(tx.connection, actor.user_id, old=was, new=hashed):
                raise _not_yours()
            ended = await parts.end_sessions(tx, actor.user_id, "password_changed", but=actor.session_id)
            await parts.challenges.drop(tx, actor.user_id, _RESET)
            parts.note(tx, Action.PASSWORD_CHANGED, origin, actor.user_id, actor.session_id)
            tx.record(PasswordChanged(actor.user_id, "changed"))
        parts.sessions.forget(ended)

    async def _check_old(self, account: store.Account, old: str | None, origin: Origin) -> None:
        if old is None:
            raise invalid("old_password", "BASE_TYPE_REQUIRED", "Give your current password too.")
        given, counted = rules.stored_password(old), rules.account_key(account.email_key)
        if not await self._signing_in.is_password(account, counted, given, origin):
            raise _not_yours()

    async def _chosen(self, account: store.Account, raw: str) -> str:
        user = await self._parts.users.get(account.user_id)
        email = account.email or ""
        return rules.password(raw, about=(user.username, email, email.rpartition("@")[0]))

    # -- forgotten ----------------------------------------------------------------------------

    async def ask_reset(self, raw: str) -> None:
        """Note that a password was forgotten; the same work whether there is such an account (S-14)."""
        _, key = rules.email(raw)
        parts = self._parts
        request_id = RequestId(parts.ids.next())
        async with parts.database.write() as tx:
            await store.insert_request(tx.connection, request_id, key, at=parts.clock.now())
            tx.record(ResetAsked(PLATFORM, request_id))

    async def answer_reset(self, request_id: RequestId) -> None:
        """Write to whoever forgot a password, if there is an account; a job, which may run again."""
        parts = self._parts
        async with parts.database.write() as tx:
            key = await store.take_request(tx.connection, request_id)
            account = await store.find_account(tx.connection, email_key=key) if key else None
            if account is None or account.email is None or account.suspended_at is not None:
                return
            try:
                await parts.challenges.check_rate(tx, account.user_id, _RESET)
            except TooMany:
                return
            await parts.challenges.issue(tx, account.user_id, _RESET, account.email)
            parts.note(tx, Action.PASSWORD_RESET_ASKED, NOWHERE, account.user_id)

    async def reset(self, token: str, new: str, actor: Actor | None, origin: Origin) -> None:
        """Choose a password by a link, which ends every session but the one that asks.

        Raises `LinkOver`, `Invalid`, and `SecondFactorRequired` where the person has a second factor and
        `actor` has not proved it. None of these uses the link up.
        """
        parts = self._parts
        found = await parts.challenges.find(token, _RESET)
        account = await parts.find_account(found.user_id)
        if account is None or account.suspended_at is not None or account.email_key != found.email_key:
            raise LinkOver
        chosen = await self._chosen(account, new)
        own = await self._proved_session(account, actor)
        hashed = await parts.passwords.hash(chosen)
        async with parts.database.write() as tx:
            await parts.challenges.use(tx, found)
            held = await store.lock_account(tx.connection, account.user_id)
            if held is None or held.email_key != found.email_key:
                raise LinkOver
            await store.change_account(tx.connection, account.user_id, password_hash=hashed)
            ended = await parts.end_sessions(tx, account.user_id, "password_reset", but=own)
            # A link that an administrator could read proves nothing of an address.
            if parts.mail.is_sending and held.verified_at is None:
                await store.verify_account(tx.connection, account.user_id, at=parts.clock.now())
                await parts.challenges.drop(tx, account.user_id, "verify")
                tx.record(AccountClaimed(account.user_id))
            parts.note(tx, Action.PASSWORD_RESET, origin, account.user_id)
            tx.record(AccountChanged(account.user_id))
            tx.record(PasswordChanged(account.user_id, "reset"))
        parts.sessions.forget(ended)
        parts.sessions.forget_person(account.user_id)

    async def _proved_session(self, account: store.Account, actor: Actor | None) -> SessionId | None:
        """Return the session that proved a second factor, where one is needed; raises `SecondFactorRequired`.

        An address nobody has confirmed may have been taken by a stranger: their second factor counts for
        nothing against who reads it (S-10). Where addresses are not confirmed at all, it counts.
        """
        parts = self._parts
        is_trusted = account.verified_at is not None or parts.settings.email_verification == "off"
        kinds = await self._signing_in.second_factors.kinds_of(account.user_id)
        if not kinds or not is_trusted:
            return None
        if actor is not None and actor.user_id == account.user_id and actor.session_id is not None:
            within_s, now = parts.settings.recent_sign_in_s, parts.clock.now()
            is_recent = rules.has_signed_in_recently(actor.proved_at, now=now, within_s=within_s)
            async with parts.database.read() as connection:
                session = await store.find_session(connection, actor.session_id)
            if session and is_recent and rules.is_strong(session.view.methods):
                return actor.session_id
        waiting = TicketView(account.user_id, (_RESET,))
        raise SecondFactorRequired(await self._signing_in.issue_ticket(waiting), kinds)


def _not_yours() -> Exception:
    return invalid("old_password", "PASSWORD_DOES_NOT_MATCH", "This is not your password. Try again.")


# A job runs on behalf of nobody who could be named.
NOWHERE = Origin("", "", "")
