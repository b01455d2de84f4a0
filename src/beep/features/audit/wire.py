"""The audit log as the wire shows it."""

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET, Struct, UnsetType, field

from beep.features.audit.contract import Action, Change, EntryView
from beep.kit.ids import created_at
from beep.runtime.http import stamp

_FIRST_OWN = 1000


class EntryObject(Struct, kw_only=True):
    """One entry. `options` and `reason` are absent where there are none, as documented."""

    id: str
    user_id: str | None
    target_id: str | None
    action_type: int
    changes: list[Change]
    options: dict[str, str] | UnsetType = UNSET
    reason: str | UnsetType = UNSET


class PlatformEntryObject(EntryObject, kw_only=True):
    """An entry as administrators of the installation see it, with where it came from."""

    guild_id: str | None
    created_at: str
    ip: str | None
    trace_id: str | None


class LogObject(Struct, kw_only=True):
    """Entries, and everybody they speak of."""

    audit_log_entries: Sequence[EntryObject]
    users: Sequence[Any]
    integrations: list[Any] = field(default_factory=list[Any])
    webhooks: list[Any] = field(default_factory=list[Any])
    guild_scheduled_events: list[Any] = field(default_factory=list[Any])
    threads: list[Any] = field(default_factory=list[Any])
    application_commands: list[Any] = field(default_factory=list[Any])
    auto_moderation_rules: list[Any] = field(default_factory=list[Any])


def entry_object(view: EntryView, *, for_bot: bool) -> EntryObject:
    return EntryObject(**_parts(view, for_bot=for_bot))


def platform_entry_object(view: EntryView) -> PlatformEntryObject:
    return PlatformEntryObject(
        **_parts(view, for_bot=False),
        guild_id=str(view.server_id) if view.server_id else None,
        created_at=stamp(created_at(view.id)),
        ip=view.ip or None,
        trace_id=view.trace_id or None,
    )


def _parts(view: EntryView, *, for_bot: bool) -> dict[str, Any]:
    # Libraries have a closed list of actions: to them Beep's own are changes of the server.
    is_unknown = for_bot and view.action >= _FIRST_OWN
    return {
        "id": str(view.id),
        "user_id": str(view.actor_id) if view.actor_id else None,
        "target_id": view.target_id,
        "action_type": int(Action.SERVER_UPDATE) if is_unknown else int(view.action),
        "changes": list(view.changes),
        "options": dict(view.options) or UNSET,
        "reason": view.reason or UNSET,
    }
