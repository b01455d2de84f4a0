"""Tallies what receivers got: in C (`tally.c`) where there is a compiler, else in Python, to the same end.

Nothing is kept per delivery but a count in a histogram, so a minute of 400 000 deliveries a second fits.
"""

import ctypes
import select
import socket
import time
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bench import native
from bench.peer import DIGITS, MARK

BUCKET_NS = 20_000
# Of 20 µs each: 40 s; what takes longer counts as 40 s.
BUCKETS = 2_000_000
MOST_SOCKETS = 16384
_CARRY = DIGITS + 1
_TAIL = 2048
_CHUNK = 1 << 18


@dataclass(slots=True)
class Seen:
    """What receivers got in one run; `i` counts its messages from 0."""

    got: Sequence[int]
    last_ns: Sequence[int]
    # The order in which the first of all got them, and how many receivers strayed from it.
    order: Sequence[int]
    strayed: int
    repeated: int
    deliveries: int
    bytes: int
    histogram: dict[int, int]


class _Line(ctypes.Structure):
    _fields_ = (
        ("carried", ctypes.c_int32),
        ("place", ctypes.c_int32),
        ("strayed", ctypes.c_int32),
        ("tail_size", ctypes.c_int32),
        ("carry", ctypes.c_char * _CARRY),
        ("tail", ctypes.c_char * _TAIL),
    )


class _Run(ctypes.Structure):
    _fields_ = (
        ("start_ns", ctypes.c_int64),
        ("step_ns", ctypes.c_int64),
        ("bucket_ns", ctypes.c_int64),
        ("deliveries", ctypes.c_int64),
        ("bytes", ctypes.c_int64),
        ("repeated", ctypes.c_int64),
        ("first", ctypes.c_int32),
        ("total", ctypes.c_int32),
        ("known", ctypes.c_int32),
        ("buckets", ctypes.c_int32),
        ("got", ctypes.c_void_p),
        ("order", ctypes.c_void_p),
        ("last_ns", ctypes.c_void_p),
        ("histogram", ctypes.c_void_p),
    )


class NativeTally:
    """The tally in C."""

    def __init__(self) -> None:
        built = native.built("tally", is_library=True)
        if built is None:
            raise FileNotFoundError("no C compiler")
        self._library = ctypes.CDLL(str(built))
        native.discard(built)
        self._lines = (_Line * MOST_SOCKETS)()
        self._gone = (ctypes.c_int * MOST_SOCKETS)()
        self._histogram = (ctypes.c_uint32 * BUCKETS)()
        self._epoll = select.epoll()
        self._members: set[int] = set()
        self.expect(0, 0, 0, 0)

    def fileno(self) -> int:
        return self._epoll.fileno()

    def expect(self, start_ns: int, step_ns: int, first: int, total: int) -> None:
        """Begin a run: message `first + i` is due at `start_ns + i * step_ns`."""
        self._arrays = (ctypes.c_int32 * total)(), (ctypes.c_int32 * total)(), (ctypes.c_int64 * total)()
        ctypes.memset(self._histogram, 0, ctypes.sizeof(self._histogram))
        self._run = _Run(start_ns, step_ns, BUCKET_NS, first=first, total=total, buckets=BUCKETS)
        self._run.got, self._run.order, self._run.last_ns = (ctypes.addressof(one) for one in self._arrays)
        self._run.histogram = ctypes.addressof(self._histogram)
        for line in self._lines:
            line.place = line.strayed = 0

    @property
    def deliveries(self) -> int:
        return int(self._run.deliveries)

    def add(self, sock: socket.socket) -> None:
        """Read this socket from now on."""
        self._epoll.register(sock.fileno(), select.EPOLLIN)

    def remove(self, number: int) -> None:
        self._epoll.unregister(number)

    def forget(self, number: int) -> None:
        """Begin anew with what a socket of this number says."""
        self._lines[number] = _Line()

    def feed(self, number: int, data: bytes) -> None:
        """Take what somebody else read from a socket."""
        now = time.monotonic_ns()
        line = ctypes.byref(self._lines[number])
        for start in range(0, len(data), _CHUNK):
            part = data[start : start + _CHUNK]
            self._library.tally_feed(
                ctypes.byref(self._run), line, part, ctypes.c_int64(len(part)), ctypes.c_int64(now)
            )

    def pump(self) -> Sequence[int]:
        """Read what is there; return the numbers of sockets that ended."""
        lost: int = self._library.tally_pump(
            ctypes.byref(self._run), self._lines, self._epoll.fileno(), self._gone
        )
        return self._gone[:lost]

    def tail(self, number: int) -> bytes:
        """Return the end of the last that arrived with a message in it."""
        line = self._lines[number]
        return ctypes.string_at(ctypes.addressof(line) + _Line.tail.offset, line.tail_size)

    def seen(self) -> Seen:
        got, order, last_ns = self._arrays
        # Through an array: walking two million ctypes values takes a second.
        counts = array("I", bytes(self._histogram))
        return Seen(
            got=list(got),
            last_ns=list(last_ns),
            order=order[: self._run.known],
            strayed=sum(line.strayed for line in self._lines),
            repeated=self._run.repeated,
            deliveries=self._run.deliveries,
            bytes=self._run.bytes,
            histogram={bucket: count for bucket, count in enumerate(counts) if count},
        )


@dataclass(slots=True)
class _Place:
    rest: bytes = b""
    tail: bytes = b""
    place: int = 0
    strayed: bool = False


@dataclass(slots=True)
class PlainTally:
    """The same in Python."""

    _epoll: select.epoll = field(default_factory=select.epoll)
    _sockets: dict[int, socket.socket] = field(default_factory=dict[int, socket.socket])
    _lines: dict[int, _Place] = field(default_factory=dict[int, _Place])
    _seen: Seen = field(default_factory=lambda: Seen([], [], [], 0, 0, 0, 0, {}))
    _start_ns: int = 0
    _step_ns: int = 0
    _first: int = 0

    def fileno(self) -> int:
        return self._epoll.fileno()

    def expect(self, start_ns: int, step_ns: int, first: int, total: int) -> None:
        self._start_ns, self._step_ns, self._first = start_ns, step_ns, first
        self._seen = Seen([0] * total, [0] * total, [], 0, 0, 0, 0, {})
        for line in self._lines.values():
            line.place, line.strayed = 0, False

    @property
    def deliveries(self) -> int:
        return self._seen.deliveries

    def add(self, sock: socket.socket) -> None:
        self._sockets[sock.fileno()] = sock
        self._epoll.register(sock.fileno(), select.EPOLLIN)

    def remove(self, number: int) -> None:
        del self._sockets[number]
        self._epoll.unregister(number)

    def forget(self, number: int) -> None:
        self._lines[number] = _Place()

    def feed(self, number: int, data: bytes) -> None:
        now = time.monotonic_ns()
        line = self._lines.setdefault(number, _Place())
        self._seen.bytes += len(data)
        for found in _marks(line.rest + data, line):
            line.tail = data[-_TAIL:]
            self._take(line, found - self._first, now)

    def pump(self) -> Sequence[int]:
        gone: list[int] = []
        for number, _ in self._epoll.poll(0):
            try:
                data = self._sockets[number].recv(_CHUNK)
            except BlockingIOError:
                continue
            except ConnectionError:
                data = b""
            if data:
                self.feed(number, data)
            else:
                gone.append(number)
        return gone

    def tail(self, number: int) -> bytes:
        return self._lines[number].tail

    def seen(self) -> Seen:
        self._seen.strayed = sum(line.strayed for line in self._lines.values())
        return self._seen

    def _take(self, line: _Place, i: int, now: int) -> None:
        seen = self._seen
        if not 0 <= i < len(seen.got):
            return
        bucket = max(0, min(BUCKETS - 1, (now - self._start_ns - i * self._step_ns) // BUCKET_NS))
        seen.histogram[bucket] = seen.histogram.get(bucket, 0) + 1
        seen.deliveries += 1
        seen.last_ns[i] = now  # type: ignore[index]
        self._keep_order(line, i)
        seen.got[i] += 1  # type: ignore[index]

    def _keep_order(self, line: _Place, i: int) -> None:
        seen, order = self._seen, self._seen.order
        if line.place == len(order) and len(order) < len(seen.got):
            seen.repeated += seen.got[i] > 0
            order.append(i)  # type: ignore[attr-defined]
        elif line.place >= len(order) or order[line.place] != i:
            line.strayed = True
        line.place += 1


Tally = NativeTally | PlainTally


def make() -> Tally:
    try:
        return NativeTally()
    except OSError:
        return PlainTally()


def _marks(data: bytes, line: _Place) -> Iterator[int]:
    """Yield the numbers in `data`; what may be the beginning of another stays in `line.rest`."""
    at = data.find(MARK)
    while at >= 0 and len(data) - at > _CARRY:
        digits = data[at + 1 : at + _CARRY]
        is_whole = digits.isdigit() and data[at + _CARRY : at + _CARRY + 1] == MARK
        if is_whole:
            yield int(digits)
        at = data.find(MARK, at + (_CARRY + 1 if is_whole else 1))
    line.rest = data[at:] if at >= 0 else b""
