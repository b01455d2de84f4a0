"""The wiring of channels."""

from beep.features import servers, users
from beep.features.channels.facts import (
    ChannelChanged,
    ChannelCreated,
    ChannelDeleted,
    ThreadChanged,
    ThreadCreated,
    ThreadDeleted,
    ThreadMembersChanged,
)
from beep.features.channels.jobs import DELETE_OF_SERVER, DISCARD_INVITES, LEAVE_THREADS, ChannelJobs
from beep.features.channels.routes import ChannelRoutes, ThreadRoutes
from beep.features.channels.service import ChannelsService
from beep.features.channels.settings import ChannelsSettings
from beep.features.channels.upkeep import Upkeep
from beep.kit.ids import ServerId
from beep.runtime.feature import Built, Feature, Reaction, Runtime
from beep.runtime.http import routes_of

_FACTS = (
    ChannelCreated,
    ChannelChanged,
    ChannelDeleted,
    ThreadCreated,
    ThreadChanged,
    ThreadDeleted,
    ThreadMembersChanged,
)


def build(
    runtime: Runtime, settings: ChannelsSettings, *, users: users.Users, servers: servers.Servers
) -> Built:
    service = ChannelsService(runtime, settings, servers=servers)
    jobs = ChannelJobs(service)

    async def start() -> None:
        runtime.tasks.spawn(Upkeep(service).run(), name="channels.upkeep")

    return Built(
        face=service,
        routes=(
            *routes_of(ChannelRoutes(service, servers, users)),
            *routes_of(ThreadRoutes(service, servers, users)),
        ),
        caches=dict.fromkeys(_FACTS, service.cache.hear),
        forget=lambda stream: service.cache.drop(ServerId(stream)),
        work={
            DELETE_OF_SERVER: jobs.delete_of_server,
            DISCARD_INVITES: jobs.discard_invites,
            LEAVE_THREADS: jobs.leave_threads,
        },
        start=start,
    )


FEATURE = Feature(
    name="channels",
    build=build,
    needs=("users", "servers"),
    settings=ChannelsSettings,
    facts=_FACTS,
    reactions=(
        Reaction(servers.ServerDeleted, DELETE_OF_SERVER),
        Reaction(ChannelDeleted, DISCARD_INVITES),
        Reaction(servers.MemberLeft, LEAVE_THREADS),
    ),
)
