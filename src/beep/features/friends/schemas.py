"""What friends answers that no other feature embeds."""

import msgspec

from beep.features import users


class BlockObject(msgspec.Struct, frozen=True, kw_only=True):
    user: users.UserObject
    created_at: str
