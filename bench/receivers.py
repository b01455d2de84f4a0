"""The process of receivers: up to thousands of gateway sessions on one epoll, made to cost little.

A frame is searched for its message's number and stamped with the clock, nothing more; what is not a
message (Hello, READY, heartbeats) takes the slow way through `json`.
"""

import json
import select
import socket
import time
from array import array
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any

from bench import procs
from bench.frames import CLOSE, DIGITS, HANDSHAKE, MARK, masked_frame
from bench.posting import Posting
from bench.worker import answer_one

_CHUNK = 1 << 18
_PATIENCE_S = 120.0
_BEAT_EVERY_S = 0.5
# Every session beats once in so many turns of `_BEAT_EVERY_S`: 25 s, well within Beep's 41 s.
_BEAT_TURNS = 50


class Client:
    """One gateway session (or one socket of the raw comparison)."""

    __slots__ = (
        "asked_at",
        "head",
        "is_open",
        "is_ready",
        "numbers",
        "ready_at",
        "rest",
        "session_id",
        "sock",
        "times",
        "token",
    )

    def __init__(self, token: str) -> None:
        self.token = token
        self.sock: socket.socket | None = None
        self.rest = b""
        self.session_id = ""
        self.is_open = False
        self.is_ready = False
        self.asked_at = self.ready_at = 0
        self.head = b""
        self.numbers = array("I")
        self.times = array("q")

    @property
    def seq(self) -> int:
        """Return the last sequence seen; read from the last event's first bytes when asked for."""
        digits = self.head.partition(b'"s":')[2].partition(b",")[0]
        return int(digits) if digits.isdigit() else 0


class Receivers:
    """Answers the bench's calls (`connect`, `watch`, `rounds`, …) and reads all sockets meanwhile."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._poll = select.epoll()
        self._poll.register(pipe.fileno(), select.EPOLLIN)
        self._clients: dict[int, Client] = {}
        self._raw: dict[int, Client] = {}
        self._dropped: list[Client] = []
        self._posting: Posting | None = None
        self._asker: socket.socket | None = None
        self._frames = 0
        self._payload_bytes = 0
        self._ready = 0
        self._trouble: dict[str, int] = {}
        self._next_beat = time.monotonic()
        self._turn = 0

    # -- calls --------------------------------------------------------------------------------

    def connect(self, port: int, tokens: Sequence[str], window: int) -> list[float]:
        """Open sessions, `window` at once; return each one's milliseconds from connect to ready."""
        opened = [Client(token) for token in tokens]
        self._open_all(port, opened, window)
        return [(one.ready_at - one.asked_at) / 1e6 for one in opened]

    def beat(self) -> None:
        """Let every session show it is alive and how far it has read, as each does within a minute."""
        for one in self._clients.values():
            _say(one, 1, one.seq)

    def drop(self) -> int:
        """Cut every session's connection without a goodbye; return how many there were."""
        self._dropped = list(self._clients.values())
        for number, one in list(self._clients.items()):
            self._forget(number, one)
        return len(self._dropped)

    def resume(self, port: int) -> list[float]:
        """Bring back all that were dropped, all at once; milliseconds from the first connect to RESUMED."""
        for one in self._dropped:
            one.rest = b""
            one.is_open = one.is_ready = False
        started = time.monotonic_ns()
        self._open_all(port, self._dropped, len(self._dropped))
        return [(one.ready_at - started) / 1e6 for one in self._dropped]

    def watch(self) -> None:
        """Forget what was received so far."""
        for one in self._clients.values():
            one.numbers = array("I")
            one.times = array("q")
        self._trouble.clear()

    def collect(self) -> dict[str, Any]:
        """Return, for each session, the numbers received and when (monotonic nanoseconds)."""
        seen = list(self._clients.values())
        return {
            "numbers": [one.numbers for one in seen],
            "times": [one.times for one in seen],
            "payload_bytes": self._payload_bytes,
            "trouble": dict(self._trouble),
        }

    def be_ready_to_post(self, port: int, token: str, channel: str) -> None:
        self._posting = Posting(port, token, channel)
        self._poll.register(self._posting.answers.sock.fileno(), select.EPOLLIN)

    def connect_raw(self, port: int, connections: int) -> None:
        self._asker = socket.create_connection(("127.0.0.1", port))
        for _ in range(connections):
            one = Client("")
            one.sock = socket.create_connection(("127.0.0.1", port))
            one.sock.setblocking(False)
            one.is_open = True
            self._raw[one.sock.fileno()] = one
            self._poll.register(one.sock.fileno(), select.EPOLLIN)

    def stop_rounds(self) -> None:
        """Give up the sender and the raw sockets."""
        if self._posting:
            self._poll.unregister(self._posting.answers.sock.fileno())
            self._posting.close()
            self._posting = None
        for number, one in self._raw.items():
            self._poll.unregister(number)
            if one.sock:
                one.sock.close()
        self._raw.clear()
        if self._asker:
            self._asker.close()

    def rounds(self, count: int, *, is_raw: bool) -> list[float]:
        """Let `count` messages go to everybody, each when all have the one before; milliseconds of each.

        Receivers look again and again instead of sleeping: whether `send()` must wake its reader up
        depends on who is faster, and would favour the faster writer.
        """
        audience = len(self._raw if is_raw else self._clients)
        took: list[float] = []
        for number in range(count):
            goal = self._frames + audience
            started = time.monotonic_ns()
            if is_raw and self._asker:
                self._asker.send(b"!")
            elif self._posting:
                self._posting.send(number)
            self._pump_until(lambda goal=goal: self._frames >= goal, pause_s=0)
            took.append((time.monotonic_ns() - started) / 1e6)
            self._pump_until(lambda: is_raw or self._posting is None or self._posting.is_answered, pause_s=0)
        return took

    def facts(self) -> dict[str, Any]:
        return {
            "sessions": len(self._clients),
            "payload_bytes": self._payload_bytes,
            "trouble": dict(self._trouble),
        }

    # -- opening ------------------------------------------------------------------------------

    def _open_all(self, port: int, wanted: Sequence[Client], window: int) -> None:
        opened, before = 0, self._ready
        while self._ready - before < len(wanted):
            while opened < len(wanted) and opened - (self._ready - before) < window:
                self._open(port, wanted[opened])
                opened += 1
            level = self._ready
            self._pump_until(lambda level=level: self._ready > level)

    def _open(self, port: int, one: Client) -> None:
        one.asked_at = time.monotonic_ns()
        sock = socket.create_connection(("127.0.0.1", port))
        sock.sendall(HANDSHAKE.format(port=port).encode())
        sock.setblocking(False)
        one.sock = sock
        self._clients[sock.fileno()] = one
        self._poll.register(sock.fileno(), select.EPOLLIN)

    def _enter(self, one: Client) -> None:
        if one.session_id:
            data: dict[str, object] = {"token": one.token, "session_id": one.session_id, "seq": one.seq}
            _say(one, 6, data)
        else:
            _say(one, 2, {"token": one.token, "properties": {"os": "linux", "browser": "bench"}})

    # -- reading ------------------------------------------------------------------------------

    def serve(self) -> None:
        """Read sockets and answer calls until the bench is done."""
        while True:
            self._pump(1.0)
            if self._pipe.poll() and not answer_one(self._pipe, self):
                return

    def _pump_until(self, is_done: Callable[[], bool], *, pause_s: float = 0.5) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while not is_done():
            self._pump(pause_s)
            if time.monotonic() > deadline:
                raise TimeoutError(f"receivers waited {_PATIENCE_S:g} s in vain: {self.facts()}")

    def _pump(self, timeout_s: float) -> None:
        for number, _ in self._poll.poll(timeout_s):
            one = self._clients.get(number) or self._raw.get(number)
            if one is not None and one.sock is not None:
                self._read(number, one, one.sock)
            elif self._posting and number == self._posting.answers.sock.fileno():
                self._posting.read()
        if time.monotonic() >= self._next_beat:
            self._beat()

    def _read(self, number: int, one: Client, sock: socket.socket) -> None:
        try:
            data = sock.recv(_CHUNK)
        except ConnectionError:
            data = b""
        now = time.monotonic_ns()
        if not data:
            self._note("connection lost")
            self._forget(number, one)
        elif one.is_open:
            self._feed(one, data, now)
        else:
            self._shake_hands(one, data, now)

    def _shake_hands(self, one: Client, data: bytes, now: int) -> None:
        head, end, rest = (one.rest + data).partition(b"\r\n\r\n")
        if not end:
            one.rest = head
            return
        if b" 101 " not in head[:20]:
            raise ConnectionError(f"no WebSocket: {head[:200]!r}")
        one.rest = b""
        one.is_open = True
        self._feed(one, rest, now)

    def _feed(self, one: Client, data: bytes, now: int) -> None:
        """Take every whole frame; `now` is when its bytes were read."""
        if one.rest:
            data = one.rest + data
        position, size = 0, len(data)
        while size - position >= 10 or (size - position >= 2 and data[position + 1] < 126):
            length, start = data[position + 1], position + 2
            if length == 126:
                length, start = data[start] << 8 | data[start + 1], start + 2
            elif length == 127:
                length, start = int.from_bytes(data[start : start + 8], "big"), start + 8
            end = start + length
            if end > size:
                break
            mark = data.find(MARK, start, end)
            if mark < 0:
                self._hear(one, data[position] & 15, data[start:end], now)
            else:
                one.numbers.append(int(data[mark + 1 : mark + 1 + DIGITS]))
                one.times.append(now)
                one.head = data[start : start + 24]
                self._frames += 1
                self._payload_bytes = length
            position = end
        one.rest = data[position:]

    def _hear(self, one: Client, opcode: int, payload: bytes, now: int) -> None:
        """Take what is no message."""
        if opcode == CLOSE:
            self._note(f"closed with {int.from_bytes(payload[:2], 'big')}")
            return
        if b'"t":"GUILD_CREATE"' in payload[:80]:
            one.head = payload[:24]
            self._is_in(one, now)
            return
        frame = json.loads(payload)
        if frame["s"] is not None:
            one.head = payload[:24]
        if frame["op"] == 10:
            self._enter(one)
        elif frame["t"] == "READY":
            one.session_id = frame["d"]["session_id"]
        elif frame["t"] == "RESUMED":
            self._is_in(one, now)
        elif frame["op"] in {7, 9} or frame["t"] == "BEEP_RESYNC":
            self._note(frame["t"] or f"op {frame['op']}")

    def _is_in(self, one: Client, now: int) -> None:
        if not one.is_ready:
            one.is_ready = True
            one.ready_at = now
            self._ready += 1

    def _beat(self) -> None:
        """Let some sessions show they are alive, all of them within 25 s."""
        self._next_beat += _BEAT_EVERY_S
        self._turn = (self._turn + 1) % _BEAT_TURNS
        for one in list(self._clients.values())[self._turn :: _BEAT_TURNS]:
            if one.is_ready:
                _say(one, 1, one.seq)

    def _forget(self, number: int, one: Client) -> None:
        self._poll.unregister(number)
        self._clients.pop(number, None)
        self._raw.pop(number, None)
        if one.sock:
            one.sock.close()

    def _note(self, trouble: str) -> None:
        self._trouble[trouble] = self._trouble.get(trouble, 0) + 1


def _say(one: Client, op: int, data: object) -> None:
    if one.sock:
        one.sock.send(masked_frame(json.dumps({"op": op, "d": data}).encode()))


def main(pipe: Connection) -> None:
    procs.raise_file_limit()
    Receivers(pipe).serve()
