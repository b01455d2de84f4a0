"""The hook into uvicorn: the class it instantiates for each connection that asks for an upgrade.

`ws=<class>` is not documented by uvicorn, hence the exact pin; `tests/runtime/sockets` prove it on a new one.
"""

import asyncio
from typing import TYPE_CHECKING, Any, cast

from beep.runtime.sockets.connection import SocketConnection
from beep.runtime.sockets.contract import Acceptor, SocketOptions

if TYPE_CHECKING:
    from uvicorn import Config
    from uvicorn.server import ServerState


def websocket_protocol(acceptor: Acceptor, options: SocketOptions | None = None) -> type[asyncio.Protocol]:
    """Return what `uvicorn.Config(ws=...)` takes; one acceptor decides on every handshake of that server.

    uvicorn drops bytes a client sends in the same packet as its handshake; the RFC forbids them to do so.
    """
    limits = options or SocketOptions()

    class ServedConnection(SocketConnection):
        __slots__ = ()

        def __init__(
            self,
            config: "Config",  # noqa: ARG002 - uvicorn passes these four by name
            server_state: "ServerState",
            app_state: dict[str, Any],  # noqa: ARG002
            _loop: asyncio.AbstractEventLoop | None = None,
        ) -> None:
            peers = cast("set[asyncio.Protocol]", server_state.connections)
            super().__init__(acceptor, limits, peers, _loop or asyncio.get_running_loop())

    return ServedConnection
