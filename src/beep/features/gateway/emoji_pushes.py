"""Tells the members of a server which emojis it has, whenever that changes."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from msgspec import Struct

from beep.features import emojis
from beep.features.gateway import intents
from beep.features.gateway.faces import Faces
from beep.features.gateway.hub import Hub
from beep.features.gateway.in_order import InOrder, Step
from beep.kit.facts import Fact
from beep.kit.ids import ServerId
from beep.runtime.outbox import Recorded


class EmojisUpdate(Struct, kw_only=True):
    guild_id: str
    emojis: Sequence[Any]


class EmojiPushes:
    """Each push loads what is true now, so a late one is never an old one."""

    def __init__(self, faces: Faces, hub: Hub, order: InOrder) -> None:
        self._faces = faces
        self._hub = hub
        self._order = order

    def listeners(self) -> dict[type[Fact], Callable[[Recorded], None]]:
        return dict.fromkeys((emojis.EmojisChanged, emojis.EmojiDeleted), self._listen)

    def _listen(self, recorded: Recorded) -> None:
        server_id = ServerId(recorded.stream)
        if self._hub.is_heard(server_id):
            self._order.add(Step(partial(self._tell, server_id), lambda: self._hub.everyone_in(server_id)))

    async def _tell(self, server_id: ServerId) -> None:
        update = EmojisUpdate(guild_id=str(server_id), emojis=await self._faces.emojis.objects(server_id))
        audience = self._hub.members_of(server_id, intents.GUILD_EXPRESSIONS)
        self._hub.tell(audience, "GUILD_EMOJIS_UPDATE", update)
