"""Clients for administrators, consents for everybody."""

from beep.features.provider.contract import ClientDraft, ClientId
from beep.features.provider.schemas import (
    ChangeClient,
    ClientObject,
    ClientSecret,
    ConsentObject,
    RegisterClient,
    RegisteredClient,
    client_object,
    consent_object,
    registered_client,
)
from beep.features.provider.service import ProviderService, check_administrator
from beep.runtime.http import Call, delete, get, post, put


class ClientRoutes:
    def __init__(self, service: ProviderService) -> None:
        self._service = service

    @get("/admin/clients", access="oneself", counts_as_activity=False)
    async def list_clients(self, call: Call) -> list[ClientObject]:
        """List the applications that sign in with Beep; administrators only, as all of `/admin`."""
        check_administrator(call.actor)
        return [client_object(view) for view in await self._service.list_clients()]

    @post("/admin/clients", status=201, access="oneself", per_10_s=10)
    async def register_client(self, call: Call, body: RegisterClient) -> RegisteredClient:
        """Register an application; the answer is the only one that ever holds its secret."""
        check_administrator(call.actor)
        draft = ClientDraft(
            name=body.name,
            is_public=body.public,
            redirect_uris=tuple(body.redirect_uris),
            logout_uris=tuple(body.logout_uris),
            scopes=body.scopes,
        )
        return registered_client(*await self._service.register(draft, by=call.actor.user_id))

    @put("/admin/clients/{client_id}", access="oneself", per_10_s=10)
    async def change_client(self, call: Call, client_id: ClientId, body: ChangeClient) -> ClientObject:
        """Replace what is said of an application; sign-ins that hold more than it may now, end."""
        check_administrator(call.actor)
        draft = ClientDraft(
            name=body.name,
            is_public=False,
            redirect_uris=tuple(body.redirect_uris),
            logout_uris=tuple(body.logout_uris),
            scopes=tuple(body.scopes),
        )
        changed = await self._service.registering.change(client_id, draft, by=call.actor.user_id)
        return client_object(changed)

    @post("/admin/clients/{client_id}/secret", access="oneself", per_10_s=10)
    async def renew_client_secret(self, call: Call, client_id: ClientId) -> ClientSecret:
        """Give an application another secret; the old one ends at once."""
        check_administrator(call.actor)
        renewed = await self._service.registering.renew_secret(client_id, by=call.actor.user_id)
        return ClientSecret(renewed)

    @delete("/admin/clients/{client_id}", access="oneself", per_10_s=10)
    async def remove_client(self, call: Call, client_id: ClientId) -> None:
        """Remove an application; whatever it holds of people's accounts ends."""
        check_administrator(call.actor)
        await self._service.remove(client_id, by=call.actor.user_id)

    @get("/users/@me/consents", access="oneself", counts_as_activity=False)
    async def list_consents(self, call: Call) -> list[ConsentObject]:
        """List the applications one lets know or do something, the last used first."""
        found = await self._service.consents.list_of(call.actor.user_id)
        return [consent_object(view) for view in found]

    @delete("/users/@me/consents/{client_id}", access="oneself", per_10_s=20)
    async def take_consent_back(self, call: Call, client_id: ClientId) -> None:
        """Let an application do nothing more; its tokens and its session end at once."""
        await self._service.consents.take_back(call.actor.user_id, client_id)
