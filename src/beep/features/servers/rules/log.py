"""What the audit log says of a change: the wire's keys, before and after."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from beep.features.audit import Change
from beep.features.servers.contract import Snapshot
from beep.kit.ids import RoleId

SERVER_KEYS = {
    "name": "name",
    "description": "description",
    "icon": "icon_hash",
    "is_public": "visibility",
    "allows_many_roles": "multi_roles",
    "owner_id": "owner_id",
}
ROLE_KEYS = {
    "name": "name",
    "permissions": "permissions",
    "color": "color",
    "is_hoisted": "hoist",
    "is_mentionable": "mentionable",
    "position": "position",
}
MEMBER_KEYS = {"nickname": "nick", "timed_out_until": "communication_disabled_until"}
INVITE_KEYS = {
    "code": "code",
    "channel_id": "channel_id",
    "inviter_id": "inviter_id",
    "max_age_s": "max_age",
    "max_uses": "max_uses",
    "uses": "uses",
}


def changes(before: object | None, after: object | None, keys: Mapping[str, str]) -> list[Change]:
    """Return what differs between two views, under the wire's keys; `None` is a view that is not there."""
    found: list[Change] = []
    for name, key in keys.items():
        old = None if before is None else _logged(name, getattr(before, name))
        new = None if after is None else _logged(name, getattr(after, name))
        if old != new:
            found.append(Change(key, old, new))
    return found


def role_changes(snapshot: Snapshot, before: Collection[RoleId], after: Collection[RoleId]) -> list[Change]:
    """Return which roles were given and taken, as documented: under `$add` and `$remove`."""
    found: list[Change] = []
    for key, ids in (("$add", set(after) - set(before)), ("$remove", set(before) - set(after))):
        named = [
            {"id": str(one), "name": snapshot.roles[one].name} for one in sorted(ids) if one in snapshot.roles
        ]
        if named:
            found.append(Change(key, new_value=named))
    return found


def _logged(name: str, value: Any) -> Any:
    if name == "is_public":
        return "public" if value else "private"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(int(value)) if name == "permissions" or name.endswith("_id") else value
