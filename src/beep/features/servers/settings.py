"""The limits of servers (SERV-02, SERV-05, SERV-07, AMB-19)."""

from typing import Annotated

from msgspec import Meta

from beep.runtime.feature import Section

DAY_S = 86_400


class ServersSettings(Section, frozen=True, kw_only=True):
    per_owner: Annotated[int, Meta(ge=1, le=10_000, description="Servers one person may own")] = 5
    members: Annotated[int, Meta(ge=1, le=100_000, description="Members of one server")] = 1000
    roles: Annotated[
        int, Meta(ge=2, le=250, description="Roles of one server, owner and default included")
    ] = 50
    invites: Annotated[int, Meta(ge=1, le=10_000, description="Valid invites of one server")] = 1000
    invite_max_age_s: Annotated[
        int, Meta(ge=0, le=365 * DAY_S, description="How long an invite is valid unless asked, 0 for ever")
    ] = 7 * DAY_S
    bans: Annotated[int, Meta(ge=1, le=1_000_000, description="Bans of one server")] = 10_000
    invited: Annotated[
        int, Meta(ge=1, le=10_000, description="People one server has invited by name and who did not answer")
    ] = 200
    inactive_days: Annotated[
        int,
        Meta(ge=1, le=10_000, description="Days without a message or a newcomer until its owner is warned"),
    ] = 180
    archive_after_days: Annotated[
        int, Meta(ge=1, le=10_000, description="Days from that warning until a server is archived")
    ] = 30
    snapshots_kept: Annotated[
        int, Meta(ge=1, le=1_000_000, description="Servers whose roles and members stay in memory")
    ] = 1000
