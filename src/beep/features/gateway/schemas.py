"""What clients send over the gateway."""

from typing import Any, cast

from msgspec import UNSET, Struct, UnsetType

from beep.kit.errors import invalid
from beep.runtime.http import Snowflake
from beep.runtime.http.wire import snowflake


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
    """Either a `query` (beginning of a name, empty for all) or `user_ids`.

    Ids come alone or as a list, a union msgspec cannot build; `ids_in` reads them.
    """

    guild_id: Any
    query: str | UnsetType = UNSET
    limit: int = 0
    user_ids: Any = UNSET
    nonce: str | int | UnsetType = UNSET


def ids_in(path: str, given: Any) -> list[Snowflake]:
    """Return one id or a list of them as a list; raises `Invalid` for anything else."""
    try:
        return [snowflake(one) for one in (cast("list[Any]", given) if isinstance(given, list) else [given])]
    except ValueError as error:
        raise invalid(path, "NUMBER_TYPE_COERCE", str(error)) from None
