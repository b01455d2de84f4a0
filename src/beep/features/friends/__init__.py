"""The face of friends: so far who wants to hear nothing of whom."""

from beep.features.friends.contract import Friends
from beep.features.friends.errors import TooManyBlocks
from beep.features.friends.facts import PersonBlocked, PersonUnblocked

__all__ = ["Friends", "PersonBlocked", "PersonUnblocked", "TooManyBlocks"]
