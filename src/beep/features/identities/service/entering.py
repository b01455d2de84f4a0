"""What becomes of a proof: a session, an account, a linked identity, or ten minutes for dangerous acts."""

from beep.features import auth
from beep.features.identities import rules, store
from beep.features.identities.contract import (
    IdentityView,
    Linked,
    Outcome,
    Proof,
    Proved,
    Provider,
    Purpose,
    SignedIn,
)
from beep.features.identities.errors import (
    AlreadyLinked,
    DomainNotAllowed,
    IdentityTaken,
    NotYours,
    OnlyOneself,
)
from beep.features.identities.service.newcomers import Newcomers
from beep.features.identities.service.parts import Parts
from beep.kit.actor import Actor
from beep.kit.errors import Unauthenticated


class Entering:
    def __init__(self, parts: Parts, newcomers: Newcomers) -> None:
        self._parts = parts
        self._newcomers = newcomers

    def check_may(self, purpose: Purpose, actor: Actor | None) -> None:
        """Raise unless somebody may prove who they are for this purpose.

        Linking needs who they are here proved just now, and their own address confirmed: nobody lays an
        identity of their own into an account made in another's name.
        """
        if purpose == "sign_in":
            return
        if actor is None or actor.is_bot or actor.session_id is None:
            raise Unauthenticated
        if actor.client is not None:
            raise OnlyOneself
        if purpose == "link":
            self._parts.auth.check_verified(actor)
            self._parts.auth.check_recent_sign_in(actor)

    async def enter(
        self, provider: Provider, proof: Proof, purpose: Purpose, actor: Actor | None, origin: auth.Origin
    ) -> Outcome:
        if not rules.is_of_domains(proof.claims, self._parts.settings[provider.name].allowed_domains):
            raise DomainNotAllowed
        if actor is None or purpose == "sign_in":
            return await self._sign_in(provider, proof, origin)
        if purpose == "link":
            return await self._link(provider, proof, actor, origin)
        return await self._prove(provider, proof, actor, origin)

    async def _sign_in(self, provider: Provider, proof: Proof, origin: auth.Origin) -> Outcome:
        found = await self._parts.find(proof)
        if found is None:
            return await self._newcomers.welcome(provider.name, proof, origin)
        await self._use(provider, found, proof)
        methods = frozenset({_method(provider)})
        return SignedIn(await self._parts.auth.signing_in.sign_in(found.user_id, origin, methods=methods))

    async def _link(self, provider: Provider, proof: Proof, actor: Actor, origin: auth.Origin) -> Linked:
        found = await self._parts.find(proof)
        if found is None:
            async with self._parts.database.write() as tx:
                held = await store.list_identities(tx.connection, actor.user_id)
                if any(one.issuer == proof.issuer for one in held):
                    raise AlreadyLinked
                new = store.Newcomer(proof, provider.name, actor.user_id)
                found = await self._parts.link(tx, new, origin)
            # Somebody was faster, perhaps this person in another window.
            found = found or await self._parts.find(proof)
        if found is None:
            raise AlreadyLinked
        if found.user_id != actor.user_id:
            raise IdentityTaken
        return Linked(found)

    async def _prove(self, provider: Provider, proof: Proof, actor: Actor, origin: auth.Origin) -> Proved:
        found = await self._parts.find(proof)
        if found is None or found.user_id != actor.user_id:
            raise NotYours
        await self._use(provider, found, proof)
        await self._parts.auth.signing_in.prove(actor, origin, method=_method(provider))
        return Proved()

    async def _use(self, provider: Provider, found: IdentityView, proof: Proof) -> None:
        at = self._parts.clock.now()
        async with self._parts.database.write() as tx:
            await store.use_identity(tx.connection, found.id, provider.name, proof.claims, at=at)


def _method(provider: Provider) -> str:
    return f"{provider.kind}:{provider.name}"
