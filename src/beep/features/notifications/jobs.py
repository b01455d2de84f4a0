"""Work of notifications that follows somebody else's change."""

from typing import Any

from beep.features.notifications.service import NotificationsService
from beep.kit.ids import ServerId, UserId

FORGET_SERVER = "notifications.forget_server"
FORGET_PERSON = "notifications.forget_person"


class NotificationJobs:
    def __init__(self, service: NotificationsService) -> None:
        self._service = service

    async def forget_server(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """Forget what was set for a deleted server."""
        del fact_id  # forgetting twice forgets nothing more
        await self._service.forget_server(ServerId(int(fact["serverId"])))

    async def forget_person(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """Forget what somebody who is gone had set."""
        del fact_id  # forgetting twice forgets nothing more
        await self._service.forget_person(UserId(int(fact["userId"])))
