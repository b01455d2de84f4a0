"""The face of media."""

from beep.features.media.contract import (
    MAX_PER_MESSAGE,
    AttachmentView,
    ChannelGate,
    FileId,
    FileUses,
    ListedAttachment,
    Media,
    PagePicture,
    PictureKind,
    page_picture_view,
)
from beep.features.media.errors import FileInfected, FileNotFound, ScannerAway, TooMuchWaiting
from beep.features.media.settings import MediaSettings
from beep.features.media.wire import AttachmentObject, attachment_object

__all__ = [
    "MAX_PER_MESSAGE",
    "AttachmentObject",
    "AttachmentView",
    "ChannelGate",
    "FileId",
    "FileInfected",
    "FileNotFound",
    "FileUses",
    "ListedAttachment",
    "Media",
    "MediaSettings",
    "PagePicture",
    "PictureKind",
    "ScannerAway",
    "TooMuchWaiting",
    "attachment_object",
    "page_picture_view",
]
