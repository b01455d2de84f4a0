"""What an administrator may change about leaving."""

from typing import Annotated, Literal

import msgspec

from beep.runtime.feature import Section


class LeavingSettings(Section, frozen=True, kw_only=True):
    grace_days: Annotated[
        int,
        msgspec.Meta(
            description="Days in which leaving can be taken back; 0 carries it out at once.", ge=0, le=90
        ),
    ] = 7
    mode: Annotated[
        Literal["chosen", "delete", "anonymise"],
        msgspec.Meta(
            description="What happens to messages of who leaves: as each person chose, or the same for all."
        ),
    ] = "chosen"
    exports_per_day: Annotated[
        int, msgspec.Meta(description="Copies of one's data a person may take in a day.", ge=1, le=100)
    ] = 5
