"""The face of audit: what administrators did, for good."""

from beep.features.audit.contract import PLATFORM, Action, Audit, AuditGate, Change, EntryId, EntryView
from beep.features.audit.errors import LogNotFound, NobodyToAsk
from beep.features.audit.facts import Acted, entry_of
from beep.features.audit.wire import EntryObject, entry_object

__all__ = [
    "PLATFORM",
    "Acted",
    "Action",
    "Audit",
    "AuditGate",
    "Change",
    "EntryId",
    "EntryObject",
    "EntryView",
    "LogNotFound",
    "NobodyToAsk",
    "entry_object",
    "entry_of",
]
