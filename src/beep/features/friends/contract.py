"""The face of friends: who is whose friend, who asked to be, and who wants to hear nothing of whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Literal, Protocol

from beep.kit.ids import UserId

# Whose friend requests a person takes.
Askers = Literal["everyone", "servers", "friends_of_friends", "nobody"]


class Relation(IntEnum):
    """What another person is to somebody, numbered as clients know it."""

    FRIEND = 1
    BLOCKED = 2
    INCOMING = 3
    OUTGOING = 4


@dataclass(frozen=True, slots=True)
class RelationView:
    """What one other person is to somebody, and since when."""

    other_id: UserId
    relation: Relation
    since: datetime


@dataclass(frozen=True, slots=True)
class BlockView:
    """One person blocked by another, and since when."""

    blocked_id: UserId
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How two people stand to each other, seen by the one who acts.

    `sent` counts the actor's requests without an answer, `received` those the other one has. `their_friends`
    is 0 unless they ask the actor.
    """

    are_friends: bool = False
    has_asked: bool = False
    is_asked: bool = False
    has_blocked: bool = False
    is_blocked: bool = False
    was_refused: bool = False
    has_common_friend: bool = False
    askers: Askers = "everyone"
    friends: int = 0
    their_friends: int = 0
    sent: int = 0
    received: int = 0


class Communities(Protocol):
    """Port: where people meet. Filled by `servers`; until then they meet nowhere."""

    async def share_server(self, user_id: UserId, other_id: UserId) -> bool:
        """Tell whether two people belong to one server; takes as long whether or not they exist."""
        ...


class Friends(Protocol):
    # Port, filled by `app` once `servers` is built.
    communities: Communities

    async def are_friends(self, user_id: UserId, other_id: UserId) -> bool:
        """Tell whether two people are friends; usually without I/O."""
        ...

    async def friends_of(self, user_id: UserId) -> frozenset[UserId]:
        """Return a person's friends; usually without I/O."""
        ...

    async def relations_of(self, user_id: UserId) -> Sequence[RelationView]:
        """Return what other people are to somebody: friends, blocked, asking, asked; the newest first."""
        ...

    async def relation(self, user_id: UserId, other_id: UserId) -> RelationView | None:
        """Return what another person is to somebody, as it is stored now."""
        ...

    async def blocks_of(self, user_id: UserId) -> frozenset[UserId]:
        """Return whom a person blocks; usually without I/O."""
        ...

    async def blockers_of(self, user_id: UserId) -> frozenset[UserId]:
        """Return who blocks a person: whom their mentions do not count for; usually without I/O."""
        ...

    async def has_blocked(self, user_id: UserId, other_id: UserId) -> bool:
        """Tell whether a person blocks another one; not whether it is so the other way round."""
        ...
