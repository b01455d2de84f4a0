"""What emojis tell."""

from dataclasses import dataclass

from beep.features.emojis.contract import EmojiId
from beep.kit.facts import Fact
from beep.kit.ids import ServerId


@dataclass(frozen=True, slots=True)
class EmojisChanged(Fact):
    """An emoji was added or has another name."""

    NAME = "emojis.changed"
    STREAM = "server_id"
    server_id: ServerId


@dataclass(frozen=True, slots=True)
class EmojiDeleted(Fact):
    """An emoji is gone, by itself or with its server; its picture goes after it."""

    NAME = "emojis.deleted"
    STREAM = "server_id"
    server_id: ServerId
    emoji_id: EmojiId
