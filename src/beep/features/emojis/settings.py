"""What an administrator may change about emojis."""

from typing import Annotated

import msgspec

from beep.runtime.feature import Section


class EmojisSettings(Section, frozen=True, kw_only=True):
    per_server: Annotated[int, msgspec.Meta(ge=1, le=500, description="Emojis one server may have.")] = 50
    remembered: Annotated[
        int,
        msgspec.Meta(ge=10, le=100_000, description="Servers whose emojis a process keeps in memory."),
    ] = 1000
