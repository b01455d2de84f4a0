"""WebSockets on the REST port, built for fan-out: frames encoded once, one `transport.write` each.

A feature implements `Acceptor` and `Handler`; `app` gives `websocket_protocol(...)` to `uvicorn.Config(ws=)`.
"""

from beep.runtime.sockets.contract import (
    Acceptor,
    Connection,
    Handler,
    Headers,
    Rejection,
    SocketOptions,
    UpgradeRequest,
)
from beep.runtime.sockets.frames import binary_frame, close_frame, frame_header, text_frame
from beep.runtime.sockets.http_deadline import http_protocol
from beep.runtime.sockets.server import websocket_protocol

__all__ = [
    "Acceptor",
    "Connection",
    "Handler",
    "Headers",
    "Rejection",
    "SocketOptions",
    "UpgradeRequest",
    "binary_frame",
    "close_frame",
    "frame_header",
    "http_protocol",
    "text_frame",
    "websocket_protocol",
]
