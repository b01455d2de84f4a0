"""What the bench asks of a chat server, so that Beep and its peers carry the same load.

A `Peer` starts a server, fills one room and hands out dialogues. A dialogue is the client's side of one
connection, bytes in and bytes out, without a socket: the load's own processes read and write all sockets, so
every peer is measured by the same clocks and the same loops. Dialogues travel to those processes by pickle.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

# No other text of the bench holds this sign twice around seven digits, so finding it finds a message.
MARK: Final = b"|"
DIGITS: Final = 7
# What people write is short.
TEXT: Final = "the quick brown fox jumps over the lazy dog, and the server tells everybody at once."


def marked(number: int) -> str:
    """Return the text of message `number`: `|0000042| the quick …`; always of the same length."""
    return f"|{number:07d}| {TEXT}"


class NotStarted(Exception):  # noqa: N818 - its text is for who runs the bench
    """The server ended, or was not ready in time; with the end of its log."""


@dataclass(frozen=True, slots=True)
class Room:
    """One room with its members; `members` holds whatever each one's dialogues need to enter."""

    id: str
    members: Sequence[str]


@dataclass(frozen=True, slots=True)
class Processes:
    """Who makes up the server. Each counts with all below it; what is below a database is the database's."""

    server: Sequence[int]
    database: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said to one posted message, once it is durable (as far as this server ever is).

    `place` is the message's place in the room's order, 0 when the server does not tell; `refusal` is why it
    was not taken, empty when it was.
    """

    number: int
    place: int = 0
    refusal: str = ""


class Dialogue(Protocol):
    """The client's side of one connection; see `bench.http` for what HTTP and WebSocket ones share."""

    @property
    def port(self) -> int:
        """Return the port on 127.0.0.1 to connect to."""
        ...

    @property
    def is_ready(self) -> bool:
        """Return whether the connection has entered: a receiver gets messages, a sender may post."""
        ...

    def opening(self) -> bytes:
        """Return what to say first; may be empty."""
        ...

    def hear(self, data: bytes) -> bytes:
        """Take what arrived while entering; return what to say. Raises `ConnectionError` when in vain."""
        ...


class Receiver(Dialogue, Protocol):
    """Listens to the room. Once ready, what arrives is only searched for `|0000042|`, in any framing."""

    @property
    def always_hears(self) -> bool:
        """Return whether `hear` must take everything once ready too: for long polling, which asks again."""
        ...

    def beat(self, tail: bytes) -> bytes:
        """Return what shows that this client lives, said every 25 s.

        `tail` is the end (2 KiB) of the last data that had a message in it, for those who tell how far they
        have read. Servers that ping and want a pong get it here, unasked.
        """
        ...


class Sender(Dialogue, Protocol):
    """Posts to the room."""

    @property
    def in_flight(self) -> int:
        """Return how many messages may be unanswered on this connection: 1 for HTTP/1.1."""
        ...

    def post(self, number: int) -> bytes:
        """Return the bytes which post `marked(number)`."""
        ...

    def answers(self, data: bytes) -> Sequence[Answer]:
        """Take what arrived once ready; return what is answered by now."""
        ...


class Peer(Protocol):
    """One chat server, listed in `bench.peers.PEERS`."""

    def __init__(self, folder: Path) -> None:
        """Keep `folder`, empty and its own, for all data; the bench removes it after `stop`."""
        ...

    @staticmethod
    def missing() -> str:
        """Return what is not installed and the command that installs it; empty when it can start."""
        ...

    @property
    def senders(self) -> int:
        """Return how many connections post: 32 for HTTP/1.1, 1 where one can have many in flight.

        They are the room's first members, beside their receiving connections.
        """
        ...

    def start(self) -> None:
        """Start on the empty folder, loopback only; raises `NotStarted`."""
        ...

    def stop(self) -> None:
        """Stop all that was started, also after a failed start; may be called twice."""
        ...

    def settings(self) -> Mapping[str, str]:
        """Return version, storage, durability and every setting that is not the default, for the report."""
        ...

    def populate(self, members: int) -> Room:
        """Make a new room with so many members; called once per size, people may be used again."""
        ...

    def receiver(self, room: Room, member: int) -> Receiver: ...

    def sender(self, room: Room, member: int) -> Sender: ...

    def processes(self) -> Processes: ...

    def log_tail(self) -> str:
        """Return the end of the server's log, for when something went wrong."""
        ...
