"""What whoever administers tells: the one fact other features record for the audit log."""

from dataclasses import dataclass, field

from beep.features.audit.contract import Change, EntryId
from beep.kit.facts import Fact
from beep.kit.ids import ServerId, UserId


@dataclass(frozen=True, slots=True)
class Acted(Fact):
    """An administrative act, recorded in the transaction of the change and before the change's own fact.

    Last must stay what brings memory forward: the snapshot of a server is dropped when the last fact of a
    transaction is not one it knows. `action` is an `Action`; `target_id` is decimal, as the payload is JSON.
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
