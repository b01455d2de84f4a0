"""What an administrator may change about second factors."""

from typing import Annotated

from msgspec import Meta

from beep.runtime.feature import Section


class FactorsSettings(Section, frozen=True, kw_only=True):
    passkeys: Annotated[int, Meta(ge=1, le=100, description="Passkeys one person may have.")] = 20
    wrong_codes: Annotated[
        int, Meta(ge=3, le=50, description="Wrong codes of one account in an hour; more wait.")
    ] = 10
