"""Permissions, explanations and refusals over HTTP."""

from msgspec import UNSET

from beep.features.authorization.schemas import (
    DenialObject,
    DenialQuery,
    ExplainQuery,
    ExplanationObject,
    PermissionObject,
    denial_object,
    explanation_object,
    permission_object,
)
from beep.features.authorization.service import AuthorizationService
from beep.kit.ids import ChannelId, ServerId, UserId
from beep.kit.permissions import OFFERED
from beep.runtime.http import Call, get


class AuthorizationRoutes:
    def __init__(self, service: AuthorizationService) -> None:
        self._service = service

    @get("/permissions", counts_as_activity=False)
    async def list_permissions(self, call: Call) -> list[PermissionObject]:
        """List the permissions Beep acts by, in the order people are shown them."""
        del call
        return [permission_object(entry) for entry in OFFERED]

    @get("/guilds/{server_id}/permissions/{user_id}", counts_as_activity=False)
    async def explain_permissions(
        self, call: Call, server_id: ServerId, user_id: UserId, query: ExplainQuery
    ) -> ExplanationObject:
        """Explain what a member may do and why; anybody's but one's own needs MANAGE_ROLES.

        With `channel_id` in that channel, for what overrides reach; without it in the whole server.
        """
        channel_id = None if query.channel_id is UNSET else ChannelId(int(query.channel_id))
        return explanation_object(await self._service.explain(call.actor, server_id, user_id, channel_id))

    @get("/guilds/{server_id}/denials")
    async def list_denials(self, call: Call, server_id: ServerId, query: DenialQuery) -> list[DenialObject]:
        """List what members were refused, the newest first; needs VIEW_AUDIT_LOG."""
        user_id = None if query.user_id is UNSET else UserId(int(query.user_id))
        found = await self._service.list_denials(call.actor, server_id, user_id=user_id, limit=query.limit)
        return [denial_object(one) for one in found]
