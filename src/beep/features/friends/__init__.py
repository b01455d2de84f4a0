"""The face of friends: who is whose friend, who asked to be, and who wants to hear nothing of whom."""

from beep.features.friends.contract import Askers, Communities, Friends, Relation, RelationView
from beep.features.friends.errors import (
    CannotAsk,
    NotAsked,
    RelationChanged,
    TooManyBlocks,
    TooManyFriends,
    TooManyRequests,
    YouBlockThem,
)
from beep.features.friends.facts import (
    FriendRemoved,
    FriendRequestAccepted,
    FriendRequestRefused,
    FriendRequestSent,
    FriendRequestWithdrawn,
    PersonBlocked,
    PersonUnblocked,
)
from beep.features.friends.wire import RelationshipObject, relationship_object

__all__ = [
    "Askers",
    "CannotAsk",
    "Communities",
    "FriendRemoved",
    "FriendRequestAccepted",
    "FriendRequestRefused",
    "FriendRequestSent",
    "FriendRequestWithdrawn",
    "Friends",
    "NotAsked",
    "PersonBlocked",
    "PersonUnblocked",
    "Relation",
    "RelationChanged",
    "RelationView",
    "RelationshipObject",
    "TooManyBlocks",
    "TooManyFriends",
    "TooManyRequests",
    "YouBlockThem",
    "relationship_object",
]
