"""What a workload did, as it saw it: written before it goes on, so that nothing it claims depends on memory.

One JSON line an entry. Sends and acknowledgements reach the disk at once; receipts, which come by the
thousand, when the workload settles. `Ledger.load` reads a file back for a check after the fact.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import msgspec


@dataclass(frozen=True, slots=True)
class Sent:
    """Somebody asked for a message; `nonce` is also in its text, and unique in the ledger."""

    nonce: str
    channel: int
    author: int


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The server answered that a message is stored; several times when it was asked several times."""

    nonce: str
    channel: int
    author: int
    id: int
    seq: int


@dataclass(frozen=True, slots=True)
class Received:
    """A receiver learned of a message, pushed within a gateway session or read from history."""

    who: str
    channel: int
    id: int
    seq: int
    nonce: str
    # Empty for what came from history.
    session: str


@dataclass(frozen=True, slots=True)
class Marked:
    """The server answered that somebody has read a channel up to a message."""

    person: int
    channel: int
    id: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The server answered for good that a message will not be stored."""

    nonce: str
    status: int


Entry = Sent | Acknowledged | Received | Marked | Refused
_KINDS: dict[str, type[Entry]] = {
    one.__name__: one for one in (Sent, Acknowledged, Received, Marked, Refused)
}


class Ledger:
    """Append-only; entries are kept by kind too, in the order they were written."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.sent: dict[str, Sent] = {}
        self.acknowledged: list[Acknowledged] = []
        self.received: list[Received] = []
        self.marked: list[Marked] = []
        self.refused: list[Refused] = []
        self._descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def write(self, entry: Entry) -> None:
        """Add an entry; whatever is not a receipt is on the disk when this returns."""
        self._keep(entry)
        line = msgspec.json.encode([type(entry).__name__, entry])
        os.write(self._descriptor, line + b"\n")
        if not isinstance(entry, Received):
            self.sync()

    def sync(self) -> None:
        os.fdatasync(self._descriptor)

    def close(self) -> None:
        self.sync()
        os.close(self._descriptor)

    @classmethod
    def load(cls, file: Path) -> Self:
        """Return the ledger a file holds; a last line that was cut short is left out."""
        found = cls(file)
        for line in file.read_bytes().splitlines(keepends=True):
            if line.endswith(b"\n"):
                kind, fields = msgspec.json.decode(line)
                found._keep(_KINDS[kind](**fields))
        return found

    def _keep(self, entry: Entry) -> None:
        match entry:
            case Sent():
                self.sent[entry.nonce] = entry
            case Acknowledged():
                self.acknowledged.append(entry)
            case Received():
                self.received.append(entry)
            case Marked():
                self.marked.append(entry)
            case Refused():
                self.refused.append(entry)
