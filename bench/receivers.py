"""The process of receivers: up to thousands of connections, read by the tally once they have entered."""

import pickle
import random
import select
import socket
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any

from bench import procs, tally
from bench.peer import Receiver, Sender
from bench.worker import answer_one

_CHUNK = 1 << 18
_PATIENCE_S = 60.0
_BEAT_EVERY_S = 0.5
# Every client shows it lives once in so many turns of `_BEAT_EVERY_S`: 25 s.
_BEAT_TURNS = 50
# Who is sent away comes back after one to two of these, as clients do.
_BACK_OFF_S = 0.5
# A socket that holds next to nothing: who stalls behind it is felt by the server at once.
_TINY_BUFFER = 4096


class Client:
    """One connection of one receiver."""

    __slots__ = ("dialogue", "fresh", "is_stalled", "opened_ns", "ready_ns", "sock")

    def __init__(self, dialogue: Receiver, *, tries_again: bool = False) -> None:
        self.dialogue = dialogue
        # The dialogue as it was before its first word, for one who comes again when sent away.
        self.fresh = pickle.dumps(dialogue) if tries_again else b""
        self.sock: socket.socket | None = None
        self.opened_ns = self.ready_ns = 0
        self.is_stalled = False


class Receivers:
    """Answers the bench's calls (`connect`, `expect`, `rounds`, …) and reads all sockets meanwhile."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._tally = tally.make()
        self._poll = select.epoll()
        self._poll.register(pipe.fileno(), select.EPOLLIN)
        self._poll.register(self._tally.fileno(), select.EPOLLIN)
        self._clients: dict[int, Client] = {}
        self._dropped: list[tuple[Client, bytes]] = []
        self._floor: list[socket.socket] = []
        self._posting: dict[str, list[tuple[Sender, socket.socket]]] = {}
        self._asker: socket.socket | None = None
        self._answered = self._ready = 0
        self._waiting: list[tuple[float, Client]] = []
        self._failure = ""
        self._trouble: dict[str, int] = {}
        self._next_beat = time.monotonic()
        self._turn = 0

    # -- calls --------------------------------------------------------------------------------

    def connect(
        self, dialogues: Sequence[Receiver], window: int, patience_s: float = _PATIENCE_S
    ) -> list[float]:
        """Open these, `window` at once; return each one's milliseconds from connect to ready."""
        opened = [Client(one) for one in dialogues]
        self._open_all(opened, window, patience_s)
        return [(one.ready_ns - one.opened_ns) / 1e6 for one in opened]

    def stall(self, dialogues: Sequence[Receiver]) -> None:
        """Open these with the smallest buffers, then never read them again."""
        opened = [Client(one) for one in dialogues]
        for one in opened:
            one.is_stalled = True
        self._open_all(opened, len(opened), _PATIENCE_S)

    def drop_stalled(self) -> int:
        """Close the stalled ones; return how many the server had not cut off by itself."""
        stalled = [(number, one) for number, one in self._clients.items() if one.is_stalled]
        for number, one in stalled:
            self._forget(number, one)
        return len(stalled)

    def beat(self) -> None:
        """Let every client show it is alive and how far it has read."""
        for number, one in self._clients.items():
            self._say(one, one.dialogue.beat(self._tally.tail(number)))

    def drop(self) -> int:
        """Cut every connection without a goodbye; return how many there were."""
        self._dropped = [(one, self._tally.tail(number)) for number, one in self._clients.items()]
        for number, one in list(self._clients.items()):
            self._forget(number, one)
        return len(self._dropped)

    def resume(self) -> list[float]:
        """Bring back all that were dropped, all at once; milliseconds from the first connect to RESUMED."""
        for one, tail in self._dropped:
            one.dialogue.prepare_resume(tail)  # type: ignore[attr-defined] - Beep's can
        return self._return([one for one, _ in self._dropped])

    def reenter(self, dialogues: Sequence[Receiver]) -> list[float]:
        """Let these enter afresh, all at once; milliseconds from the first connect to ready.

        Who is sent away comes again; how often is in the trouble.
        """
        self._trouble.clear()
        return self._return([Client(one, tries_again=True) for one in dialogues])

    def expect(self, start_ns: int, step_ns: int, first: int, total: int) -> None:
        """Begin a run: message `first + i` is due at `start_ns + i * step_ns`."""
        self._tally.expect(start_ns, step_ns, first, total)
        self._trouble.clear()

    def deliveries(self) -> int:
        return self._tally.deliveries

    def seen(self) -> tuple[tally.Seen, dict[str, int]]:
        return self._tally.seen(), dict(self._trouble)

    def facts(self) -> dict[str, Any]:
        return {
            "connections": len(self._clients),
            "ready": self._ready,
            "deliveries": self._tally.deliveries,
            "tally": type(self._tally).__name__,
            "trouble": dict(self._trouble),
        }

    # -- fan-out, turn and turn about ---------------------------------------------------------

    def be_ready_to_post(self, room: str, senders: Sequence[Sender]) -> None:
        own = self._posting.setdefault(room, [])
        for one in senders:
            sock = socket.create_connection(("127.0.0.1", one.port))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            own.append((one, sock))
            self._poll.register(sock.fileno(), select.EPOLLIN)

    def connect_floor(self, port: int, connections: int) -> None:
        self._asker = socket.create_connection(("127.0.0.1", port))
        for _ in range(connections):
            sock = socket.create_connection(("127.0.0.1", port))
            self._tally.forget(sock.fileno())
            self._tally.add(sock)
            self._floor.append(sock)

    def stop_rounds(self) -> None:
        """Give up the senders and the sockets of the floor."""
        for _, sock in self._posters():
            self._poll.unregister(sock.fileno())
            sock.close()
        for sock in self._floor:
            self._tally.remove(sock.fileno())
            sock.close()
        self._posting.clear()
        self._floor.clear()
        if self._asker:
            self._asker.close()

    def rounds(self, room: str, count: int, together: int, audience: int) -> list[float]:
        """Post `together` messages to a room at once, `count` times; milliseconds of each.

        Each when all its audience has those before. Receivers look again and again instead of sleeping:
        whether `send()` must wake its reader up depends on who is faster, and would favour the faster writer.
        """
        self._tally.expect(time.monotonic_ns(), 0, 0, count * together)
        took: list[float] = []
        for turn in range(count):
            started = time.monotonic_ns()
            asked = (turn + 1) * together
            self._answered = 0
            for place in range(together):
                sender, sock = self._posting[room][place]
                sock.sendall(sender.post(turn * together + place))
            self._pump_until(lambda asked=asked: self._tally.deliveries >= asked * audience, pause_s=0)
            took.append((time.monotonic_ns() - started) / 1e6)
            self._pump_until(lambda: self._answered >= together, pause_s=0)
        return took

    def floor_rounds(self, count: int) -> list[float]:
        """Let the floor write one frame to all, `count` times; each when all have the one before."""
        assert self._asker is not None
        took: list[float] = []
        # The floor's frame is always the same.
        self._tally.expect(time.monotonic_ns(), 0, 0, 1)
        for turn in range(count):
            started = time.monotonic_ns()
            goal = (turn + 1) * len(self._floor)
            self._asker.send(b"!")
            self._pump_until(lambda goal=goal: self._tally.deliveries >= goal, pause_s=0)
            took.append((time.monotonic_ns() - started) / 1e6)
        return took

    def _posters(self) -> list[tuple[Sender, socket.socket]]:
        return [one for own in self._posting.values() for one in own]

    # -- opening ------------------------------------------------------------------------------

    def _return(self, clients: Sequence[Client]) -> list[float]:
        started = time.monotonic_ns()
        self._open_all(clients, len(clients), _PATIENCE_S)
        return [(one.ready_ns - started) / 1e6 for one in clients]

    def _open_all(self, wanted: Sequence[Client], window: int, patience_s: float) -> None:
        opened, before = 0, self._ready
        while self._ready - before < len(wanted):
            while opened < len(wanted) and opened - (self._ready - before) < window:
                self._open(wanted[opened])
                opened += 1
            level = self._ready
            self._pump_until(lambda level=level: self._ready > level, patience_s=patience_s)

    def _open(self, one: Client) -> None:
        one.opened_ns = time.monotonic_ns()
        sock = socket.socket()
        if one.is_stalled:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _TINY_BUFFER)
        sock.connect(("127.0.0.1", one.dialogue.port))
        sock.setblocking(False)
        one.sock = sock
        self._clients[sock.fileno()] = one
        self._tally.forget(sock.fileno())
        self._poll.register(sock.fileno(), select.EPOLLIN)
        self._say(one, one.dialogue.opening())

    # -- reading ------------------------------------------------------------------------------

    def serve(self) -> None:
        """Read sockets and answer calls until the bench is done."""
        while True:
            self._pump(1.0)
            if self._pipe.poll() and not answer_one(self._pipe, self):
                return

    def _pump_until(
        self, is_done: Callable[[], bool], *, pause_s: float = 0.5, patience_s: float = _PATIENCE_S
    ) -> None:
        deadline = time.monotonic() + patience_s
        while not is_done():
            self._pump(pause_s if not self._waiting else min(pause_s, _BACK_OFF_S / 10))
            if self._failure:
                failure, self._failure = self._failure, ""
                raise ConnectionError(failure)
            if time.monotonic() > deadline:
                raise TimeoutError(f"receivers waited {patience_s:g} s in vain: {self.facts()}")

    def _pump(self, timeout_s: float) -> None:
        for number, _ in self._poll.poll(timeout_s):
            if number == self._tally.fileno():
                for gone in self._tally.pump():
                    self._lose(gone)
            elif one := self._clients.get(number):
                self._read(number, one)
            else:
                self._read_answer(number)
        if self._waiting:
            self._open_waiting()
        if time.monotonic() >= self._next_beat:
            self._beat()

    def _read(self, number: int, one: Client) -> None:
        """Read a client that is entering, or always wants to hear."""
        assert one.sock is not None
        try:
            data = one.sock.recv(_CHUNK)
        except ConnectionError:
            data = b""
        if not data and not one.ready_ns:
            self._send_away(number, one, "closed without a word")
            return
        if not data:
            self._lose(number)
            return
        self._tally.feed(number, data)
        try:
            self._say(one, one.dialogue.hear(data))
        except ConnectionError as error:
            self._send_away(number, one, str(error))
            return
        if one.dialogue.is_ready and not one.ready_ns:
            one.ready_ns = time.monotonic_ns()
            self._ready += 1
            self._settle(number, one)

    def _send_away(self, number: int, one: Client, reason: str) -> None:
        """Give up a connection the server refused, or try again a little later."""
        self._note(reason)
        self._forget(number, one)
        if one.fresh:
            one.dialogue = pickle.loads(one.fresh)  # noqa: S301 - our own
            self._waiting.append((time.monotonic() + random.uniform(1, 2) * _BACK_OFF_S, one))  # noqa: S311
        else:
            self._failure = reason

    def _open_waiting(self) -> None:
        now = time.monotonic()
        due = [one for at, one in self._waiting if at <= now]
        self._waiting = [(at, one) for at, one in self._waiting if at > now]
        for one in due:
            self._open(one)

    def _settle(self, number: int, one: Client) -> None:
        """Hand a client that has entered to whoever reads it from now on."""
        if one.is_stalled:
            self._poll.unregister(number)
        elif not one.dialogue.always_hears:
            assert one.sock is not None
            self._poll.unregister(number)
            self._tally.add(one.sock)

    def _read_answer(self, number: int) -> None:
        for sender, sock in self._posters():
            if sock.fileno() == number:
                for answer in sender.answers(sock.recv(_CHUNK)):
                    self._answered += 1
                    if answer.refusal:
                        raise ConnectionError(f"a message was refused: {answer.refusal}")

    def _beat(self) -> None:
        """Let some clients show they are alive, all of them within 25 s."""
        self._next_beat += _BEAT_EVERY_S
        self._turn = (self._turn + 1) % _BEAT_TURNS
        for number, one in list(self._clients.items())[self._turn :: _BEAT_TURNS]:
            if one.dialogue.is_ready and not one.is_stalled:
                self._say(one, one.dialogue.beat(self._tally.tail(number)))

    def _say(self, one: Client, data: bytes) -> None:
        if not data or one.sock is None:
            return
        try:
            one.sock.send(data)
        except OSError as error:
            self._note(f"could not write: {type(error).__name__}")

    def _lose(self, number: int) -> None:
        self._note("connection lost")
        one = self._clients.get(number)
        if one is None:
            self._tally.remove(number)
        else:
            self._forget(number, one)

    def _forget(self, number: int, one: Client) -> None:
        del self._clients[number]
        if one.ready_ns and not one.is_stalled and not one.dialogue.always_hears:
            self._tally.remove(number)
        elif not (one.ready_ns and one.is_stalled):
            self._poll.unregister(number)
        if one.sock:
            one.sock.close()
        one.ready_ns = 0

    def _note(self, trouble: str) -> None:
        self._trouble[trouble] = self._trouble.get(trouble, 0) + 1


def main(pipe: Connection) -> None:
    procs.raise_file_limit()
    Receivers(pipe).serve()
