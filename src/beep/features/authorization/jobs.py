"""Work of authorization that must happen once somebody else's change is committed."""

from typing import Any

from beep.features.authorization.service import AuthorizationService
from beep.kit.ids import ServerId, UserId

FORGET_SERVER = "authorization.forget_server"
PROJECT_SERVER = "authorization.project_server"
FORGET_PERSON = "authorization.forget_person"


class AuthorizationJobs:
    """Each may run again."""

    def __init__(self, service: AuthorizationService) -> None:
        self._service = service

    async def forget_server(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        del fact_id
        await self._service.forget_server(ServerId(int(fact["serverId"])))

    async def project_server(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        del fact_id
        await self._service.project_server(ServerId(int(fact["serverId"])))

    async def forget_person(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        del fact_id
        await self._service.forget_person(UserId(int(fact["userId"])))
