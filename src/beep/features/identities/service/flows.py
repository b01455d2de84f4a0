"""Proofs at a provider's own pages: a browser goes there, and only the same one finishes, once."""

from typing import cast

from beep.features import auth
from beep.features.identities import rules, store
from beep.features.identities.contract import Departure, Outcome, Purpose, Redirecting, Return
from beep.features.identities.errors import FlowOver, ProviderNotFound
from beep.features.identities.service.entering import Entering
from beep.features.identities.service.parts import FLOW_LIFE, Parts, new_secret
from beep.kit.actor import Actor


class Flows:
    def __init__(self, parts: Parts, entering: Entering) -> None:
        self._parts = parts
        self._entering = entering

    async def begin(self, name: str, purpose: Purpose, actor: Actor | None) -> Departure:
        """Return where a browser goes, and what it keeps; good for ten minutes.

        Raises `ProviderNotFound`, `ProviderAway`, and to link `RecentSignInRequired` or `EmailNotVerified`.
        """
        self._entering.check_may(purpose, actor)
        provider = self._redirecting(name)
        about = actor if purpose != "sign_in" else None
        state, secret = new_secret(), new_secret()
        async with self._parts.watch.asking(name):
            departure = await provider.departure(state, secret, is_fresh=purpose == "prove")
        flow = store.Flow(
            rules.hashed(state),
            rules.hashed(secret),
            name,
            purpose,
            about.user_id if about else None,
            about.session_id if about else None,
        )
        async with self._parts.database.write() as tx:
            await store.insert_flow(tx.connection, flow, at=self._parts.clock.now())
        return departure

    async def finish(self, name: str, back: Return, actor: Actor | None, origin: auth.Origin) -> Outcome:
        """Return what becomes of who came back; raises `FlowOver`, `NotBelieved` and what `enter` does."""
        provider = self._redirecting(name)
        since = self._parts.clock.now() - FLOW_LIFE
        async with self._parts.database.write() as tx:
            hashes = rules.hashed(back.state), rules.hashed(back.secret)
            flow = await store.take_flow(tx.connection, *hashes, since=since)
        if flow is None or flow.provider != name or not _is_whose(flow, actor):
            raise FlowOver
        async with self._parts.watch.asking(name):
            proof = await provider.arrival(back, is_fresh=flow.purpose == "prove")
        return await self._entering.enter(provider, proof, flow.purpose, actor, origin)

    async def forget_old(self) -> None:
        async with self._parts.database.write() as tx:
            await store.forget_flows(tx.connection, before=self._parts.clock.now() - FLOW_LIFE)

    def _redirecting(self, name: str) -> Redirecting:
        provider = self._parts.provider(name)
        if provider.kind != "oidc":
            raise ProviderNotFound
        return cast("Redirecting", provider)


def _is_whose(flow: store.Flow, actor: Actor | None) -> bool:
    """Tell whether who finishes is who began: what concerns an account, in the session it began in."""
    if flow.user_id is None:
        return True
    return actor is not None and (actor.user_id, actor.session_id) == (flow.user_id, flow.session_id)
