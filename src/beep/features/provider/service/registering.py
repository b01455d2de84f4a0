"""The clients there are: administrators look after them, and they prove who they are."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from beep.features import audit
from beep.features.provider import rules
from beep.features.provider.contract import ClientDraft, ClientId, ClientView
from beep.features.provider.errors import (
    ClientNotFound,
    NotForYou,
    SecretImpossible,
    TooManyClients,
    invalid_client,
)
from beep.features.provider.facts import ClientChanged
from beep.features.provider.service.parts import Parts
from beep.kit.actor import Actor
from beep.kit.ids import UserId
from beep.runtime.database import Transaction

Action = audit.Action
_ADMIN = "admin"


def check_administrator(actor: Actor) -> None:
    """Raise `NotForYou` unless the actor administers: to others none of this exists (GROL-03)."""
    if _ADMIN not in actor.global_roles:
        raise NotForYou


class Registering:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def register(self, draft: ClientDraft, *, by: UserId) -> tuple[ClientView, str | None]:
        parts = self._parts
        checked = rules.checked_draft(draft)
        view = ClientView(
            id=ClientId(parts.ids.next()),
            name=checked.name,
            is_public=checked.is_public,
            redirect_uris=checked.redirect_uris,
            logout_uris=checked.logout_uris,
            scopes=checked.scopes,
            created_at=parts.clock.now(),
            created_by=by,
        )
        secret = None if view.is_public else rules.new_secret()
        async with parts.database.write() as tx:
            if await parts.clients.lock_all(tx) >= parts.settings.max_clients:
                raise TooManyClients
            await parts.clients.insert(tx, view, rules.hash_of(secret) if secret else None)
            self._note(tx, Action.CLIENT_REGISTERED, view, by)
        return view, secret

    async def list_clients(self) -> Sequence[ClientView]:
        return await self._parts.clients.list_all()

    async def change(self, client_id: ClientId, draft: ClientDraft, *, by: UserId) -> ClientView:
        """Replace what is said of a client but whether it is public; what goes beyond its scopes ends.

        Raises `Invalid` or `ClientNotFound`.
        """
        parts = self._parts
        async with parts.database.write() as tx:
            known = await parts.clients.lock(tx, client_id)
            if known is None:
                raise ClientNotFound
            checked = rules.checked_draft(replace(draft, is_public=known.is_public))
            changed = replace(
                known,
                name=checked.name,
                redirect_uris=checked.redirect_uris,
                logout_uris=checked.logout_uris,
                scopes=checked.scopes,
            )
            names = ("name", "redirect_uris", "logout_uris", "scopes")
            await parts.clients.update(tx, client_id, {name: getattr(changed, name) for name in names})
            self._note(tx, Action.CLIENT_CHANGED, changed, by)
            if not set(known.scopes) <= set(changed.scopes):
                tx.record(ClientChanged(client_id))
        return changed

    async def renew_secret(self, client_id: ClientId, *, by: UserId) -> str:
        """Give a client another secret; the old one ends at once. Raises `SecretImpossible`."""
        parts = self._parts
        secret = rules.new_secret()
        async with parts.database.write() as tx:
            known = await parts.clients.lock(tx, client_id)
            if known is None:
                raise ClientNotFound
            if known.is_public:
                raise SecretImpossible
            await parts.clients.update(tx, client_id, {"secret_hash": rules.hash_of(secret)})
            self._note(tx, Action.CLIENT_SECRET_RENEWED, known, by)
        return secret

    async def remove(self, client_id: ClientId, *, by: UserId) -> None:
        parts = self._parts
        async with parts.database.write() as tx:
            known = await parts.clients.lock(tx, client_id)
            if known is None:
                raise ClientNotFound
            await parts.clients.delete(tx, client_id)
            self._note(tx, Action.CLIENT_REMOVED, known, by)
            tx.record(ClientChanged(client_id))

    async def end_beyond(self, client_id: ClientId) -> None:
        """End grants that hold more than their client may have now: all of them once it is gone."""
        parts = self._parts
        while True:
            found = await parts.clients.find(client_id)
            allowed = found[0].scopes if found else ()
            async with parts.database.write() as tx:
                ended = await parts.grants.end_beyond(tx, client_id, allowed, at=parts.clock.now())
                parts.tell_ended(tx, ended, reason="narrowed")
            if not ended:
                return
            await parts.end_sessions_of(ended)

    # -- who a client is ----------------------------------------------------------------------

    async def authenticate(self, authorization: str, form: Mapping[str, str]) -> ClientView:
        """Return which client asks; raises `OAuthError`. Secrets are compared in constant time."""
        client_id, secret = rules.client_credentials(authorization, form)
        found = await self._parts.clients.find(client_id)
        view, stored = found or (None, None)
        is_right = rules.is_same(secret or "", stored)
        if view is not None and view.is_public:
            is_right = secret is None
        if view is None or not is_right:
            raise invalid_client()
        return view

    async def is_page_of_public_client(self, origin: str) -> bool:
        """Tell whether a public client's page lives at an origin, and so may call us from a browser."""
        return origin in rules.origins_of(await self._parts.clients.list_public_redirects())

    def _note(self, tx: Transaction, action: Action, view: ClientView, by: UserId) -> None:
        self._parts.note(tx, action, by, {"client_id": str(view.id), "client_name": view.name})
