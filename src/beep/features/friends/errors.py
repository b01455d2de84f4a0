"""What friends refuses."""

from beep.kit.errors import Conflict, NotFound


class TooManyBlocks(Conflict):
    """You block as many people as one can. Unblock somebody first."""


class CannotAsk(NotFound):
    """Nobody found who takes a friend request from you now. Check the name; they can ask you instead."""

    # One answer for whoever does not exist, blocks one, refused lately or takes no requests (FRND-01).
    wire_code = 10013


class NotAsked(NotFound):
    """There is no friend request of theirs to accept, or no longer."""


class YouBlockThem(Conflict):
    """You block this person. Unblock them before you ask them to be friends."""


class TooManyRequests(Conflict):
    """As many of your friend requests wait for an answer as can. Withdraw one first."""


class TooManyFriends(Conflict):
    """One of you has as many friends as one can have. Remove one first, or ask them to."""


class RelationChanged(Conflict):
    """Something else has happened between you two meanwhile. Look again before you go on."""
