"""The service of auth: one object that is the face, made of its parts."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import msgspec

from beep.features import audit, users
from beep.features.auth import rules
from beep.features.auth.contract import (
    Bearers,
    NewAccount,
    Origin,
    Pair,
    PlaceView,
    PublishedKeys,
    SessionView,
)
from beep.features.auth.errors import (
    EmailNotVerified,
    InvalidToken,
    RecentSignInRequired,
    SessionNotFound,
)
from beep.features.auth.service.accounts import AccountsService
from beep.features.auth.service.addresses import Addresses
from beep.features.auth.service.adopting import Adopting
from beep.features.auth.service.lending import LendingService
from beep.features.auth.service.own_passwords import OwnPasswords
from beep.features.auth.service.parts import Parts
from beep.features.auth.service.refreshing import Refreshing
from beep.features.auth.service.signing_in import SigningInService
from beep.features.auth.service.writing import Writing
from beep.features.auth.tokens import UnknownKey
from beep.kit.actor import Actor
from beep.kit.ids import SessionId, UserId

__all__ = ["AuthService", "Parts"]

Action = audit.Action
_ENDINGS = {
    "logout": Action.SIGNED_OUT,
    "logout_all": Action.SIGNED_OUT_EVERYWHERE,
    "revoked": Action.SESSION_REVOKED,
}


class AuthService:
    """Implements `Auth`."""

    def __init__(self, parts: Parts, notices: Writing) -> None:
        self._parts = parts
        self.notices = notices
        self._sessions = parts.sessions
        self.accounts = AccountsService(parts)
        self.signing_in = SigningInService(parts)
        self.lending = LendingService(parts)
        self._adopting = Adopting(parts)
        self.refresh = Refreshing(parts).refresh
        self.addresses = Addresses(parts)
        self.passwords = OwnPasswords(parts, self.signing_in)

    @property
    def is_verification_required(self) -> bool:
        return self._parts.settings.email_verification == "required"

    @property
    def is_sending_letters(self) -> bool:
        return self._parts.mail.is_sending

    # -- who asks -----------------------------------------------------------------------------

    async def authenticate(self, token: str, *, counts_as_activity: bool) -> Actor:
        parts = self._parts
        if self._adopting.bearers.is_foreign(token):
            return await self._adopting.actor(token, counts_as_activity=counts_as_activity)
        try:
            claims = parts.tokens.read(token)
        except UnknownKey:
            await parts.keys.look_again(is_forced=True)
            claims = parts.tokens.read(token)
        living = await self._sessions.alive(claims.session_id)
        if living.actor.user_id != claims.user_id:
            raise InvalidToken
        if counts_as_activity:
            self._sessions.touch(claims.session_id)
        return living.actor

    @property
    def bearers(self) -> Bearers:
        return self._adopting.bearers

    @bearers.setter
    def bearers(self, filled: Bearers) -> None:
        self._adopting.bearers = filled

    async def actor_of(self, session_id: SessionId) -> Actor:
        return (await self._sessions.alive(session_id)).actor

    async def roles_of(self, user_id: UserId, methods: frozenset[str]) -> frozenset[str]:
        account = await self._parts.find_account(user_id)
        return self._sessions.roles_of(account.global_roles, methods) if account else frozenset()

    def touch(self, session_id: SessionId) -> None:
        self._sessions.touch(session_id)

    def check_recent_sign_in(self, actor: Actor) -> None:
        if not self.is_recent(actor):
            raise RecentSignInRequired

    def is_recent(self, actor: Actor) -> bool:
        within_s = self._parts.settings.recent_sign_in_s
        now = self._parts.clock.now()
        return rules.has_signed_in_recently(actor.proved_at, now=now, within_s=within_s)

    def check_verified(self, actor: Actor) -> None:
        if not actor.is_verified:
            raise EmailNotVerified

    async def details_of(self, user_id: UserId) -> users.OwnDetails | None:
        account = await self._parts.find_account(user_id)
        if account is None:
            return None
        return users.OwnDetails(
            account.email,
            is_verified=account.verified_at is not None,
            has_password=account.password_hash is not None,
            has_second_factor=bool(await self.signing_in.second_factors.kinds_of(user_id)),
        )

    # -- keys ---------------------------------------------------------------------------------

    async def published_keys(self) -> PublishedKeys:
        await self._parts.keys.look_again()
        return self._parts.keys.published()

    def sign(self, claims: Mapping[str, object]) -> str:
        return self._parts.tokens.sign(claims)

    async def rotate_keys(self) -> None:
        await self._parts.keys.rotate()

    # -- sessions -----------------------------------------------------------------------------

    async def sign_up(self, new: NewAccount, origin: Origin) -> tuple[users.UserView, Pair]:
        """Make an account and come in; raises `Invalid`, `UsernameTaken`, `EmailUnavailable`."""
        user_id = UserId(self._parts.ids.next())
        user, account = await self.accounts.add(user_id, new)
        methods = frozenset({"password"})
        return user, await self.signing_in.open(account, origin, methods=methods, kind=Action.SIGNED_UP)

    async def list_sessions(self, user_id: UserId) -> Sequence[SessionView]:
        return await self._sessions.list_alive(user_id)

    def place_of(self, ip: str) -> PlaceView:
        return self._parts.places.find(ip)

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

    async def end_other_sessions(self, actor: Actor, origin: Origin) -> None:
        """End all sessions of one's own but the one that asks."""
        await self._end(actor, None, "revoked", origin, but=actor.session_id)

    async def _end(
        self,
        actor: Actor,
        session_id: SessionId | None,
        reason: str,
        origin: Origin,
        *,
        but: SessionId | None = None,
    ) -> list[SessionId]:
        async with self._parts.database.write() as tx:
            ended = await self._sessions.end(tx, actor.user_id, session_id, reason=reason, but=but)
            for one in ended:
                self._parts.note(tx, _ENDINGS[reason], origin, actor.user_id, one)
        self._sessions.forget(ended)
        return ended

    async def export_person(self, user_id: UserId) -> AsyncIterator[tuple[str, Sequence[Mapping[str, Any]]]]:
        """Give what is kept of a person here, for the copy of their data; no secrets."""
        account = await self.accounts.find(user_id)
        if account is not None:
            yield "account", [msgspec.to_builtins(asdict(account))]
        yield "sessions", [msgspec.to_builtins(asdict(one)) for one in await self.list_sessions(user_id)]
