"""Log lines on their way to whoever collects them, who may be slow, stuck or gone (F-33).

A full pipe makes `write` wait, and with it the event loop and everybody. So nothing is written that
would have to wait: lines are kept, 1 MiB of them, then the new ones are dropped and counted.
"""

import logging
import os
import select
import time
from collections import deque

from beep.runtime.metrics import LOG_LINES_DROPPED

_KEPT_BYTES = 1 << 20
# A pipe that takes anything takes this much at once (PIPE_BUF); more might wait in the middle.
_CHUNK = 4096
_LAST_WORDS_S = 1.0


class NeverWaiting(logging.Handler):
    """Writes to a file descriptor what it takes at once, and the rest with later lines."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLOUT)
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line now, keep it, or drop it; never waits and never raises."""
        try:
            line = self.format(record).encode(errors="backslashreplace") + b"\n"
        except Exception:  # noqa: BLE001 - what cannot be formatted must not harm who logs
            self.handleError(record)
            return
        if self._waiting_bytes + len(line) > _KEPT_BYTES:
            LOG_LINES_DROPPED.inc()
        else:
            self._waiting.append(line)
            self._waiting_bytes += len(line)
        self._write_what_fits(wait_ms=0)

    def close(self) -> None:
        """Give the reader a last second for what waits."""
        self.acquire()
        try:
            deadline = time.monotonic() + _LAST_WORDS_S
            while self._waiting and (left := deadline - time.monotonic()) > 0:
                self._write_what_fits(wait_ms=int(left * 1000))
            self._waiting.clear()
        finally:
            self.release()
        super().close()

    def _write_what_fits(self, *, wait_ms: int) -> None:
        while self._waiting and self._poll.poll(wait_ms):
            line = self._waiting.popleft()
            self._waiting_bytes -= len(line)
            try:
                written = os.write(self._descriptor, line[:_CHUNK])
            except OSError:
                # Nobody reads any more; the next line tries again.
                LOG_LINES_DROPPED.inc()
                return
            if rest := line[written:]:
                self._waiting.appendleft(rest)
                self._waiting_bytes += len(rest)
