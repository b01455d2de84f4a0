"""The face of leaving: accounts that end, what becomes of what they owned, and copies of what they hold."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol, runtime_checkable

from beep.kit.ids import ServerId, UserId

# What happens to what somebody wrote (AMB-16).
Mode = Literal["delete", "anonymise"]
# Rows of one kind; a kind may come in several portions.
Portion = tuple[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Fate:
    """What shall become of one server of who leaves: `heir_id` gets it, or it is deleted (AMB-21)."""

    server_id: ServerId
    heir_id: UserId | None


@dataclass(frozen=True, slots=True)
class DepartureView:
    """Somebody's wish to leave. From `due_at` on it is carried out, until then it can be taken back.

    What is written down about somebody just before `erased_at` may come after it: they are forgotten twice.
    """

    user_id: UserId
    mode: Mode
    asked_at: datetime
    due_at: datetime
    fates: tuple[Fate, ...]
    erased_at: datetime | None = None


@runtime_checkable
class Holder(Protocol):
    """Port: a feature that keeps something about people. Filled by `app` with every one that does."""

    def export_person(self, user_id: UserId) -> AsyncIterator[Portion]:
        """Give what the feature keeps of a person that is their own to have, as JSON can say it."""
        ...


class Leaving(Protocol):
    # Port, filled by `app`.
    holders: Sequence[Holder]
