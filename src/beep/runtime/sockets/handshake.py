"""The opening handshake, checked by `websockets`' sans-I/O server and forgotten once answered."""

import logging
from http import HTTPStatus

from websockets.datastructures import Headers as WireHeaders
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol

from beep.runtime.sockets.contract import Headers, Rejection, UpgradeRequest

# `websockets` explains refused handshakes at the debug level; nothing is logged per connection otherwise.
_logger = logging.getLogger("beep.runtime.sockets.handshake")


def answer_handshake(head: bytes, client_ip: str | None) -> tuple[UpgradeRequest | None, bytes]:
    """Check a request's head; return the request if it may be upgraded, and the response to write.

    No extension is ever negotiated (a compressed frame could unpack to a thousand times its size) and no
    subprotocol either.
    """
    protocol = ServerProtocol(logger=_logger)
    protocol.receive_data(head)
    events = protocol.events_received()
    if not events or not isinstance(events[0], Request):
        refusal = b"".join(protocol.data_to_send())
        return None, refusal or rejection_bytes(Rejection(HTTPStatus.BAD_REQUEST))
    request = events[0]
    response = protocol.accept(request)
    if response.status_code != HTTPStatus.SWITCHING_PROTOCOLS:
        response.headers["Sec-WebSocket-Version"] = "13"
        return None, response.serialize()
    path, _, query = request.path.partition("?")
    return UpgradeRequest(path, query, Headers(request.headers.raw_items()), client_ip), response.serialize()


def rejection_bytes(rejection: Rejection) -> bytes:
    """Return the whole HTTP response of a rejection."""
    headers = WireHeaders(
        [
            ("Connection", "close"),
            ("Content-Length", str(len(rejection.body))),
            ("Content-Type", rejection.content_type),
            *rejection.headers,
        ],
    )
    phrase = HTTPStatus(rejection.status).phrase
    return Response(rejection.status, phrase, headers, rejection.body).serialize()
