"""What clients send about channels."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType

from beep.features.channels.drafts import ChannelDraft


class CreateChannel(Struct):
    name: str
    topic: str | None = None
    type: int = 0
    position: int | None = None

    def draft(self) -> ChannelDraft:
        return ChannelDraft(self.name, self.topic, self.type, self.position)


class EditChannel(Struct):
    name: str | UnsetType = UNSET
    topic: str | UnsetType | None = UNSET
    position: int | UnsetType = UNSET

    def changes(self) -> dict[str, Any]:
        given = {"name": self.name, "topic": self.topic, "position": self.position}
        return {name: value for name, value in given.items() if value is not UNSET}


class CreateInvite(Struct):
    """`max_age` in seconds, 0 for ever; `max_uses` 0 for any number."""

    max_age: int | None = None
    max_uses: int = 0
