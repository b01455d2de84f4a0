"""The face of users."""

from beep.features.users.contract import MAX_IDS, OwnDetails, PrivateDetails, Status, Users, UserView
from beep.features.users.errors import TooManyRenames, UsernameTaken, UserNotFound
from beep.features.users.facts import PersonErased, StatusChosen, UserChanged
from beep.features.users.wire import OwnUserObject, UserObject, own_user_object, user_object

__all__ = [
    "MAX_IDS",
    "OwnDetails",
    "OwnUserObject",
    "PersonErased",
    "PrivateDetails",
    "Status",
    "StatusChosen",
    "TooManyRenames",
    "UserChanged",
    "UserNotFound",
    "UserObject",
    "UserView",
    "UsernameTaken",
    "Users",
    "own_user_object",
    "user_object",
]
