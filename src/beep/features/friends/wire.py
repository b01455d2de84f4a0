"""The wire shape of what another person is to oneself."""

import msgspec

from beep.features import users
from beep.features.friends.contract import RelationView
from beep.runtime.http import stamp


class RelationshipObject(msgspec.Struct, kw_only=True):
    """`type`: 1 friend, 2 blocked, 3 asks oneself, 4 was asked by oneself; `since` is when that began."""

    id: str
    type: int
    nickname: None = None
    since: str
    user: users.UserObject


def relationship_object(view: RelationView, user: users.UserView) -> RelationshipObject:
    return RelationshipObject(
        id=str(view.other_id),
        type=int(view.relation),
        since=stamp(view.since),
        user=users.user_object(user),
    )
