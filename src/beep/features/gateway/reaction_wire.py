"""What events about reactions and pins carry, every documented key present."""

from msgspec import Struct

from beep.features import messaging, servers


class _OfMessage(Struct, kw_only=True):
    channel_id: str
    message_id: str
    guild_id: str


class ReactionGone(_OfMessage, kw_only=True):
    """`count` is Beep's own: how many people gave the emoji, afterwards."""

    user_id: str
    emoji: messaging.EmojiObject
    type: int = 0
    burst: bool = False
    count: int


class ReactionGiven(ReactionGone, kw_only=True):
    member: servers.MemberObject
    message_author_id: str
    burst_colors: list[str] = []


class ReactionsGone(_OfMessage, kw_only=True):
    pass


class EmojiGone(_OfMessage, kw_only=True):
    emoji: messaging.EmojiObject


class PinsUpdate(Struct, kw_only=True):
    channel_id: str
    guild_id: str
    last_pin_timestamp: str | None
