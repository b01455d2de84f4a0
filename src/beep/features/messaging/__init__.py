"""The face of messaging."""

from beep.features.media import AttachmentView
from beep.features.messaging.contract import (
    Emoji,
    Kind,
    MessageFlag,
    MessageView,
    Messaging,
    ReactionView,
    ReadState,
)
from beep.features.messaging.embeds import PREVIEW, Embed, EmbedProvider, with_picture
from beep.features.messaging.errors import MessageNotFound
from beep.features.messaging.facts import (
    CallsChanged,
    MessageDeleted,
    MessageEdited,
    MessagesDeleted,
    MessageSent,
    PinsChanged,
    ReactionAdded,
    ReactionRemoved,
    ReactionsCleared,
    ReadMoved,
)
from beep.features.messaging.wire import (
    NO_THREADS,
    EmojiObject,
    MessageObject,
    UrlOf,
    emoji_object,
    message_object,
    threads_in,
)

__all__ = [
    "NO_THREADS",
    "PREVIEW",
    "AttachmentView",
    "CallsChanged",
    "Embed",
    "EmbedProvider",
    "Emoji",
    "EmojiObject",
    "Kind",
    "MessageDeleted",
    "MessageEdited",
    "MessageFlag",
    "MessageNotFound",
    "MessageObject",
    "MessageSent",
    "MessageView",
    "MessagesDeleted",
    "Messaging",
    "PinsChanged",
    "ReactionAdded",
    "ReactionRemoved",
    "ReactionView",
    "ReactionsCleared",
    "ReadMoved",
    "ReadState",
    "UrlOf",
    "emoji_object",
    "message_object",
    "threads_in",
    "with_picture",
]
