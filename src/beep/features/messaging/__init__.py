"""The face of messaging."""

from beep.features.messaging.contract import MessageView, Messaging
from beep.features.messaging.errors import MessageNotFound
from beep.features.messaging.facts import MessageDeleted, MessageEdited, MessageSent, ReadMoved
from beep.features.messaging.wire import MessageObject, message_object

__all__ = [
    "MessageDeleted",
    "MessageEdited",
    "MessageNotFound",
    "MessageObject",
    "MessageSent",
    "MessageView",
    "Messaging",
    "ReadMoved",
    "message_object",
]
