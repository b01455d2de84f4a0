"""The one table of permissions: what each is called, where it counts and what it allows.

Enforcement, the API's description, the settings screen, the guide and the Permify schema all come
from here. `is_enforced` tells what Beep acts by: only that is offered to people. The other documented
bits are kept as bots send them and decide nothing.
"""

from collections.abc import Iterable, Mapping

from beep.kit.permissions.entries import Entry
from beep.kit.permissions.flags import NONE, Permission
from beep.kit.permissions.table_of_messages import OF_MESSAGES
from beep.kit.permissions.table_of_others import OF_OTHERS
from beep.kit.permissions.table_of_servers import OF_SERVERS

REGISTRY: tuple[Entry, ...] = (*OF_SERVERS, *OF_MESSAGES, *OF_OTHERS)
BY_PERMISSION: Mapping[Permission, Entry] = {entry.permission: entry for entry in REGISTRY}
OFFERED: tuple[Entry, ...] = tuple(entry for entry in REGISTRY if entry.is_enforced)


def _union(entries: Iterable[Entry]) -> Permission:
    union = NONE
    for entry in entries:
        union |= entry.permission
    return union


ENFORCED = _union(OFFERED)
# What an override may give or take; the rest counts in a whole server only.
IN_CHANNELS = _union(entry for entry in REGISTRY if "channel" in entry.scopes)


def wire_names(permissions: int) -> str:
    """Return the documented names of some permissions, as errors list them."""
    return ", ".join(entry.name for entry in REGISTRY if entry.permission & permissions)
