"""What an administrator may change about friends and blocks."""

from typing import Annotated

from msgspec import Meta

from beep.runtime.feature import Section


class FriendsSettings(Section, frozen=True, kw_only=True):
    blocks: Annotated[int, Meta(ge=1, le=10_000, description="People one person may block.")] = 1000
    friends: Annotated[int, Meta(ge=1, le=10_000, description="Friends one person may have.")] = 1000
    requests_sent: Annotated[
        int, Meta(ge=1, le=10_000, description="Friend requests of one person that may wait for an answer.")
    ] = 100
    requests_received: Annotated[
        int, Meta(ge=1, le=100_000, description="Friend requests that may wait for one person's answer.")
    ] = 1000
    ask_again_after_h: Annotated[
        int, Meta(ge=0, le=8760, description="Hours until a refused friend request may be sent again.")
    ] = 168
    remembered: Annotated[
        int,
        Meta(ge=100, le=1_000_000, description="People whose friends and blocks a process keeps in memory."),
    ] = 10_000
