"""What the use cases of provider are made of, and how a client's access ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from beep.features import audit, auth, users
from beep.features.provider.facts import GrantEnded
from beep.features.provider.settings import ProviderSettings
from beep.features.provider.store import Clients, Ended, Grants
from beep.kit.ids import SessionId, Snowflakes, UserId
from beep.runtime.clock import Clock
from beep.runtime.database import Database, Transaction


@dataclass(frozen=True, slots=True)
class Parts:
    """`issuer` is Beep's public address, without a slash at its end."""

    database: Database
    clock: Clock
    ids: Snowflakes
    settings: ProviderSettings
    issuer: str
    clients: Clients
    grants: Grants
    auth: auth.Auth
    users: users.Users

    def note(
        self, tx: Transaction, action: audit.Action, user_id: UserId, options: Mapping[str, str]
    ) -> None:
        """Record an act for the audit log of the installation."""
        entry_id = audit.EntryId(self.ids.next())
        tx.record(audit.Acted(audit.PLATFORM, entry_id, user_id, action, options=dict(options)))

    def tell_ended(self, tx: Transaction, ended: Sequence[Ended], *, reason: str) -> None:
        """Tell of ended grants: a job ends the sessions they had, should this process not get to it."""
        for one in ended:
            own = one.own_session_id or SessionId(0)
            fact = GrantEnded(one.user_id, one.id, one.client_id, own, reason)
            tx.record(fact, has_work=one.own_session_id is not None)

    async def end_sessions_of(self, ended: Sequence[Ended]) -> None:
        """End the sessions clients had, once their grants are committed as ended."""
        for one in ended:
            if one.own_session_id is not None:
                await self.auth.lending.end(one.user_id, one.own_session_id)
