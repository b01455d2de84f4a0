"""What clients send over the gateway."""

from typing import Any, cast

from msgspec import UNSET, Struct, UnsetType

from beep.kit.errors import invalid
from beep.runtime.http import Snowflake
from beep.runtime.http.wire import build, snowflake

_STATUSES = ("online", "idle", "dnd", "invisible", "offline")


class ClientFrame(Struct):
    op: int
    d: Any = None


class Identify(Struct, kw_only=True):
    """Properties and payload compression are taken and not needed."""

    token: str
    intents: Any = UNSET
    large_threshold: int = 50
    shard: tuple[int, int] | UnsetType = UNSET
    presence: Any = UNSET


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
    presences: bool = False
    nonce: str | int | UnsetType = UNSET


class ShowPresence(Struct, kw_only=True):
    """What a device is; activities are taken and not shown."""

    status: str | UnsetType = UNSET


class Look(Struct, kw_only=True):
    """The server a person looks at, `null` for none, and whether they look at their friends."""

    guild_id: Snowflake | None
    friends: bool = False


def status_in(given: Any) -> str | None:
    """Return the status a client gives itself, `None` for none; raises `Invalid` for an unknown one."""
    if not isinstance(given, dict):
        return None
    status = build(cast("dict[str, Any]", given), ShowPresence, strict=True).status
    if isinstance(status, UnsetType):
        return None
    if status not in _STATUSES:
        raise invalid("status", "ENUM_TYPE_COERCE", f"One of {', '.join(_STATUSES)}.")
    return "invisible" if status == "offline" else status


def ids_in(path: str, given: Any) -> list[Snowflake]:
    """Return one id or a list of them as a list; raises `Invalid` for anything else."""
    try:
        return [snowflake(one) for one in (cast("list[Any]", given) if isinstance(given, list) else [given])]
    except ValueError as error:
        raise invalid(path, "NUMBER_TYPE_COERCE", str(error)) from None
