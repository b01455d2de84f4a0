"""HTTP of identities."""

from beep.features import auth
from beep.features.identities.contract import Chosen, IdentityId, Return
from beep.features.identities.schemas import (
    DepartureObject,
    DirectoryLogIn,
    Finish,
    IdentityObject,
    OutcomeObject,
    ProviderObject,
    SignUpByTicket,
    Start,
    departure_object,
    identity_object,
    outcome_object,
    provider_object,
)
from beep.features.identities.service import FLOW_LIFE, IdentitiesService
from beep.runtime.http import Call, delete, get, post


class IdentitiesRoutes:
    def __init__(self, service: IdentitiesService) -> None:
        self._service = service
        self._parts = service.parts

    @get("/auth/providers", access="anyone")
    async def providers(self, call: Call) -> list[ProviderObject]:
        """List what else one may sign in by; `available` is false for who does not answer right now."""
        del call
        available = await self._parts.watch.look()
        found = self._parts.providers.items()
        return [
            provider_object(one, self._parts.settings[name], available=available[name]) for name, one in found
        ]

    @post("/auth/providers/{name}/start", access="whoever", per_10_s=20)
    async def start(self, call: Call, name: str, body: Start) -> DepartureObject:
        """Begin to prove who one is at a provider's own pages.

        The browser keeps `browser_secret`, goes to `authorization_url`, and comes back to
        `/auth/callback/{name}` with a code. `link` and `prove` are for who is signed in; `link` wants them
        to have proved just now who they are.
        """
        departure = await self._service.flows.begin(name, body.purpose, call.context.actor)
        return departure_object(departure, expires_in_s=FLOW_LIFE.total_seconds())

    @post("/auth/providers/{name}/finish", access="whoever", per_10_s=20)
    async def finish(self, call: Call, name: str, body: Finish) -> OutcomeObject:
        """Finish what `start` began, once.

        `signed_in` brings tokens, as `/auth/login` does; who has a second factor gets 401 with the key
        `auth.second_factor_required`. `newcomer` brings a ticket for somebody without an account, good for
        half an hour at `/auth/providers/{name}/signup`.
        """
        back = Return(body.state, body.browser_secret, body.code, body.iss)
        outcome = await self._service.flows.finish(name, back, call.context.actor, auth.origin_of(call))
        return outcome_object(outcome, self._parts.settings[name])

    @post("/auth/providers/{name}/login", access="whoever", per_10_s=20)
    async def log_in(self, call: Call, name: str, body: DirectoryLogIn) -> OutcomeObject:
        """Prove who one is by a user name and a password of a directory; answers as `finish` does.

        Failures count with those of passwords here, by address and by user name.
        """
        outcome = await self._service.directories.log_in(
            name,
            body.username,
            body.password,
            purpose=body.purpose,
            actor=call.context.actor,
            origin=auth.origin_of(call),
        )
        return outcome_object(outcome, self._parts.settings[name])

    @post("/auth/providers/{name}/signup", status=201, access="anyone", per_10_s=20)
    async def sign_up(self, call: Call, name: str, body: SignUpByTicket) -> auth.TokenPair:
        """Make the account of a newcomer and sign in; the ticket stays good until that is done."""
        chosen = Chosen(body.username, body.display_name, auth.language_for(call, body.locale))
        pair = await self._service.newcomers.sign_up(name, body.ticket, chosen, auth.origin_of(call))
        return auth.token_pair(pair)

    @get("/users/@me/identities", access="oneself")
    async def list_identities(self, call: Call) -> list[IdentityObject]:
        """List the identities one comes in by, the oldest first."""
        by_issuer = {one.issuer: one for one in self._parts.settings.values()}
        found = await self._service.identities_of(call.actor.user_id)
        return [identity_object(one, by_issuer.get(one.issuer)) for one in found]

    @delete("/users/@me/identities/{identity_id}", access="oneself")
    async def unlink(self, call: Call, identity_id: IdentityId) -> None:
        """Come in by an identity no more; wants one to have proved just now who one is.

        409 where there would be no way in any more.
        """
        await self._service.linking.unlink(call.actor, identity_id, auth.origin_of(call))
