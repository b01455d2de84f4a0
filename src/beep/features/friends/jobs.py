"""Work of friends that follows the end of a person."""

from typing import Any

from beep.features.friends.service import FriendsService
from beep.kit.ids import UserId

FORGET_PERSON = "friends.forget_person"


class FriendsJobs:
    def __init__(self, service: FriendsService) -> None:
        self._service = service

    async def forget_person(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """Leave nothing between somebody who is gone and others."""
        del fact_id  # forgetting twice forgets nothing more
        await self._service.forgetting.forget_person(UserId(int(fact["userId"])))
