"""Matrix as far as dialogues need it: a client that syncs by long polling, one that sends."""

import json
import re
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from bench import http
from bench.peer import Answer, marked

# What a client asks for that shows one room: no presence, typing or receipts, members as they speak.
FILTER: Mapping[str, Any] = {
    "presence": {"types": []},
    "account_data": {"types": []},
    "room": {
        "account_data": {"types": []},
        "ephemeral": {"types": []},
        "state": {"lazy_load_members": True},
        "timeline": {"limit": 100},
    },
}
_NEXT = re.compile(rb'"next_batch":"([^"]+)"')
_POLL_MS = 30_000


class MatrixReceiver:
    """A loop of `/sync` requests, each from where the last one ended; ready with the first answer."""

    always_hears = True

    def __init__(self, port: int, token: str) -> None:
        self.port = port
        self.is_ready = False
        self._headers = f"Authorization: Bearer {token}\r\n"
        self._responses = http.Responses()

    def opening(self) -> bytes:
        return self._sync("timeout=0")

    def hear(self, data: bytes) -> bytes:
        said = b""
        for status, body in self._responses.take(data):
            place = _NEXT.search(body)
            if status != 200 or not place:
                raise ConnectionError(f"/sync: {status} {body[:300]!r}")
            self.is_ready = True
            said += self._sync(f"timeout={_POLL_MS}&since={place[1].decode()}")
        return said

    def beat(self, tail: bytes) -> bytes:
        """Return nothing: asking again is what shows that it lives."""
        del tail
        return b""

    def _sync(self, query: str) -> bytes:
        path = f"/_matrix/client/v3/sync?set_presence=offline&filter={quote(json.dumps(FILTER))}&{query}"
        return http.request("GET", self.port, path, self._headers, b"")


class MatrixSender:
    """A kept-alive connection that sends events; the answer comes when the event is stored."""

    is_ready = True
    in_flight = 1

    def __init__(self, port: int, token: str, room: str) -> None:
        self.port = port
        self._room = quote(room)
        self._headers = f"Authorization: Bearer {token}\r\n"
        self._responses = http.Responses()
        self._name = time.monotonic_ns()
        self._number = 0

    def opening(self) -> bytes:
        return b""

    def hear(self, data: bytes) -> bytes:
        del data
        return b""

    def post(self, number: int) -> bytes:
        self._number = number
        path = f"/_matrix/client/v3/rooms/{self._room}/send/m.room.message/{self._name}-{number}"
        body = json.dumps({"msgtype": "m.text", "body": marked(number)}).encode()
        return http.request("PUT", self.port, path, self._headers, body)

    def answers(self, data: bytes) -> Sequence[Answer]:
        return [self._judged(status, body) for status, body in self._responses.take(data)]

    def _judged(self, status: int, body: bytes) -> Answer:
        if status != 200:
            return Answer(self._number, refusal=f"{status} {body[:300].decode(errors='replace')}")
        return Answer(self._number)
