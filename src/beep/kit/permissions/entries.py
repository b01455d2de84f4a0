"""What the registry says of one permission."""

from dataclasses import dataclass
from typing import Literal

from beep.kit.permissions.flags import Permission

Group = Literal["general", "members", "messages", "voice", "applications", "events", "advanced"]
Scope = Literal["server", "channel"]
SERVER: tuple[Scope, ...] = ("server",)
BOTH: tuple[Scope, ...] = ("server", "channel")


@dataclass(frozen=True, slots=True)
class Text:
    """Words for people in both languages."""

    en: str
    fr: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A permission. `wire_name` is the documented one; "channel" in `scopes` means overrides reach it."""

    permission: Permission
    group: Group
    scopes: tuple[Scope, ...]
    label: Text
    description: Text
    is_enforced: bool = True
    wire_name: str = ""

    @property
    def bit(self) -> int:
        return self.permission.bit_length() - 1

    @property
    def name(self) -> str:
        """Return the documented name."""
        return self.wire_name or self.permission.name or ""
