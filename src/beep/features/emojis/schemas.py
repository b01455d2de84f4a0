"""What clients send about emojis."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from beep.runtime.http import Snowflake

# Beep keeps no emoji for some roles only: what bots name is taken and left out.
Roles = Annotated[list[Snowflake], Meta(max_length=250)]


class CreateEmoji(Struct):
    name: str
    image: str
    roles: Roles | None = None


class EditEmoji(Struct):
    name: str | UnsetType = UNSET
    roles: Roles | UnsetType | None = UNSET
