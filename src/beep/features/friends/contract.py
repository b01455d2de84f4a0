"""The face of friends: so far who wants to hear nothing of whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from beep.kit.ids import UserId


@dataclass(frozen=True, slots=True)
class BlockView:
    """One person blocked by another, and since when."""

    blocked_id: UserId
    created_at: datetime


class Friends(Protocol):
    async def blocks_of(self, user_id: UserId) -> frozenset[UserId]:
        """Return whom a person blocks; usually without I/O."""
        ...

    async def blockers_of(self, user_id: UserId) -> frozenset[UserId]:
        """Return who blocks a person: whom their mentions do not count for; usually without I/O."""
        ...

    async def has_blocked(self, user_id: UserId, other_id: UserId) -> bool:
        """Tell whether a person blocks another one; not whether it is so the other way round."""
        ...
