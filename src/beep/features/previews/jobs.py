"""Work of previews that must happen once a message is committed."""

from typing import Any

from beep.features.previews.service import PreviewsService
from beep.kit.ids import MessageId

MAKE_PREVIEWS = "previews.make_previews"


class PreviewsJobs:
    def __init__(self, service: PreviewsService) -> None:
        self._service = service

    async def make_previews(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """Put previews under a message that was posted or edited."""
        del fact_id  # the same previews again change nothing
        await self._service.make(MessageId(int(fact["messageId"])))
