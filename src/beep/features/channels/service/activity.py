"""When somebody last wrote in a server: what servers ask to know which are asleep."""

from collections.abc import Sequence
from datetime import datetime

from beep.features.channels.service.standings import Standings
from beep.kit.ids import ServerId, created_at


class Activity:
    """Fills the port of that name which servers own."""

    def __init__(self, standings: Standings) -> None:
        self._standings = standings

    async def last_active(self, server_ids: Sequence[ServerId]) -> dict[ServerId, datetime]:
        pairs = await self._standings.store.list_ids(server_ids)
        newest = await self._standings.last_messages.newest([channel_id for _, channel_id in pairs])
        moments: dict[ServerId, datetime] = {}
        for server_id, channel_id in pairs:
            message_id = newest[channel_id].message_id if channel_id in newest else None
            if message_id is not None:
                moment = created_at(message_id)
                moments[server_id] = max(moment, moments.get(server_id, moment))
        return moments
