"""The face of messaging."""

from beep.features.messaging.contract import AttachmentView, Kind, MessageFlag, MessageView, Messaging
from beep.features.messaging.embeds import Embed
from beep.features.messaging.errors import MessageNotFound
from beep.features.messaging.facts import MessageDeleted, MessageEdited, MessageSent, ReadMoved
from beep.features.messaging.wire import MessageObject, UrlOf, message_object

__all__ = [
    "AttachmentView",
    "Embed",
    "Kind",
    "MessageDeleted",
    "MessageEdited",
    "MessageFlag",
    "MessageNotFound",
    "MessageObject",
    "MessageSent",
    "MessageView",
    "Messaging",
    "ReadMoved",
    "UrlOf",
    "message_object",
]
