"""The wiring of authorization."""

from beep.features import channels, servers, users
from beep.features.authorization.jobs import FORGET_PERSON, FORGET_SERVER, PROJECT_SERVER, AuthorizationJobs
from beep.features.authorization.routes import AuthorizationRoutes
from beep.features.authorization.service import AuthorizationService
from beep.features.authorization.settings import AuthorizationSettings
from beep.runtime.feature import Built, Feature, Reaction, Runtime
from beep.runtime.http import routes_of

# What changes the relations another engine decides by; where there is none it makes no work.
_PROJECTED = (
    servers.ServerCreated,
    servers.ServerChanged,
    servers.ServerDeleted,
    servers.MemberJoined,
    servers.MemberChanged,
    servers.MemberLeft,
    servers.RoleCreated,
    servers.RoleChanged,
    servers.RoleDeleted,
    channels.ChannelCreated,
    channels.ChannelChanged,
    channels.ChannelDeleted,
)


def build(
    runtime: Runtime,
    settings: AuthorizationSettings,
    *,
    users: users.Users,
    servers: servers.Servers,
    channels: channels.Channels,
) -> Built:
    service = AuthorizationService(runtime, settings, users=users, servers=servers, channels=channels)
    jobs = AuthorizationJobs(service)

    async def start() -> None:
        runtime.tasks.spawn(service.denials.run(), name="authorization.denials")

    return Built(
        face=service,
        routes=routes_of(AuthorizationRoutes(service)),
        work={
            FORGET_SERVER: jobs.forget_server,
            FORGET_PERSON: jobs.forget_person,
            PROJECT_SERVER: jobs.project_server,
        },
        start=start,
        stop=service.close,
    )


FEATURE = Feature(
    name="authorization",
    build=build,
    needs=("users", "servers", "channels"),
    settings=AuthorizationSettings,
    reactions=(
        Reaction(servers.ServerDeleted, FORGET_SERVER),
        Reaction(users.PersonErased, FORGET_PERSON),
        *(Reaction(fact, PROJECT_SERVER, AuthorizationSettings.has_other) for fact in _PROJECTED),
    ),
)
