"""What servers and roles are created from."""

from dataclasses import dataclass
from datetime import datetime

from msgspec import UNSET, UnsetType

from beep.kit.ids import RoleId


@dataclass(frozen=True, slots=True)
class RoleDraft:
    """Without a name a role gets one; without permissions it holds what the default role does."""

    name: str | None = None
    permissions: int | None = None
    color: int = 0
    is_hoisted: bool = False
    is_mentionable: bool = False


@dataclass(frozen=True, slots=True)
class ServerDraft:
    """`roles` are brought along, everybody's first; `icon` is a data URI."""

    name: str
    description: str | None
    is_public: bool
    roles: tuple[RoleDraft, ...] = ()
    icon: str | None = None


@dataclass(frozen=True, slots=True)
class MemberEdit:
    """What is to change of a membership; `role_ids` is the whole list, a time-out in the past ends it."""

    nickname: str | UnsetType | None = UNSET
    role_ids: tuple[RoleId, ...] | UnsetType = UNSET
    timed_out_until: datetime | UnsetType | None = UNSET
