"""The limits of applications."""

from typing import Annotated

from msgspec import Meta

from beep.runtime.feature import Section


class ApplicationsSettings(Section, frozen=True, kw_only=True):
    per_owner: Annotated[int, Meta(ge=1, le=1000, description="Applications one person may own")] = 20
    tokens_kept: Annotated[
        int, Meta(ge=1, le=1_000_000, description="Bots whose token's hash stays in memory")
    ] = 5000
