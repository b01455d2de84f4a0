"""The face of applications: bots, their owners and their tokens."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from beep.kit.actor import Actor
from beep.kit.ids import ApplicationId, UserId

# Presence, members and message content are granted to every bot: whoever runs Beep decides alone.
BOT_FLAGS = 1 << 12 | 1 << 14 | 1 << 18


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """A bot's application; its id is also its bot user's id.

    `is_public`: anybody may add the bot to a server they manage. `verify_key`: Ed25519, hexadecimal.
    """

    id: ApplicationId
    name: str
    owner_id: UserId
    created_at: datetime
    description: str = ""
    is_public: bool = True
    verify_key: str = ""


class Applications(Protocol):
    async def authenticate(self, token: str) -> Actor:
        """Return the bot a token speaks for; raises `InvalidToken`. Compared in constant time."""
        ...

    async def get(self, application_id: ApplicationId) -> ApplicationView:
        """Return an application; raises `ApplicationNotFound`."""
        ...
