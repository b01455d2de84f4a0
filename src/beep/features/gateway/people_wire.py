"""What events about bans, invitations by name and ownership carry."""

from msgspec import Struct

from beep.features import users


class BanEvent(Struct, kw_only=True):
    guild_id: str
    user: users.UserObject


class OwnershipOffer(Struct, kw_only=True):
    """`user_id` is who may take a server, `null` when nobody may (any more)."""

    guild_id: str
    user_id: str | None


class InvitationGone(Struct, kw_only=True):
    guild_id: str


class Warned(Struct, kw_only=True):
    """Without a sign of life a server is archived at `archive_at`."""

    guild_id: str
    archive_at: str
