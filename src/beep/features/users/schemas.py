"""Bodies and answers of users that no other feature embeds."""

import msgspec

from beep.features.users.contract import UserView
from beep.features.users.wire import UserObject
from beep.kit.actor import Actor


class OwnUserObject(UserObject, frozen=True, kw_only=True):
    """Oneself: a user object with what only its owner sees."""

    email: str | None
    verified: bool
    global_roles: list[str]
    mfa_enabled: bool = False
    locale: str = "fr"
    premium_type: int = 0
    bio: str = ""


class EditOwnUser(msgspec.Struct, frozen=True, kw_only=True):
    """`global_name: null` removes it; what is left out stays."""

    username: str | msgspec.UnsetType = msgspec.UNSET
    global_name: str | msgspec.UnsetType | None = msgspec.UNSET


def own_user_object(view: UserView, actor: Actor, email: str | None) -> OwnUserObject:
    return OwnUserObject(
        id=str(view.id),
        username=view.username,
        global_name=view.display_name,
        bot=view.is_bot,
        email=email,
        verified=view.is_bot,
        global_roles=sorted(actor.global_roles),
    )
