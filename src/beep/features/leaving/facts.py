"""What leaving tells."""

from dataclasses import dataclass

from beep.kit.facts import Fact
from beep.kit.ids import UserId


@dataclass(frozen=True, slots=True)
class DepartureChanged(Fact):
    """Somebody asked to leave, or thought better of it; `due_at` is empty then."""

    NAME = "departure.changed"
    STREAM = "user_id"
    user_id: UserId
    due_at: str
