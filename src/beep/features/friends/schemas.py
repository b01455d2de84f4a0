"""Bodies and answers of friends that no other feature embeds."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from beep.features import users
from beep.features.friends.contract import Askers


class BlockObject(Struct, frozen=True, kw_only=True):
    user: users.UserObject
    created_at: str


class AskByName(Struct, frozen=True, kw_only=True):
    """A username, whatever its case and width."""

    username: Annotated[str, Meta(min_length=1, max_length=100)]


class Relate(Struct, frozen=True, kw_only=True):
    """`type` 1 asks, or says yes; 2 blocks. With `only_accept` nobody is asked who did not ask first."""

    type: Literal[1, 2] = 1
    only_accept: bool = False


class Ended(Struct, frozen=True, kw_only=True):
    """What is to end: anything, or only a relationship of this `type`."""

    type: Literal[1, 2, 3, 4] | None = None


class RelationshipSettings(Struct, frozen=True, kw_only=True):
    """`friend_requests`: whose friend requests one takes."""

    friend_requests: Askers
