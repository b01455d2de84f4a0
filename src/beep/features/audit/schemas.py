"""What may be asked of the audit log."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from beep.runtime.http import Snowflake


class LogQuery(Struct, kw_only=True):
    """`before` and `after` are ids of entries; with `after` the oldest come first."""

    user_id: Snowflake | UnsetType = UNSET
    action_type: Annotated[int, Meta(ge=0, le=100_000)] | UnsetType = UNSET
    target_id: Snowflake | UnsetType = UNSET
    before: Snowflake | UnsetType = UNSET
    after: Snowflake | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1, le=100)] = 50


class PlatformQuery(LogQuery, kw_only=True):
    """`guild_id` asks for the log of one server instead of the installation's own."""

    guild_id: Snowflake | UnsetType = UNSET
