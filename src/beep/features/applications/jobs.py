"""Work of applications that must happen once one is deleted, or its owner gone."""

from typing import Any

from beep.features.applications.service import ApplicationsService
from beep.kit.ids import ApplicationId, UserId

RETIRE_BOT = "applications.retire_bot"
FORGET_OWNER = "applications.forget_owner"


class ApplicationJobs:
    def __init__(self, service: ApplicationsService) -> None:
        self._service = service

    async def retire_bot(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """Take the bot out of its servers and free its name."""
        del fact_id  # retiring twice retires nothing more
        await self._service.retire_bot(ApplicationId(int(fact["applicationId"])))

    async def forget_owner(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """Delete the applications of somebody who is gone."""
        del fact_id  # deleting twice deletes nothing more
        await self._service.forget_owner(UserId(int(fact["userId"])))
