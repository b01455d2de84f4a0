"""Lines on their way to a syslog server (RFC 5424) over UDP, TCP or a UNIX socket, who may be away.

A thread of its own sends; whoever logs never waits. While nobody takes them 10 000 lines are kept, then the
oldest are dropped and counted. TCP has octet counting (RFC 6587).
"""

import logging
import os
import select
import socket
import threading
from collections import deque
from datetime import UTC, datetime
from urllib.parse import urlsplit

from beep.runtime.metrics import SECURITY_LINES_DROPPED

_KEPT = 10_000
_TIMEOUT_S = 5.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.1, 5.0
_LAST_WORDS_S = 2.0
# "Security and authorization, private" (10), and the severities of RFC 5424.
_FACILITY = 10
_SEVERITY = {"DEBUG": 7, "INFO": 6, "WARNING": 4, "ERROR": 3, "CRITICAL": 2}
_DEFAULT_PORT = 514


class SyslogHandler(logging.Handler):
    """`url`: udp://host:514, tcp://host:514 or unix:///dev/log."""

    def __init__(self, url: str, *, kept: int = _KEPT) -> None:
        super().__init__()
        self._way = _Way(url)
        self._waiting: deque[bytes] = deque()
        self._kept = kept
        self._host = socket.gethostname() or "-"
        self._news = threading.Condition()
        self._is_closing = False
        self._thread = threading.Thread(target=self._send_all, name="syslog", daemon=True)
        self._thread.start()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self._framed(record)
        except Exception:  # noqa: BLE001 - what cannot be formatted must not harm who logs
            self.handleError(record)
            return
        with self._news:
            self._waiting.append(line)
            if len(self._waiting) > self._kept:
                self._waiting.popleft()
                SECURITY_LINES_DROPPED.inc()
            self._news.notify()

    def close(self) -> None:
        """Give the server a last moment for what waits."""
        with self._news:
            self._is_closing = True
            self._news.notify()
        self._thread.join(_LAST_WORDS_S)
        super().close()

    def _framed(self, record: logging.LogRecord) -> bytes:
        severity = _SEVERITY.get(record.levelname, 5)
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        message_id = "".join(sign for sign in record.getMessage() if "!" <= sign <= "~")[:32] or "-"
        head = f"<{_FACILITY * 8 + severity}>1 {at} {self._host} beep {os.getpid()} {message_id} - "
        return (head + self.format(record)).encode("ascii", "backslashreplace")

    def _send_all(self) -> None:
        pause_s = _FIRST_PAUSE_S
        while True:
            with self._news:
                while not self._waiting and not self._is_closing:
                    self._news.wait()
                if not self._waiting:
                    break
                line = self._waiting[0]
            try:
                self._way.send(line)
            except OSError:
                with self._news:
                    if self._is_closing:
                        break
                    self._news.wait(pause_s)
                pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
                continue
            pause_s = _FIRST_PAUSE_S
            with self._news:
                # Unless it was dropped meanwhile, to make room.
                if self._waiting and self._waiting[0] is line:
                    self._waiting.popleft()
        self._way.close()


class _Way:
    """One connection to a syslog server, opened when there is something to send."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._scheme = parts.scheme
        self._path = parts.path
        self._address = (parts.hostname or "", parts.port or _DEFAULT_PORT)
        self._socket: socket.socket | None = None

    def send(self, line: bytes) -> None:
        """Hand a line over; raises `OSError` when nobody takes it."""
        try:
            way = self._open()
            if self._scheme == "tcp":
                way.sendall(b"%d %s" % (len(line), line))
            else:
                way.send(line)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _open(self) -> socket.socket:
        if self._socket is not None and self._scheme == "tcp" and _has_left(self._socket):
            self.close()
        if self._socket is None:
            self._socket = self._connected()
        return self._socket

    def _connected(self) -> socket.socket:
        if self._scheme == "tcp":
            return socket.create_connection(self._address, timeout=_TIMEOUT_S)
        if self._scheme == "unix":
            way = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            address: str | tuple[str, int] = self._path
        else:
            family, *_, address = socket.getaddrinfo(*self._address, type=socket.SOCK_DGRAM)[0]  # type: ignore[assignment]
            way = socket.socket(family, socket.SOCK_DGRAM)
        way.settimeout(_TIMEOUT_S)
        try:
            way.connect(address)
        except OSError:
            way.close()
            raise
        return way


def _has_left(way: socket.socket) -> bool:
    """Tell whether the other side has closed: syslog servers say nothing, so what is readable is the end."""
    readable, _, _ = select.select([way], [], [], 0)
    return bool(readable) and not way.recv(1024)
