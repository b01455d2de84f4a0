"""Tells what was administered to those who may read the audit log."""

from collections.abc import Callable
from functools import partial
from typing import cast

from msgspec import structs

from beep.features import audit
from beep.features.gateway import intents
from beep.features.gateway.faces import Faces
from beep.features.gateway.hub import Audience, Hub
from beep.features.gateway.in_order import InOrder, Step
from beep.kit.facts import Fact
from beep.kit.ids import ServerId
from beep.kit.permissions import Permission
from beep.runtime.outbox import Recorded


class EntryCreated(audit.EntryObject, kw_only=True):
    guild_id: str


class AuditPushes:
    def __init__(self, faces: Faces, hub: Hub, order: InOrder) -> None:
        self._faces = faces
        self._hub = hub
        self._order = order

    def listeners(self) -> dict[type[Fact], Callable[[Recorded], None]]:
        return {audit.Acted: self._acted}

    def _acted(self, recorded: Recorded) -> None:
        fact = cast("audit.Acted", recorded.fact)
        if self._listening(fact.server_id):
            self._order.add(Step(partial(self._tell, fact), lambda: self._listening(fact.server_id)))

    async def _tell(self, fact: audit.Acted) -> None:
        snapshot = await self._faces.servers.snapshot(fact.server_id)
        if snapshot is None:
            return
        readers = [
            one
            for one in self._listening(fact.server_id)
            if (snapshot.permissions_of(one.actor.user_id) or 0) & Permission.VIEW_AUDIT_LOG
        ]
        for is_bot in (False, True):
            audience = tuple(one for one in readers if one.actor.is_bot is is_bot)
            entry = audit.entry_object(audit.entry_of(fact), for_bot=is_bot)
            told = EntryCreated(**structs.asdict(entry), guild_id=str(fact.server_id))
            self._hub.tell(audience, "GUILD_AUDIT_LOG_ENTRY_CREATE", told)

    def _listening(self, server_id: ServerId) -> Audience:
        return self._hub.members_of(server_id, intents.GUILD_MODERATION)
