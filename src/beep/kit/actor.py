"""Who is asking: the result of authentication, handed to every use case."""

from dataclasses import dataclass
from datetime import datetime

from beep.kit.ids import SessionId, UserId


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in a session, or a bot.

    `proved_at` is when a person last proved who they are in this session; `None` for bots.
    `are_roles_lent` is true where another issuer's token names the roles, and not the account.
    `client` names the application that acts for them, `None` where they act themselves.
    `is_verified` is false for a person who must confirm their e-mail and has not yet (AMB-7).
    """

    user_id: UserId
    session_id: SessionId | None = None
    is_bot: bool = False
    global_roles: frozenset[str] = frozenset({"user"})
    are_roles_lent: bool = False
    proved_at: datetime | None = None
    is_verified: bool = True
    client: str | None = None
