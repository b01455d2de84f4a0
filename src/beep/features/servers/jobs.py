"""What follows the end of a server."""

from typing import Any

from beep.features.servers.service import ServersService
from beep.kit.ids import ServerId

FORGET_ICON = "servers.forget_icon"


class ServerJobs:
    def __init__(self, service: ServersService) -> None:
        self._service = service

    async def forget_icon(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """Let go of the picture of a deleted server."""
        del fact_id  # letting go twice changes nothing more
        await self._service.life.forget_icon(ServerId(int(fact["serverId"])))
