"""The face of emojis: the signs a server adds to those of Unicode."""

from beep.features.emojis.contract import Emojis, EmojiView
from beep.features.emojis.errors import EmojiNotFound, TooManyEmojis
from beep.features.emojis.facts import EmojiDeleted, EmojisChanged
from beep.features.emojis.wire import GuildEmojiObject, guild_emoji_object

__all__ = [
    "EmojiDeleted",
    "EmojiNotFound",
    "EmojiView",
    "Emojis",
    "EmojisChanged",
    "GuildEmojiObject",
    "TooManyEmojis",
    "guild_emoji_object",
]
