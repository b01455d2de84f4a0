"""The process of senders: connections that post messages on a schedule, or as fast as they are answered."""

import select
import socket
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from bench.peer import Answer, Sender
from bench.worker import answer_one

_CHUNK = 1 << 16
_ENTER_S = 60.0
_PATIENCE_S = 15.0


@dataclass(slots=True)
class Line:
    """One connection and who speaks on it."""

    dialogue: Sender
    sock: socket.socket
    # Posts not answered yet.
    owed: int = 0

    def post(self, number: int) -> None:
        self.sock.sendall(self.dialogue.post(number))
        self.owed += 1

    def read(self) -> Sequence[Answer]:
        data = self.sock.recv(_CHUNK)
        if not data:
            raise ConnectionError("the server closed a sender's connection")
        answers = self.dialogue.answers(data)
        self.owed -= len(answers)
        return answers

    def is_over(self) -> bool:
        """Tell whether the server closed a connection that owes nothing, as it may at any time."""
        return not self.owed and not self.sock.recv(1, socket.MSG_PEEK)

    def enter(self) -> None:
        self.sock.settimeout(_ENTER_S)
        self.sock.sendall(self.dialogue.opening())
        while not self.dialogue.is_ready:
            data = self.sock.recv(_CHUNK)
            if not data:
                raise ConnectionError("the server closed a sender's connection before it could post")
            self.sock.sendall(self.dialogue.hear(data))


@dataclass(slots=True)
class Sent:
    """What became of a run's messages, each at its place: 0 where nothing came."""

    acked_ns: list[int]
    places: list[int]
    refusal: str = ""
    refused: int = 0
    own_cpu_s: float = 0.0
    # The longest a message waited for the load itself: a free connection, or this process's turn.
    late_ms: float = 0.0


@dataclass(slots=True)
class Senders:
    """Answers the bench's calls; `select` because it waits by the microsecond, `epoll` by the millisecond."""

    _lines: dict[int, Line] = field(default_factory=dict[int, Line])

    def connect(self, dialogues: Sequence[Sender]) -> None:
        """Open these connections instead of those there were."""
        for line in self._lines.values():
            line.sock.close()
        self._lines.clear()
        for one in dialogues:
            self._open(one)

    def _open(self, dialogue: Sender) -> Line:
        sock = socket.create_connection(("127.0.0.1", dialogue.port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line = Line(dialogue, sock)
        line.enter()
        self._lines[sock.fileno()] = line
        return line

    def on_schedule(self, start_ns: int, step_ns: int, first: int, total: int) -> Sent:
        """Post message `first + i` at `start_ns + i * step_ns` whatever happens to those before (open loop).

        Each counts from the moment it was due: a sender held up by a slow answer does not hide it.
        """
        sent = Sent([0] * total, [0] * total)
        cpu = time.process_time()
        free = deque(line for line in self._lines.values() for _ in range(line.dialogue.in_flight))
        posted = answered = 0
        give_up = start_ns + total * step_ns + int(_PATIENCE_S * 1e9)
        while answered < total and time.monotonic_ns() < give_up:
            now = time.monotonic_ns()
            while posted < total and free and start_ns + posted * step_ns <= now:
                line = free.popleft()
                line.post(first + posted)
                sent.late_ms = max(sent.late_ms, (now - start_ns - posted * step_ns) / 1e6)
                posted += 1
            wait_s = 0.5
            if posted < total and free:
                wait_s = max(0.0, min(wait_s, (start_ns + posted * step_ns - time.monotonic_ns()) / 1e9))
            for number in select.select(list(self._lines), [], [], wait_s)[0]:
                line = self._lines[number]
                if line.is_over():
                    del self._lines[number]
                    line.sock.close()
                    again = self._open(line.dialogue)
                    free = deque(again if one is line else one for one in free)
                    continue
                for answer in line.read():
                    _note(sent, answer, first)
                    free.append(line)
                    answered += 1
        sent.own_cpu_s = time.process_time() - cpu
        return sent

    def without_pause(self, seconds: float) -> dict[str, Any]:
        """Post from every connection, each when its last was answered (closed loop)."""
        took: list[int] = []
        sent = Sent([], [])
        cpu, started = time.process_time(), time.monotonic_ns()
        until = started + int(seconds * 1e9)
        sent_at = dict.fromkeys(self._lines, 0)
        for number, line in self._lines.items():
            sent_at[number] = time.monotonic_ns()
            line.post(0)
        waiting = set(self._lines)
        while waiting:
            ready = select.select(list(waiting), [], [], _PATIENCE_S)[0]
            if not ready:
                raise TimeoutError(f"{len(waiting)} requests were not answered in {_PATIENCE_S:g} s")
            for number in ready:
                line = self._lines[number]
                for answer in line.read():
                    now = time.monotonic_ns()
                    took.append(now - sent_at[number])
                    if answer.refusal:
                        sent.refusal, sent.refused = answer.refusal, sent.refused + 1
                    if now < until:
                        sent_at[number] = now
                        line.post(0)
                    else:
                        waiting.discard(number)
        return {
            "milliseconds": [one / 1e6 for one in took],
            "refused": sent.refused,
            "refusal": sent.refusal,
            "seconds": (time.monotonic_ns() - started) / 1e9,
            "own_cpu_s": time.process_time() - cpu,
        }


def _note(sent: Sent, answer: Answer, first: int) -> None:
    place = answer.number - first
    if not 0 <= place < len(sent.acked_ns):
        return
    if answer.refusal:
        sent.refusal, sent.refused = answer.refusal, sent.refused + 1
    else:
        sent.acked_ns[place], sent.places[place] = time.monotonic_ns(), answer.place


def main(pipe: Connection) -> None:
    senders = Senders()
    while answer_one(pipe, senders):
        continue
