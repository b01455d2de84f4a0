"""The parts of a message that are stored as JSON, there and back."""

from typing import Any

import msgspec

from beep.features.media import AttachmentView
from beep.features.messaging.embeds import Embed


def attachments(raw: list[Any] | None) -> tuple[AttachmentView, ...]:
    """Return the files of a stored message."""
    return () if raw is None else msgspec.convert(raw, tuple[AttachmentView, ...])


def embeds(raw: list[Any] | None) -> tuple[Embed, ...]:
    """Return the embeds of a stored message."""
    return () if raw is None else msgspec.convert(raw, tuple[Embed, ...])


def plain(parts: tuple[Any, ...]) -> list[Any] | None:
    """Return parts as plain data for a JSON column, null when there are none."""
    return msgspec.to_builtins(list(parts)) if parts else None
