"""Permissions: their bits, the registry that describes them, and the evaluator that decides."""

from beep.kit.permissions.entries import Entry, Group, Scope, Text
from beep.kit.permissions.evaluator import (
    Override,
    channel_permissions,
    server_permissions,
    while_limited,
)
from beep.kit.permissions.explanation import (
    Decision,
    Effect,
    Kind,
    Reason,
    Standing,
    Target,
    decided,
    explained,
)
from beep.kit.permissions.flags import (
    ALL,
    DEFAULT_ROLE,
    KEPT_IN_ARCHIVE,
    KEPT_IN_TIMEOUT,
    NONE,
    Permission,
)
from beep.kit.permissions.registry import (
    BY_PERMISSION,
    ENFORCED,
    IN_CHANNELS,
    OFFERED,
    REGISTRY,
    wire_names,
)

__all__ = [
    "ALL",
    "BY_PERMISSION",
    "DEFAULT_ROLE",
    "ENFORCED",
    "IN_CHANNELS",
    "KEPT_IN_ARCHIVE",
    "KEPT_IN_TIMEOUT",
    "NONE",
    "OFFERED",
    "REGISTRY",
    "Decision",
    "Effect",
    "Entry",
    "Group",
    "Kind",
    "Override",
    "Permission",
    "Reason",
    "Scope",
    "Standing",
    "Target",
    "Text",
    "channel_permissions",
    "decided",
    "explained",
    "server_permissions",
    "while_limited",
    "wire_names",
]
