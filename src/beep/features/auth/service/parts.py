"""What the use cases of auth are made of, and the trail they leave."""

from dataclasses import dataclass

from beep.features import audit, mail, users
from beep.features.auth import store
from beep.features.auth.attempts import Attempts
from beep.features.auth.challenges import Challenges
from beep.features.auth.contract import Act, Origin
from beep.features.auth.keys import KeyRing
from beep.features.auth.passwords import Passwords
from beep.features.auth.places import Places
from beep.features.auth.sessions import Sessions
from beep.features.auth.settings import AuthSettings
from beep.features.auth.tokens import Tokens
from beep.kit.ids import SessionId, Snowflakes, UserId
from beep.runtime.clock import Clock
from beep.runtime.database import Database, Transaction


@dataclass(frozen=True, slots=True)
class Parts:
    database: Database
    clock: Clock
    ids: Snowflakes
    settings: AuthSettings
    users: users.Users
    keys: KeyRing
    tokens: Tokens
    passwords: Passwords
    attempts: Attempts
    sessions: Sessions
    challenges: Challenges
    mail: mail.Mail
    places: Places

    async def find_account(self, user_id: UserId) -> store.Account | None:
        async with self.database.read() as connection:
            return await store.find_account(connection, user_id=user_id)

    async def end_sessions(
        self, tx: Transaction, user_id: UserId, reason: str, *, but: SessionId | None = None
    ) -> list[SessionId]:
        """End sessions, all but perhaps one, and what was about to become one."""
        await store.drop_tickets(tx.connection, user_id)
        return await self.sessions.end(tx, user_id, reason=reason, but=but)

    def note(
        self,
        tx: Transaction,
        action: audit.Action,
        origin: Origin,
        user_id: UserId | None,
        session_id: SessionId | None = None,
    ) -> None:
        """Record an act of somebody on their own account for the audit log."""
        own = str(user_id) if user_id else None
        options = {"session_id": str(session_id)} if session_id else {}
        tx.record(
            audit.Acted(
                audit.PLATFORM,
                audit.EntryId(self.ids.next()),
                user_id or UserId(0),
                action,
                target_id=own,
                options=options,
                ip=origin.ip,
                trace_id=origin.trace_id,
            )
        )

    def note_act(self, tx: Transaction, user_id: UserId, act: Act) -> None:
        """Record what somebody did to another's account for the audit log; where from fills itself in."""
        tx.record(
            audit.Acted(
                audit.PLATFORM,
                audit.EntryId(self.ids.next()),
                act.by,
                act.action,
                target_id=str(user_id),
                reason=act.reason,
            )
        )
