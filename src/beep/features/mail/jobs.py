"""Work of mail that follows the end of a person."""

from typing import Any

from beep.features.mail.service import MailService
from beep.kit.ids import UserId

FORGET_PERSON = "mail.forget_person"


class MailJobs:
    def __init__(self, service: MailService) -> None:
        self._service = service

    async def forget_person(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """Forget the letters of somebody who is gone, also those that still wait."""
        del fact_id  # forgetting twice forgets nothing more
        await self._service.forget_person(UserId(int(fact["userId"])))
