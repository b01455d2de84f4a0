"""The face of audit: what administrators did, for good."""

from beep.features.audit.contract import PLATFORM, Action, Change, EntryId
from beep.features.audit.facts import Acted

__all__ = ["PLATFORM", "Acted", "Action", "Change", "EntryId"]
