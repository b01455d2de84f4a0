"""HTTP of audit."""

from msgspec import UNSET

from beep.features.audit.contract import PLATFORM
from beep.features.audit.schemas import LogQuery, PlatformQuery
from beep.features.audit.service import AuditService
from beep.features.audit.store import Filter
from beep.features.audit.wire import LogObject, entry_object, platform_entry_object
from beep.kit.ids import ServerId, UserId
from beep.runtime.http import Call, get


class AuditRoutes:
    def __init__(self, service: AuditService) -> None:
        self._service = service

    @get("/guilds/{server_id}/audit-logs")
    async def of_server(self, call: Call, server_id: ServerId, query: LogQuery) -> LogObject:
        """List what was administered in a server; needs VIEW_AUDIT_LOG.

        The newest first, or with `after` the oldest first.
        """
        found, people = await self._service.list_of_server(call.actor, server_id, _filter(query))
        shown = [entry_object(one, for_bot=call.actor.is_bot) for one in found]
        return LogObject(audit_log_entries=shown, users=people)

    @get("/audit-logs", access="person")
    async def of_platform(self, call: Call, query: PlatformQuery) -> LogObject:
        """List what was administered in the whole installation; for its administrators."""
        server_id = PLATFORM if query.guild_id is UNSET else ServerId(int(query.guild_id))
        found, people = await self._service.list_of_platform(call.actor, server_id, _filter(query))
        return LogObject(audit_log_entries=[platform_entry_object(one) for one in found], users=people)


def _filter(query: LogQuery) -> Filter:
    return Filter(
        actor_id=None if query.user_id is UNSET else UserId(int(query.user_id)),
        action=None if query.action_type is UNSET else query.action_type,
        target_id=None if query.target_id is UNSET else str(query.target_id),
        before=None if query.before is UNSET else int(query.before),
        after=None if query.after is UNSET else int(query.after),
        limit=query.limit,
    )
