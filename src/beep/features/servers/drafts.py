"""What servers and roles are created from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServerDraft:
    name: str
    description: str | None
    is_public: bool


@dataclass(frozen=True, slots=True)
class RoleDraft:
    """Without a name a role gets one; without permissions it holds what the default role does."""

    name: str | None = None
    permissions: int | None = None
    color: int = 0
    is_hoisted: bool = False
    is_mentionable: bool = False
