"""Beep as one of the peers: REST to post, the gateway to listen."""

import json
import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from beep.runtime.postgres.workspace import Workspace
from bench import http, people
from bench.beep_server import BeepServer
from bench.peer import Answer, Processes, Room, marked
from bench.plan import SETTINGS

_SENDERS = 32
_SEQ = re.compile(rb'"seq":(\d+)')


class BeepReceiver:
    """A gateway session: identify, READY, its server; or resume when it had a session before."""

    always_hears = False

    def __init__(self, port: int, token: str, *, servers: int = 1) -> None:
        """Be ready once so many servers arrived after READY."""
        self.port = port
        self.is_ready = False
        self._awaited = servers
        self.session_id = ""
        self._token = token
        self._frames = http.Frames()
        self._resume_at = 0

    def opening(self) -> bytes:
        return http.upgrade(self.port, "/gateway?v=10&encoding=json")

    def hear(self, data: bytes) -> bytes:
        said = b""
        for opcode, payload in self._frames.take(data):
            if opcode == http.CLOSE:
                raise ConnectionError(f"closed with {int.from_bytes(payload[:2], 'big')} {payload[2:]!r}")
            said += self._answer(payload)
        return said

    def beat(self, tail: bytes) -> bytes:
        return _said(1, last_seq(tail) or None)

    def prepare_resume(self, tail: bytes) -> None:
        """Make the next opening resume the session, of which `tail` arrived last."""
        self._frames, self._resume_at, self.is_ready = http.Frames(), last_seq(tail), False

    def _answer(self, payload: bytes) -> bytes:
        if b'"t":"GUILD_CREATE"' in payload[:80]:
            self._awaited -= 1
            self.is_ready = self._awaited <= 0
            return b""
        frame = json.loads(payload)
        if frame["op"] == 10:
            return self._entry()
        if frame["t"] == "READY":
            self.session_id = frame["d"]["session_id"]
        elif frame["t"] == "RESUMED":
            self.is_ready = True
        elif frame["op"] in {7, 9}:
            raise ConnectionError(f"not let in: {payload[:200]!r}")
        return b""

    def _entry(self) -> bytes:
        if self._resume_at:
            data = {"token": self._token, "session_id": self.session_id, "seq": self._resume_at}
            return _said(6, data)
        return _said(2, {"token": self._token, "properties": {"os": "linux", "browser": "bench"}})


class BeepSender:
    """A kept-alive connection that posts; one nonce a message, as Beep's own client sends."""

    is_ready = True
    in_flight = 1

    def __init__(self, port: int, token: str, channel: str) -> None:
        self.port = port
        self._path = f"/api/v10/channels/{channel}/messages"
        self._headers = f"Authorization: Bearer {token}\r\n"
        self._responses = http.Responses()
        self._name = f"{time.monotonic_ns():020d}{token[-8:]}"
        self._sent = 0
        self._number = 0

    def opening(self) -> bytes:
        return b""

    def hear(self, data: bytes) -> bytes:
        del data
        return b""

    def post(self, number: int) -> bytes:
        self._number = number
        self._sent += 1
        body = json.dumps({"content": marked(number), "nonce": f"{self._name}-{self._sent}"}).encode()
        return http.request("POST", self.port, self._path, self._headers, body)

    def answers(self, data: bytes) -> Sequence[Answer]:
        return [self._judged(status, body) for status, body in self._responses.take(data)]

    def _judged(self, status: int, body: bytes) -> Answer:
        place = _SEQ.search(body)
        if status != 200 or not place:
            return Answer(self._number, refusal=f"{status} {body[:300].decode(errors='replace')}")
        return Answer(self._number, int(place[1]))


class BeepPeer:
    """`beep serve` with its own PostgreSQL, at its defaults but for rate limits and the cost of sign-up."""

    senders = _SENDERS

    def __init__(
        self, folder: Path, *, settings: Mapping[str, str] | None = None, program: str = "beep"
    ) -> None:
        self.server = BeepServer({**SETTINGS, **(settings or {})}, folder, program=program)

    @staticmethod
    def missing() -> str:
        return ""

    def start(self) -> None:
        self.server.start()

    def stop(self) -> None:
        self.server.stop()

    def settings(self) -> Mapping[str, str]:
        return {"durability": "each message committed (synchronous_commit and fsync on)", **SETTINGS}

    def populate(self, members: int) -> Room:
        return people.furnish(self.server.port, f"Hall{members}", members)

    def receiver(self, room: Room, member: int) -> BeepReceiver:
        return BeepReceiver(self.server.port, room.members[member])

    def sender(self, room: Room, member: int) -> BeepSender:
        return BeepSender(self.server.port, room.members[member], room.id)

    def processes(self) -> Processes:
        data = Workspace(self.server.home).data / "postmaster.pid"
        return Processes([self.server.pid], [int(data.read_text("ascii").split()[0])])

    def log_tail(self) -> str:
        return self.server.log_tail()


def last_seq(tail: bytes) -> int:
    """Return the sequence of the last event that begins in what arrived last."""
    start = tail.rfind(b'{"s":') if tail else -1
    digits = tail[start + 5 :].partition(b",")[0].strip()
    return int(digits) if start >= 0 and digits.isdigit() else 0


def _said(op: int, data: object) -> bytes:
    return http.masked_frame(json.dumps({"op": op, "d": data}).encode())
