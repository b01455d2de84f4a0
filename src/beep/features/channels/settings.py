"""The limits of channels (SERV-06) and what the first one is called."""

from typing import Annotated

from msgspec import Meta

from beep.runtime.feature import Section


class ChannelsSettings(Section, frozen=True, kw_only=True):
    per_server: Annotated[int, Meta(ge=1, le=500, description="Channels of one server")] = 100
    per_category: Annotated[int, Meta(ge=1, le=500, description="Channels of one category")] = 50
    overrides: Annotated[int, Meta(ge=1, le=500, description="Exceptions of one channel")] = 100
    active_threads: Annotated[
        int, Meta(ge=1, le=10_000, description="Threads of one server that are not archived")
    ] = 1000
    thread_members: Annotated[int, Meta(ge=1, le=10_000, description="Members of one thread")] = 1000
    first_name: Annotated[
        str, Meta(min_length=2, max_length=50, description="What a new server's first channel is called")
    ] = "général"
    servers_kept: Annotated[
        int, Meta(ge=1, le=1_000_000, description="Servers whose channels stay in memory")
    ] = 1000
