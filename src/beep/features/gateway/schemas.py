"""What clients send over the gateway."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType

from beep.runtime.http import Snowflake


class ClientFrame(Struct):
    op: int
    d: Any = None


class Identify(Struct, kw_only=True):
    """Presence, properties and payload compression are taken and not needed."""

    token: str
    intents: Any = UNSET
    large_threshold: int = 50
    shard: tuple[int, int] | UnsetType = UNSET


class Resume(Struct, kw_only=True):
    token: str
    session_id: str
    seq: int


class RequestMembers(Struct, kw_only=True):
    """Either a `query` (beginning of a name, empty for all) or `user_ids`."""

    guild_id: Snowflake | list[Snowflake]
    query: str | UnsetType = UNSET
    limit: int = 0
    user_ids: Snowflake | list[Snowflake] | UnsetType = UNSET
    nonce: str | int | UnsetType = UNSET
