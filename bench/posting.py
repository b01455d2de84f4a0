"""Posting a message with as little client as possible: the request is text made once but for a number."""

import json
import re
import socket
import time

from bench.frames import marked

# What people write is short; this gives a frame of about a kilobyte, most of it the author and the keys.
TEXT = "the quick brown fox jumps over the lazy dog, and the server tells everybody at once."
_SEQ = re.compile(rb'"seq":(\d+)')
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_CHUNK = 1 << 16


class Answers:
    """Reads the answers of one kept-alive connection, one request at a time."""

    def __init__(self, port: int) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""

    def read(self) -> bytes | None:
        """Take what has arrived; return the whole answer once it is there."""
        data = self.sock.recv(_CHUNK)
        if not data:
            raise ConnectionError("Beep closed a sender's connection")
        self._buffer += data
        head, end, body = self._buffer.partition(b"\r\n\r\n")
        found = _LENGTH.search(head)
        if not end or found is None or len(body) < int(found[1]):
            return None
        answer, self._buffer = self._buffer, b""
        return answer


class Posting:
    """Posts numbered messages to one channel as one person."""

    def __init__(self, port: int, token: str, channel: str) -> None:
        self.answers = Answers(port)
        self.is_answered = True
        self.number = -1
        # The message's place in its channel's stream; 0 when it was refused.
        self.seq = 0
        self.refusal = b""
        # One nonce a message, as Beep's own client sends; never the same again.
        self._name = time.monotonic_ns()
        self._sent = 0
        self._head = (
            f"POST /api/v10/channels/{channel}/messages HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(self._body(0))}\r\n\r\n"
        ).encode()

    def send(self, number: int) -> None:
        self.number = number
        self.is_answered = False
        self._sent += 1
        self.answers.sock.send(self._head + self._body(number))

    def read(self) -> bool:
        """Take what has arrived; return whether the answer is complete."""
        answer = self.answers.read()
        if answer is None:
            return False
        self.is_answered = True
        found = _SEQ.findall(answer)
        is_fine = answer[9:12] == b"200" and bool(found)
        self.seq = int(found[-1]) if is_fine else 0
        if not is_fine:
            self.refusal = answer[:400]
        return True

    def close(self) -> None:
        self.answers.sock.close()

    def _body(self, number: int) -> bytes:
        content = f"{marked(number).decode()} {TEXT}"
        return json.dumps({"content": content, "nonce": f"{self._name:020d}-{self._sent:010d}"}).encode()
