"""Work of audit: what administrators did is written down, once, however often it is told."""

from typing import Any

from beep.features.audit.facts import Acted, entry_of
from beep.features.audit.service import AuditService
from beep.kit.text import json_encode

APPEND_ENTRY = "audit.append_entry"


class AuditJobs:
    def __init__(self, service: AuditService) -> None:
        self._service = service

    async def append_entry(self, *, fact_id: str, fact: dict[str, Any]) -> None:
        await self._service.append(entry_of(Acted.parse(json_encode(fact))), fact_id)
