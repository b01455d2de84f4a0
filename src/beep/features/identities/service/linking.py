"""A person's own identities: which there are, and how one goes."""

from collections.abc import Sequence

from beep.features import audit, auth
from beep.features.identities import rules, store
from beep.features.identities.contract import IdentityId, IdentityView
from beep.features.identities.errors import IdentityNotFound, LastWayIn
from beep.features.identities.facts import IdentityUnlinked
from beep.features.identities.service.parts import Parts
from beep.kit.actor import Actor
from beep.kit.ids import UserId


class Linking:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def identities_of(self, user_id: UserId) -> Sequence[IdentityView]:
        async with self._parts.database.read() as connection:
            return await store.list_identities(connection, user_id)

    async def has_way_in(self, user_id: UserId) -> bool:
        issuers = self._parts.issuers
        return any(one.issuer in issuers for one in await self.identities_of(user_id))

    async def unlink(self, actor: Actor, identity_id: IdentityId, origin: auth.Origin) -> None:
        """Come in by an identity no more.

        Raises `RecentSignInRequired`, `IdentityNotFound`, and `LastWayIn` rather than lock somebody out.
        """
        parts = self._parts
        parts.auth.check_recent_sign_in(actor)
        has_other = await self._has_other_way(actor.user_id)
        async with parts.database.write() as tx:
            held = await store.list_identities(tx.connection, actor.user_id, hold=True)
            removed = next((one for one in held if one.id == identity_id), None)
            if removed is None:
                raise IdentityNotFound
            if rules.is_last_way_in(removed, held, parts.issuers, has_other=has_other):
                raise LastWayIn
            await store.delete_identity(tx.connection, identity_id)
            tx.record(IdentityUnlinked(actor.user_id, removed.provider))
            parts.note(tx, audit.Action.IDENTITY_UNLINKED, removed, origin)

    async def forget(self, user_id: UserId) -> None:
        async with self._parts.database.write() as tx:
            await store.delete_identities(tx.connection, user_id)
            await store.forget_flows_of(tx.connection, user_id)

    async def _has_other_way(self, user_id: UserId) -> bool:
        account = await self._parts.auth.accounts.find(user_id)
        if account is not None and account.opens_by_password:
            return True
        return "passkey" in await self._parts.auth.signing_in.second_factors.kinds_of(user_id)
