"""The process of senders: kept-alive connections that post messages on a schedule or as fast as answered."""

import select
import time
from collections import deque
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any

from bench.posting import Posting
from bench.worker import answer_one

_PATIENCE_S = 15.0
_HEAD_START_NS = 100_000_000


class Senders:
    """Answers the bench's calls; `select` because it waits by the microsecond, `epoll` by the millisecond."""

    def __init__(self) -> None:
        self._connections: list[Posting] = []

    def connect(self, port: int, tokens: Sequence[str], channel: str) -> None:
        """Open one connection for each token, instead of those there were."""
        for one in self._connections:
            one.close()
        self._connections = [Posting(port, token, channel) for token in tokens]

    def on_schedule(self, rate: int, seconds: float) -> dict[str, Any]:
        """Post `rate` messages a second whatever happens to those before (open loop).

        Each counts from the moment it was due: a sender held up by a slow answer does not hide it.
        """
        total = round(rate * seconds)
        start = time.monotonic_ns() + _HEAD_START_NS
        due = [start + number * 1_000_000_000 // rate for number in range(total)]
        acked, seqs, sent = [0] * total, [0] * total, 0
        free, busy = deque(self._connections), dict[int, Posting]()
        give_up = due[-1] + int(_PATIENCE_S * 1e9)
        while (sent < total or busy) and time.monotonic_ns() < give_up:
            while sent < total and free and due[sent] <= time.monotonic_ns():
                one = free.popleft()
                one.send(sent)
                busy[one.answers.sock.fileno()] = one
                sent += 1
            wait = 0.5
            if sent < total and free:
                wait = max(0.0, min(wait, (due[sent] - time.monotonic_ns()) / 1e9))
            for number in select.select(list(busy), [], [], wait)[0]:
                one = busy[number]
                if one.read():
                    acked[one.number], seqs[one.number] = time.monotonic_ns(), one.seq
                    free.append(busy.pop(number))
        return {"due": due, "acked": acked, "seqs": seqs, "refusal": self._refusal()}

    def without_pause(self, seconds: float) -> dict[str, Any]:
        """Post from every connection, each when its last was answered (closed loop)."""
        took: list[int] = []
        refused = 0
        by_number = {one.answers.sock.fileno(): one for one in self._connections}
        sent_at = dict.fromkeys(by_number, 0)
        cpu, started = time.process_time(), time.monotonic_ns()
        until = started + int(seconds * 1e9)
        for number, one in by_number.items():
            sent_at[number] = time.monotonic_ns()
            one.send(0)
        waiting = set(by_number)
        while waiting:
            ready = select.select(list(waiting), [], [], _PATIENCE_S)[0]
            if not ready:
                raise TimeoutError(f"{len(waiting)} requests were not answered in {_PATIENCE_S:g} s")
            for number in ready:
                one = by_number[number]
                if not one.read():
                    continue
                now = time.monotonic_ns()
                refused += not one.seq
                took.append(now - sent_at[number])
                if now < until:
                    sent_at[number] = now
                    one.send(0)
                else:
                    waiting.discard(number)
        return {
            "milliseconds": [one / 1e6 for one in took],
            "refused": refused,
            "refusal": self._refusal(),
            "seconds": (time.monotonic_ns() - started) / 1e9,
            "own_cpu_s": time.process_time() - cpu,
        }

    def _refusal(self) -> str:
        """Return one refused answer, if there was any."""
        found = next((one.refusal for one in self._connections if one.refusal), b"")
        return found.decode(errors="replace")


def main(pipe: Connection) -> None:
    senders = Senders()
    while answer_one(pipe, senders):
        continue
