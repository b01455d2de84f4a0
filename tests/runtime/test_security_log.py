"""Security events on their way out: to a file, to a syslog server that goes away and comes back."""

import contextlib
import json
import logging
import re
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from beep.runtime import security
from beep.runtime.syslog import SyslogHandler

PATIENCE_S = 10
# RFC 5424: priority, version, time, host, application, process, kind, no structured data, message.
HEAD = re.compile(r"^<(\d+)>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00 \S+ beep \d+ (\S+) - (\{.*\})$")


class Listener:
    """A syslog server on loopback that keeps what it is sent; closing it frees its port."""

    def __init__(self, kind: str, place: int | str = 0) -> None:
        self.lines: list[str] = []
        self._news = threading.Condition()
        self._kind = kind
        self._is_closing = False
        self._connections: list[socket.socket] = []
        family = socket.AF_UNIX if kind == "unix" else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM)
        if kind == "tcp":
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(str(place) if kind == "unix" else ("127.0.0.1", int(place)))
        if kind == "tcp":
            self._socket.listen()
        self._thread = threading.Thread(target=self._accept if kind == "tcp" else self._receive, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def close(self) -> None:
        self._is_closing = True
        for one in [*self._connections, self._socket]:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._thread.join(PATIENCE_S)

    def wait_for(self, is_enough: Callable[[list[str]], bool]) -> None:
        with self._news:
            assert self._news.wait_for(lambda: is_enough(self.lines), PATIENCE_S), self.lines

    def _take(self, line: bytes) -> None:
        with self._news:
            self.lines.append(line.decode("ascii"))
            self._news.notify()

    def _receive(self) -> None:
        while not self._is_closing:
            try:
                self._socket.settimeout(0.1)
                self._take(self._socket.recv(65536))
            except TimeoutError:
                continue
            except OSError:
                return

    def _accept(self) -> None:
        while not self._is_closing:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._connections.append(connection)
            threading.Thread(target=self._read, args=(connection,), daemon=True).start()

    def _read(self, connection: socket.socket) -> None:
        """Read octet-counted frames (RFC 6587)."""
        with connection, connection.makefile("rb") as stream:
            try:
                while count := b"".join(iter(lambda: stream.read(1), b" ")) if stream.peek(1) else b"":
                    self._take(stream.read(int(count)))
            except (OSError, ValueError):
                return


@pytest.fixture
def logger() -> Iterator[logging.Logger]:
    yield logging.getLogger("security")
    security.set_up(log="", syslog_url="", environment="test", version="0")


def sent(line: str) -> tuple[int, str, dict[str, object]]:
    """Return the priority, the kind and the event of a syslog line."""
    found = HEAD.match(line)
    assert found, line
    return int(found[1]), found[2], json.loads(found[3])


@pytest.mark.req("AUD-02")
def test_each_event_is_a_line_of_json_in_a_file_that_may_be_rotated(
    logger: logging.Logger, tmp_path: Path
) -> None:
    del logger
    file = tmp_path / "logs" / "security.log"
    security.set_up(log=str(file), syslog_url="", environment="test", version="1.2")
    security.tell("sign_in.throttled", is_alarming=True, ip="127.0.0.1")
    file.rename(tmp_path / "security.log.1")
    security.tell("origin.refused", origin="https://evil.test")
    [first] = (tmp_path / "security.log.1").read_text().splitlines()
    [second] = file.read_text().splitlines()
    told = json.loads(first)
    assert (told["event"], told["severity"], told["ip"]) == ("sign_in.throttled", "warning", "127.0.0.1")
    assert (told["environment"], told["version"]) == ("test", "1.2")
    assert json.loads(second)["origin"] == "https://evil.test"


@pytest.mark.req("S-35", "AUD-02")
@pytest.mark.parametrize(
    "text",
    [
        'x\r\n{"event":"forged"}',
        "x\n<80>1 2026-01-01T00:00:00Z host beep 1 forged - {}",
        "x\x00\x1b[2J\x7f\x85\u2028\u2029é",
        '"},{"event":"forged',
        "=cmd|' /C calc'!A0",
    ],
)
def test_nothing_in_a_name_ends_a_line_or_begins_another(
    logger: logging.Logger, tmp_path: Path, text: str
) -> None:
    del logger
    file = tmp_path / "security.log"
    listener = Listener("udp")
    security.set_up(
        log=str(file), syslog_url=f"udp://127.0.0.1:{listener.port}", environment="t", version="1"
    )
    security.tell("audit.entry", reason=text)
    raw = file.read_bytes()
    assert raw.count(b"\n") == 1
    assert all(32 <= sign < 127 for sign in raw[:-1])
    assert json.loads(raw)["reason"] == text
    listener.wait_for(lambda lines: len(lines) == 1)
    assert sent(listener.lines[0])[2]["reason"] == text
    listener.close()


@pytest.mark.req("AUD-02", "OBS-07")
@pytest.mark.parametrize("kind", ["udp", "tcp", "unix"])
def test_a_syslog_server_hears_every_event_in_its_form(
    logger: logging.Logger, tmp_path: Path, kind: str
) -> None:
    del logger
    path = tmp_path / "syslog"
    listener = Listener(kind, str(path) if kind == "unix" else 0)
    url = f"unix://{path}" if kind == "unix" else f"{kind}://127.0.0.1:{listener.port}"
    security.set_up(log="", syslog_url=url, environment="test", version="1")
    security.tell("audit.entry", action="signed_in")
    security.tell("origin.refused", is_alarming=True)
    listener.wait_for(lambda lines: len(lines) == 2)
    first, second = map(sent, listener.lines)
    # Facility 10, severities "informational" and "warning".
    assert (first[0], first[1], first[2]["action"]) == (86, "audit.entry", "signed_in")
    assert (second[0], second[1]) == (84, "origin.refused")
    listener.close()


@pytest.mark.req("AUD-02", "OBS-07")
def test_events_wait_for_a_syslog_server_that_is_away(logger: logging.Logger) -> None:
    del logger
    listener = Listener("tcp")
    port = listener.port
    security.set_up(log="", syslog_url=f"tcp://127.0.0.1:{port}", environment="test", version="1")
    security.tell("audit.entry", number=0)
    listener.wait_for(lambda lines: len(lines) == 1)
    listener.close()
    for number in range(1, 6):
        security.tell("audit.entry", number=number)
    back = Listener("tcp", port)
    back.wait_for(lambda lines: len(lines) == 5)
    assert [sent(line)[2]["number"] for line in back.lines] == [1, 2, 3, 4, 5]
    back.close()


@pytest.mark.req("AUD-02")
def test_who_logs_never_waits_and_the_oldest_events_go_first(logger: logging.Logger) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        handler = SyslogHandler(f"tcp://127.0.0.1:{port}", kept=3)
        handler.setFormatter(security.SecurityFormatter(environment="test", version="1"))
        logger.addHandler(handler)
        before = REGISTRY.get_sample_value("beep_security_lines_dropped_total") or 0
        for number in range(10):
            security.tell("audit.entry", number=number)
        assert (REGISTRY.get_sample_value("beep_security_lines_dropped_total") or 0) - before == 7
    listener = Listener("tcp", port)
    listener.wait_for(lambda lines: len(lines) == 3)
    assert [sent(line)[2]["number"] for line in listener.lines] == [7, 8, 9]
    logger.removeHandler(handler)
    handler.close()
    listener.close()
