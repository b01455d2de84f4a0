"""The HTTP edge: routes with typed bodies, errors mapped once, limits, health, OpenAPI."""

from beep.runtime.http.call import Call, Context, current_agent, current_client, current_trace
from beep.runtime.http.routing import Route, delete, get, options, patch, post, put, routes_of
from beep.runtime.http.uploads import ReceivedFile, Spooled
from beep.runtime.http.wire import Snowflake, snowflake, stamp

__all__ = [
    "Call",
    "Context",
    "ReceivedFile",
    "Route",
    "Snowflake",
    "Spooled",
    "current_agent",
    "current_client",
    "current_trace",
    "delete",
    "get",
    "options",
    "patch",
    "post",
    "put",
    "routes_of",
    "snowflake",
    "stamp",
]
