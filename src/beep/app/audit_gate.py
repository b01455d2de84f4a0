"""Fills audit's port: servers say who may read a log, users who the people in it are."""

from collections.abc import Sequence
from typing import Any, cast

from beep.features import servers, users
from beep.kit.actor import Actor
from beep.kit.ids import ServerId, UserId
from beep.kit.permissions import Permission


class ServersGate:
    """Implements `audit.AuditGate`."""

    def __init__(self, communities: object, people: object) -> None:
        self._servers = cast("servers.Servers", communities)
        self._users = cast("users.Users", people)

    async def check_may_read(self, actor: Actor, server_id: ServerId) -> None:
        await self._servers.check_permission(actor, server_id, Permission.VIEW_AUDIT_LOG)

    async def people(self, user_ids: Sequence[UserId]) -> Sequence[Any]:
        return [users.user_object(one) for one in await self._users.list_by_ids(user_ids)]
