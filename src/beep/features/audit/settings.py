"""What an administrator may change about the audit log."""

from typing import Annotated

import msgspec

from beep.runtime.feature import Section


class AuditSettings(Section, frozen=True, kw_only=True):
    retention_days: Annotated[
        int, msgspec.Meta(ge=0, le=36_500, description="Days an entry is kept for; 0 keeps all for ever.")
    ] = 0
