"""What people's own devices are told about others they are, or may become, friends with."""

from msgspec import Struct, structs

from beep.features import friends, users
from beep.kit.ids import UserId


class Related(Struct, kw_only=True):
    """As much of a relationship as READY carries."""

    id: str
    type: int


class RelationshipEvent(friends.RelationshipObject, kw_only=True):
    """`should_notify`: the other one did this, and oneself is to hear of it."""

    should_notify: bool = False


class RelationshipGone(Struct, kw_only=True):
    id: str


def related(view: friends.RelationView) -> Related:
    return Related(id=str(view.other_id), type=int(view.relation))


def relationship_event(
    view: friends.RelationView, user: users.UserView, *, should_notify: bool
) -> RelationshipEvent:
    shown = friends.relationship_object(view, user)
    return RelationshipEvent(**structs.asdict(shown), should_notify=should_notify)


def relationship_gone(other_id: UserId) -> RelationshipGone:
    return RelationshipGone(id=str(other_id))
