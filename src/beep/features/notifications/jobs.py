"""Work of notifications that follows somebody else's change."""

from typing import Any

from beep.features.notifications.service import NotificationsService
from beep.kit.ids import ServerId

FORGET_SERVER = "notifications.forget_server"


class NotificationJobs:
    def __init__(self, service: NotificationsService) -> None:
        self._service = service

    async def forget_server(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """Forget what was set for a deleted server."""
        del fact_id  # forgetting twice forgets nothing more
        await self._service.forget_server(ServerId(int(fact["serverId"])))
