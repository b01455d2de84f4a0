"""Bodies and answers of users that no other feature embeds."""

import msgspec


class EditOwnUser(msgspec.Struct, frozen=True, kw_only=True):
    """`global_name: null` removes it; what is left out stays."""

    username: str | msgspec.UnsetType = msgspec.UNSET
    global_name: str | msgspec.UnsetType | None = msgspec.UNSET
