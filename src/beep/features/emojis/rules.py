"""What an emoji may be called, and what is needed to change it."""

import re

from beep.features.emojis.contract import EmojiView
from beep.features.servers import Snapshot
from beep.kit.errors import invalid
from beep.kit.ids import UserId
from beep.kit.permissions import Permission

_NAME = re.compile(r"[A-Za-z0-9_]{2,32}")


def name(given: str) -> str:
    """Return a name that fits between two colons; raises `Invalid`."""
    if not _NAME.fullmatch(given):
        raise invalid(
            "name", "EMOJI_NAME_INVALID", "Use 2 to 32 letters without accents, digits and underscores."
        )
    return given


def needed_to_change(view: EmojiView, snapshot: Snapshot, user_id: UserId) -> Permission:
    """Return what changing an emoji takes: who adds emojis may change their own."""
    if view.creator_id != user_id:
        return Permission.MANAGE_EXPRESSIONS
    held = snapshot.permissions_of(user_id) or Permission(0)
    return held & Permission.MANAGE_EXPRESSIONS or Permission.CREATE_EXPRESSIONS
