"""The wire shape of emojis; other features embed it."""

from msgspec import UNSET, Struct, UnsetType

from beep.features import users
from beep.features.emojis.contract import EmojiView


class GuildEmojiObject(Struct, frozen=True, kw_only=True):
    """An emoji of a server; `user` is who added it, absent once they are gone."""

    id: str
    name: str
    roles: list[str] = []
    user: users.UserObject | UnsetType = UNSET
    require_colons: bool = True
    managed: bool = False
    animated: bool
    available: bool = True


class EmojiLimitObject(Struct, frozen=True, kw_only=True):
    """How many emojis a server may have."""

    limit: int


def guild_emoji_object(view: EmojiView, creator: users.UserView | None) -> GuildEmojiObject:
    return GuildEmojiObject(
        id=str(view.id),
        name=view.name,
        user=UNSET if creator is None else users.user_object(creator),
        animated=view.is_animated,
    )
