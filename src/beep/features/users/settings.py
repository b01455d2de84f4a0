"""What an administrator may change about profiles."""

from typing import Annotated

import msgspec

from beep.runtime.feature import Section


class UsersSettings(Section, frozen=True, kw_only=True):
    ascii_usernames_only: Annotated[
        bool, msgspec.Meta(description="Allow only a-z, 0-9, - and _ in new usernames.")
    ] = False
    cached_profiles: Annotated[
        int, msgspec.Meta(description="How many profiles each process keeps in memory.", ge=100, le=1_000_000)
    ] = 20_000
    held_name_days: Annotated[
        int, msgspec.Meta(description="Days a name given up stays reserved for its owner.", ge=0, le=3650)
    ] = 30
    held_names: Annotated[
        int, msgspec.Meta(description="Names given up that one person may hold at once.", ge=1, le=100)
    ] = 5
