"""The wire shape of a person or a bot, which many features embed."""

import msgspec

from beep.features.users.contract import OwnDetails, UserView
from beep.kit.actor import Actor
from beep.kit.languages import TAGS


class UserObject(msgspec.Struct, frozen=True, kw_only=True):
    """Every documented key; what Beep has nothing for is null."""

    id: str
    username: str
    discriminator: str = "0"
    global_name: str | None
    avatar: str | None = None
    bot: bool
    system: bool = False
    banner: str | None = None
    accent_color: int | None = None
    flags: int = 0
    public_flags: int = 0
    avatar_decoration_data: None = None
    collectibles: None = None
    display_name_styles: None = None
    primary_guild: None = None
    clan: None = None


def user_object(view: UserView) -> UserObject:
    return UserObject(
        id=str(view.id),
        username=view.username,
        global_name=view.display_name,
        avatar=view.avatar,
        bot=view.is_bot,
    )


class OwnUserObject(UserObject, frozen=True, kw_only=True):
    """Oneself: a user object with what only its owner sees."""

    email: str | None
    verified: bool
    global_roles: list[str]
    mfa_enabled: bool
    has_password: bool
    locale: str
    premium_type: int = 0
    bio: str = ""


def own_user_object(view: UserView, actor: Actor, details: OwnDetails | None) -> OwnUserObject:
    """Return oneself; an application that acts for a person learns no more of them than others see."""
    if actor.client is not None:
        details = None
    return OwnUserObject(
        id=str(view.id),
        username=view.username,
        global_name=view.display_name,
        avatar=view.avatar,
        bot=view.is_bot,
        email=details.email if details else None,
        verified=details.is_verified if details else view.is_bot,
        mfa_enabled=details.has_second_factor if details else False,
        has_password=details.has_password if details else False,
        global_roles=sorted(actor.global_roles),
        locale=TAGS[view.language],
    )
