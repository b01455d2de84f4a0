"""The wiring of channels."""

from beep.features import servers, users
from beep.features.channels.facts import ChannelChanged, ChannelCreated, ChannelDeleted
from beep.features.channels.jobs import DELETE_OF_SERVER, DISCARD_INVITES, ChannelJobs
from beep.features.channels.routes import ChannelRoutes
from beep.features.channels.service import ChannelsService
from beep.features.channels.settings import ChannelsSettings
from beep.kit.ids import ServerId
from beep.runtime.feature import Built, Feature, Reaction, Runtime
from beep.runtime.http import routes_of

_FACTS = (ChannelCreated, ChannelChanged, ChannelDeleted)


def build(
    runtime: Runtime, settings: ChannelsSettings, *, users: users.Users, servers: servers.Servers
) -> Built:
    service = ChannelsService(runtime, settings, servers=servers)
    jobs = ChannelJobs(service)
    return Built(
        face=service,
        routes=routes_of(ChannelRoutes(service, servers, users)),
        caches=dict.fromkeys(_FACTS, service.cache.hear),
        forget=lambda stream: service.cache.drop(ServerId(stream)),
        work={DELETE_OF_SERVER: jobs.delete_of_server, DISCARD_INVITES: jobs.discard_invites},
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
    ),
)
