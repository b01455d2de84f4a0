"""The face of emojis: the signs a server adds to those of Unicode."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NewType, Protocol

from beep.kit.actor import Actor
from beep.kit.ids import ServerId, UserId

EmojiId = NewType("EmojiId", int)


@dataclass(frozen=True, slots=True)
class EmojiView:
    """An emoji of a server; its picture is found by its id. Names need not be unique."""

    id: EmojiId
    server_id: ServerId
    name: str
    creator_id: UserId
    is_animated: bool


class Emojis(Protocol):
    async def find(self, actor: Actor, emoji_id: int) -> EmojiView | None:
        """Return an emoji of a server the actor belongs to, `None` for every other."""
        ...

    async def list_of_server(self, server_id: ServerId) -> Sequence[EmojiView]:
        """Return a server's emojis, the oldest first; usually without I/O."""
        ...

    async def objects(self, server_id: ServerId) -> Sequence[Any]:
        """Return a server's emojis as the wire shows them."""
        ...
