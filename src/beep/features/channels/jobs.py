"""Work of channels that must happen once somebody else's change is committed."""

from typing import Any

from beep.features.channels.service import ChannelsService
from beep.kit.ids import ChannelId, ServerId, UserId

DELETE_OF_SERVER = "channels.delete_of_server"
DISCARD_INVITES = "channels.discard_invites"
LEAVE_THREADS = "channels.leave_threads"


class ChannelJobs:
    """All may run again: what is gone stays gone."""

    def __init__(self, service: ChannelsService) -> None:
        self._service = service

    async def delete_of_server(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        del fact_id
        await self._service.life.delete_of_server(ServerId(int(fact["serverId"])))

    async def discard_invites(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        del fact_id
        await self._service.life.discard_invites(
            ServerId(int(fact["serverId"])), ChannelId(int(fact["channelId"]))
        )

    async def leave_threads(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        del fact_id
        await self._service.thread_members.leave_all(
            ServerId(int(fact["serverId"])), UserId(int(fact["userId"]))
        )
