"""What whoever administers tells: the one fact other features record for the audit log."""

from dataclasses import dataclass, field

import msgspec

from beep.features.audit.contract import Change, EntryId, EntryView
from beep.kit.facts import Fact
from beep.kit.ids import ServerId, UserId
from beep.runtime.http import current_client, current_trace


@dataclass(frozen=True, slots=True)
class Acted(Fact):
    """An administrative act, recorded in the transaction of the change and before the change's own fact.

    Last must stay what brings memory forward: the snapshot of a server is dropped when the last fact of a
    transaction is not one it knows. `action` is an `Action`; `target_id` is decimal, as the payload is JSON.
    Where it came from is filled in by itself; `actor_id` is 0 where nobody is known.
    """

    NAME = "audit.acted"
    STREAM = "server_id"
    server_id: ServerId
    entry_id: EntryId
    actor_id: UserId
    action: int
    target_id: str | None = None
    reason: str | None = None
    changes: list[Change] = field(default_factory=list[Change])
    options: dict[str, str] = field(default_factory=dict[str, str])
    ip: str = field(default_factory=current_client)
    trace_id: str = field(default_factory=lambda: current_trace() or "")


def entry_of(fact: Acted) -> EntryView:
    """Return the entry a fact asks for."""
    return EntryView(
        fact.entry_id,
        fact.server_id,
        fact.actor_id,
        fact.action,
        fact.target_id,
        fact.reason,
        tuple(msgspec.convert(fact.changes, list[Change])),
        fact.options,
        fact.ip,
        fact.trace_id,
    )
