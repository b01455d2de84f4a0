"""The wire shape of a file, which messages embed."""

from msgspec import Struct

from beep.features.media.contract import AttachmentView

# The bit of `flags` that says a file is hidden until it is asked for.
_SPOILER = 1 << 5
# Which kind of thumbhash `placeholder` is.
_PLACEHOLDER_VERSION = 1


class AttachmentObject(Struct, kw_only=True):
    """A file of a message. `url` is signed and expires; it also takes `width` and `height` of an image."""

    id: str
    filename: str
    title: str | None = None
    description: str | None
    content_type: str
    size: int
    url: str
    proxy_url: str
    width: int | None
    height: int | None
    placeholder: str | None
    placeholder_version: int | None
    ephemeral: bool = False
    flags: int
    is_spoiler: bool


def attachment_object(view: AttachmentView, url: str) -> AttachmentObject:
    return AttachmentObject(
        id=str(view.id),
        filename=view.filename,
        description=view.description,
        content_type=view.content_type,
        size=view.size_bytes,
        url=url,
        proxy_url=url,
        width=view.width,
        height=view.height,
        placeholder=view.placeholder,
        placeholder_version=None if view.placeholder is None else _PLACEHOLDER_VERSION,
        flags=_SPOILER if view.is_spoiler else 0,
        is_spoiler=view.is_spoiler,
    )
