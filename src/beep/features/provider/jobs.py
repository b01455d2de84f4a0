"""Work of provider that must happen once a session ended, a grant ended or a client changed."""

from typing import Any

from beep.features.auth import Auth
from beep.features.provider.contract import ClientId
from beep.features.provider.service import ProviderService
from beep.kit.ids import SessionId, UserId

END_GRANTS = "provider.end_grants"
END_SESSION = "provider.end_session"
FORGET_PERSON = "provider.forget_person"
END_BEYOND = "provider.end_beyond"


class ProviderJobs:
    """Doing any of it again changes nothing."""

    def __init__(self, service: ProviderService, auth: Auth) -> None:
        self._service = service
        self._auth = auth

    async def end_grants(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """End what clients had of a session that ended."""
        del fact_id
        await self._service.consents.end_in_session(SessionId(int(fact["sessionId"])))

    async def end_session(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """End the session a client had of its own."""
        del fact_id
        if own := int(fact["ownSessionId"]):
            await self._auth.lending.end(UserId(int(fact["userId"])), SessionId(own))

    async def forget_person(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """Forget what somebody who is gone let clients do."""
        del fact_id
        await self._service.consents.forget(UserId(int(fact["userId"])))

    async def end_beyond(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        """End what a client has beyond what it may have now."""
        del fact_id
        await self._service.registering.end_beyond(ClientId(int(fact["clientId"])))
