"""What the use cases of identities are made of, and the trail they leave."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from beep.features import audit, auth, users
from beep.features.auth import Origin
from beep.features.identities import store
from beep.features.identities.contract import IdentityId, IdentityView, Proof, Provider
from beep.features.identities.errors import ProviderNotFound
from beep.features.identities.facts import IdentityLinked
from beep.features.identities.service.watch import Watch
from beep.features.identities.settings import ProviderSettings
from beep.kit.ids import Snowflakes
from beep.runtime.clock import Clock
from beep.runtime.database import Database, Transaction

FLOW_LIFE = timedelta(minutes=10)
# How long somebody may take to choose a name.
TICKET_LIFE = timedelta(minutes=30)
# What comes in by what app handles itself, without a request.
NOWHERE = Origin("", "", "")


def new_secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class Parts:
    """`settings` are those in force, by the names of their providers."""

    database: Database
    clock: Clock
    ids: Snowflakes
    users: users.Users
    auth: auth.Auth
    settings: Mapping[str, ProviderSettings]
    providers: Mapping[str, Provider]
    watch: Watch

    def provider(self, name: str) -> Provider:
        """Return a provider; raises `ProviderNotFound`."""
        found = self.providers.get(name)
        if found is None:
            raise ProviderNotFound
        return found

    @property
    def issuers(self) -> frozenset[str]:
        return frozenset(one.issuer for one in self.providers.values())

    async def find(self, proof: Proof) -> IdentityView | None:
        """Return the identity somebody proved, if it is linked to an account that still is one."""
        async with self.database.read() as connection:
            found = await store.find_identity(connection, proof.issuer, proof.subject)
        if found is None or await self.auth.accounts.find(found.user_id) is not None:
            return found
        async with self.database.write() as tx:
            await store.delete_identities(tx.connection, found.user_id)
        return None

    async def link(
        self, tx: Transaction, new: store.Newcomer, origin: Origin, *, is_first: bool = False
    ) -> IdentityView | None:
        """Link what somebody proved to an account; `None` where either is linked already."""
        now = self.clock.now()
        proof, user_id, provider = new.proof, new.user_id, new.provider
        new_id = IdentityId(self.ids.next())
        linked = IdentityView(new_id, user_id, provider, proof.issuer, proof.subject, proof.claims, now, now)
        if not await store.insert_identity(tx.connection, linked):
            return None
        tx.record(IdentityLinked(user_id, provider, is_first))
        self.note(tx, audit.Action.IDENTITY_LINKED, linked, origin)
        return linked

    def note(self, tx: Transaction, action: audit.Action, identity: IdentityView, origin: Origin) -> None:
        """Record an act of somebody on their own account for the audit log."""
        tx.record(
            audit.Acted(
                audit.PLATFORM,
                audit.EntryId(self.ids.next()),
                identity.user_id,
                action,
                target_id=str(identity.user_id),
                options={"provider": identity.provider},
                ip=origin.ip,
                trace_id=origin.trace_id,
            )
        )
