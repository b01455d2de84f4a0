"""Bodies and answers of users that no other feature embeds."""

from typing import Annotated

import msgspec

from beep.features.users.contract import Status


class EditOwnUser(msgspec.Struct, frozen=True, kw_only=True):
    """`global_name: null` removes it; what is left out stays."""

    username: str | msgspec.UnsetType = msgspec.UNSET
    global_name: str | msgspec.UnsetType | None = msgspec.UNSET
    # A language tag such as `fr` or `en-GB`: what one is written to in.
    locale: Annotated[str, msgspec.Meta(max_length=35)] | msgspec.UnsetType = msgspec.UNSET
    # A data URI; `null` removes the picture.
    avatar: str | msgspec.UnsetType | None = msgspec.UNSET


class ChosenStatus(msgspec.Struct, frozen=True, kw_only=True):
    """`status`: online, idle, dnd or invisible, which others see as offline."""

    status: Status
