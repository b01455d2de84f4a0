"""Who is asking: the result of authentication, handed to every use case."""

from dataclasses import dataclass
from datetime import datetime

from beep.kit.ids import SessionId, UserId


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in a session, or a bot.

    `proved_at` is when a person last gave their password in this session; `None` for bots.
    """

    user_id: UserId
    session_id: SessionId | None = None
    is_bot: bool = False
    global_roles: frozenset[str] = frozenset({"user"})
    proved_at: datetime | None = None
