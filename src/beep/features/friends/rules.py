"""Who may ask whom to be friends, and what comes of it: pure functions."""

from typing import Literal

from beep.features.friends.contract import Standing
from beep.features.friends.errors import CannotAsk, NotAsked, TooManyFriends, TooManyRequests, YouBlockThem
from beep.features.friends.settings import FriendsSettings

# What an act comes to: nothing changes, a request is sent, or two people become friends.
Outcome = Literal["nothing", "sent", "friends"]


def asked(standing: Standing, settings: FriendsSettings, *, is_person: bool, share_server: bool) -> Outcome:
    """Return what comes of asking somebody to be friends; who already asked is answered yes.

    What only concerns the other one is refused in one way (`CannotAsk`), after all that concerns the actor.
    """
    if standing.has_blocked:
        raise YouBlockThem
    if standing.are_friends or standing.has_asked:
        return "nothing"
    if standing.is_asked:
        return accepted(standing, settings)
    if standing.sent >= settings.requests_sent:
        raise TooManyRequests
    is_full = standing.received >= settings.requests_received
    is_closed = standing.is_blocked or standing.was_refused or is_full
    if is_closed or not is_person or not _takes_from(standing, share_server=share_server):
        raise CannotAsk
    return "sent"


def accepted(standing: Standing, settings: FriendsSettings) -> Outcome:
    """Return what comes of saying yes; raises `NotAsked` and `TooManyFriends`."""
    if standing.are_friends:
        return "nothing"
    if not standing.is_asked:
        raise NotAsked
    if max(standing.friends, standing.their_friends) >= settings.friends:
        raise TooManyFriends
    return "friends"


def _takes_from(standing: Standing, *, share_server: bool) -> bool:
    match standing.askers:
        case "everyone":
            return True
        case "servers":
            return share_server
        case "friends_of_friends":
            return standing.has_common_friend
        case "nobody":
            return False
