"""What an administrator may change about friends and blocks."""

from typing import Annotated

import msgspec

from beep.runtime.feature import Section


class FriendsSettings(Section, frozen=True, kw_only=True):
    blocks: Annotated[int, msgspec.Meta(ge=1, le=10_000, description="People one person may block.")] = 1000
    remembered: Annotated[
        int,
        msgspec.Meta(ge=100, le=1_000_000, description="People whose blocks a process keeps in memory."),
    ] = 10_000
