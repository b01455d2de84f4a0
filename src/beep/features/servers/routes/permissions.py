"""What permissions there are, over HTTP."""

from msgspec import Struct

from beep.kit.permissions import OFFERED, Entry, Group, Scope
from beep.runtime.http import Call, get


class TextObject(Struct, frozen=True):
    """Words in both languages."""

    en: str
    fr: str


class PermissionObject(Struct, frozen=True, kw_only=True):
    """A permission; `value` is its bit as a decimal string."""

    name: str
    bit: int
    value: str
    group: Group
    scopes: tuple[Scope, ...]
    label: TextObject
    description: TextObject


class PermissionRoutes:
    @get("/permissions", counts_as_activity=False)
    async def list_permissions(self, call: Call) -> list[PermissionObject]:
        """List the permissions Beep acts by, in the order people are shown them."""
        del call
        return [_object(entry) for entry in OFFERED]


def _object(entry: Entry) -> PermissionObject:
    return PermissionObject(
        name=entry.name,
        bit=entry.bit,
        value=str(entry.permission.value),
        group=entry.group,
        scopes=entry.scopes,
        label=TextObject(entry.label.en, entry.label.fr),
        description=TextObject(entry.description.en, entry.description.fr),
    )
