"""What can be done with applications, and who may."""

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from beep.features import servers, users
from beep.features.applications import rules
from beep.features.applications.contract import ApplicationView
from beep.features.applications.errors import (
    ApplicationNotFound,
    BotsOnly,
    NameNotFree,
    TooManyApplications,
)
from beep.features.applications.facts import ApplicationCreated, ApplicationDeleted, BotTokenReset
from beep.features.applications.settings import ApplicationsSettings
from beep.features.applications.store import Store
from beep.features.applications.tokens import Tokens
from beep.kit.actor import Actor
from beep.kit.errors import Invalid
from beep.kit.ids import ApplicationId, ServerId, UserId
from beep.runtime.feature import Runtime

_NAME_ATTEMPTS = 8
# Global roles are for people (GROL-01).
_NO_ROLES: frozenset[str] = frozenset()


class ApplicationsService:
    """Implements `Applications`. An application and its bot share one id."""

    def __init__(
        self,
        runtime: Runtime,
        settings: ApplicationsSettings,
        *,
        users: users.Users,
        servers: servers.Servers,
    ) -> None:
        self._database = runtime.database
        self._clock = runtime.clock
        self._ids = runtime.ids
        self._settings = settings
        self._users = users
        self._servers = servers
        self._store = Store(runtime.database)
        self.tokens = Tokens(self._store, limit=settings.tokens_kept)

    async def authenticate(self, token: str) -> Actor:
        bot_id = await self.tokens.check(token)
        return Actor(UserId(bot_id), is_bot=True, global_roles=_NO_ROLES)

    async def get(self, application_id: ApplicationId) -> ApplicationView:
        found = await self._store.find(application_id)
        if found is None:
            raise ApplicationNotFound
        return found

    async def get_own(self, actor: Actor) -> ApplicationView:
        """Return the application a bot belongs to."""
        if not actor.is_bot:
            raise BotsOnly
        return await self.get(ApplicationId(actor.user_id))

    @staticmethod
    def check_own(actor: Actor, application_id: ApplicationId) -> None:
        """Raise `ApplicationNotFound` unless a bot asks about itself."""
        if not actor.is_bot or actor.user_id != application_id:
            raise ApplicationNotFound

    async def list_mine(self, actor: Actor) -> list[ApplicationView]:
        return await self._store.list_of_owner(actor.user_id)

    async def create(
        self, actor: Actor, name: str, description: str, *, is_public: bool
    ) -> tuple[ApplicationView, str]:
        """Create an application with its bot; return it with the token, which is never shown again."""
        view = ApplicationView(
            id=ApplicationId(self._ids.next()),
            name=rules.application_name(name),
            owner_id=actor.user_id,
            created_at=self._clock.now(),
            description=rules.description(description),
            is_public=is_public,
            verify_key=Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex(),
        )
        token = _new_token(view.id)
        await self._make_bot(view)
        try:
            await self._keep(view, token)
        except BaseException:
            # The profile came first, in a transaction of its own: take it back.
            await self._users.discard_bot(UserId(view.id))
            raise
        return view, token

    async def _keep(self, view: ApplicationView, token: str) -> None:
        async with self._database.write() as tx:
            if await self._store.lock_owner(tx, view.owner_id) >= self._settings.per_owner:
                raise TooManyApplications(f"You may own {self._settings.per_owner} applications at most.")
            await self._store.insert(tx, view, rules.hashed(token))
            tx.record(ApplicationCreated(view.id, view.owner_id))

    async def reset_token(self, actor: Actor, application_id: ApplicationId) -> str:
        """Make a new token; the old one and everything connected with it end at once."""
        await self._owned(actor, application_id)
        token = _new_token(application_id)
        try:
            async with self._database.write() as tx:
                if not await self._store.set_token_hash(tx, application_id, rules.hashed(token)):
                    raise ApplicationNotFound
                tx.record(BotTokenReset(application_id))
        finally:
            self.tokens.forget(application_id)
        return token

    async def delete(self, actor: Actor, application_id: ApplicationId) -> None:
        """Delete an application; its bot leaves its servers and its name is freed soon after."""
        await self._owned(actor, application_id)
        if not await self._delete(application_id):
            raise ApplicationNotFound

    async def forget_owner(self, user_id: UserId) -> None:
        """Delete the applications of somebody who is gone; idempotent."""
        for one in await self._store.list_of_owner(user_id):
            await self._delete(one.id)

    async def _delete(self, application_id: ApplicationId) -> bool:
        try:
            async with self._database.write() as tx:
                is_gone = await self._store.delete(tx, application_id)
                if is_gone:
                    tx.record(ApplicationDeleted(application_id))
        finally:
            self.tokens.forget(application_id)
        return is_gone

    async def add_to_server(
        self,
        actor: Actor,
        server_id: ServerId,
        application_id: ApplicationId,
        *,
        reason: str | None = None,
    ) -> None:
        """Make a public bot, or one's own, a member of a server one manages; idempotent."""
        view = await self.get(application_id)
        if not view.is_public and view.owner_id != actor.user_id:
            raise ApplicationNotFound
        await self._servers.add_bot(actor, server_id, UserId(view.id), reason=reason)

    async def retire_bot(self, application_id: ApplicationId) -> None:
        """Take a deleted application's bot out of everywhere; doing it again changes nothing."""
        await self._servers.remove_everywhere(UserId(application_id))
        await self._users.discard_bot(UserId(application_id))

    async def export_person(self, user_id: UserId) -> AsyncIterator[tuple[str, Sequence[Mapping[str, Any]]]]:
        """Give what is kept of a person here, for the copy of their data; no tokens."""
        found = await self._store.list_of_owner(user_id)
        yield "applications", [msgspec.to_builtins(asdict(one)) for one in found]

    async def _owned(self, actor: Actor, application_id: ApplicationId) -> ApplicationView:
        view = await self.get(application_id)
        if view.owner_id != actor.user_id:
            raise ApplicationNotFound
        return view

    async def _make_bot(self, view: ApplicationView) -> None:
        """Make the bot's profile under the name it would like, or one close to it."""
        wanted = rules.username_from(view.name)
        username = wanted
        for _ in range(_NAME_ATTEMPTS):
            try:
                await self._users.create(UserId(view.id), username, view.name, is_bot=True)
            except users.UsernameTaken:
                username = f"{wanted}-{secrets.randbelow(9000) + 1000}"
            except Invalid as refused:
                if wanted == rules.PLAIN_USERNAME or refused.errors[0].path != "username":
                    raise
                # A name no username can come from, such as one in two alphabets.
                wanted = username = rules.PLAIN_USERNAME
            else:
                return
        raise NameNotFree


def _new_token(application_id: ApplicationId) -> str:
    return rules.token_of(application_id, secrets.token_urlsafe(6), secrets.token_urlsafe(32))
