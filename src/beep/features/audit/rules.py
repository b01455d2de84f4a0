"""How entries hang together: pure functions over their canonical bytes."""

import hashlib
from dataclasses import dataclass
from typing import Any

from beep.features.audit.contract import EntryView
from beep.kit.text import json_encode

# What of a row is hashed, in this order for ever.
HASHED = (
    "server_id",
    "position",
    "id",
    "fact_id",
    "actor_id",
    "action",
    "target_id",
    "reason",
    "changes",
    "options",
    "ip",
    "trace_id",
)


def sealed(entry: EntryView, fact_id: str, *, position: int, previous: bytes) -> dict[str, Any]:
    """Return an entry as it is stored: with its place, and hanging on the one before it."""
    row: dict[str, Any] = {
        "server_id": int(entry.server_id),
        "position": position,
        "id": int(entry.id),
        "fact_id": fact_id,
        "actor_id": int(entry.actor_id),
        "action": int(entry.action),
        "target_id": entry.target_id,
        "reason": entry.reason,
        # As text: what is hashed must come back byte for byte.
        "changes": json_encode(entry.changes).decode(),
        "options": json_encode(dict(sorted(entry.options.items()))).decode(),
        "ip": entry.ip,
        "trace_id": entry.trace_id,
    }
    return {**row, "previous": previous, "hash": hash_of(previous, row), "is_redacted": False}


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold, and what is wrong there; `position` 0 is the chain as a whole."""

    server_id: int
    position: int
    entry_id: int
    what: str


def broken_at(row: dict[str, Any], *, position: int, previous: bytes) -> Break | None:
    """Return what is wrong with a stored entry that should stand at a position after another one.

    What a redacted entry said is known no more; that it stands where it was written still is.
    """

    def found(what: str) -> Break:
        return Break(row["server_id"], row["position"], row["id"], what)

    if row["position"] != position:
        return found(f"an entry is missing: after {position - 1} comes {row['position']}")
    if row["previous"] != previous:
        return found("it does not hang on the entry before it")
    if not row["is_redacted"] and row["hash"] != hash_of(previous, row):
        return found("its content is not what was written")
    return None


def hash_of(previous: bytes, row: dict[str, Any]) -> bytes:
    """Return what the next entry hangs on: the hash of the one before and of all this one's fields.

    JSON quotes what it holds, so no two rows have the same bytes.
    """
    return hashlib.sha256(previous + json_encode([row[name] for name in HASHED])).digest()
