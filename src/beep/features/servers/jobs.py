"""What follows the end of a server, and of a person."""

from typing import Any

from beep.features.servers.service import ServersService
from beep.kit.ids import ServerId, UserId

FORGET_ICON = "servers.forget_icon"
FORGET_PERSON = "servers.forget_person"


class ServerJobs:
    def __init__(self, service: ServersService) -> None:
        self._service = service

    async def forget_icon(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """Let go of the picture of a deleted server."""
        del fact_id  # letting go twice changes nothing more
        await self._service.life.forget_icon(ServerId(int(fact["serverId"])))

    async def forget_person(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """Take somebody who is gone out of every server."""
        del fact_id  # who is out stays out
        await self._service.memberships.forget_person(UserId(int(fact["userId"])))
