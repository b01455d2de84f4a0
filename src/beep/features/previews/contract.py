"""The face of previews."""

from typing import Protocol

from beep.kit.ids import MessageId


class Previews(Protocol):
    async def make(self, message_id: MessageId) -> None:
        """Put previews of a message's links under it; does nothing where there is nothing to show."""
        ...
