"""The wiring of servers."""

from beep.features import auth, friends, media, users
from beep.features.servers import facts
from beep.features.servers.jobs import FORGET_ICON, FORGET_PERSON, ServerJobs
from beep.features.servers.routes import (
    BanRoutes,
    GovernmentRoutes,
    InvitationRoutes,
    InviteRoutes,
    MemberRoutes,
    RoleRoutes,
    ServerRoutes,
)
from beep.features.servers.service import ServersService
from beep.features.servers.settings import ServersSettings
from beep.features.servers.upkeep import Upkeep
from beep.kit.ids import ServerId
from beep.runtime.feature import Built, Feature, Reaction, Runtime
from beep.runtime.http import routes_of

# What brings a snapshot forward: all that servers tell.
_HEARD = (
    facts.ServerCreated,
    facts.ServerChanged,
    facts.ServerDeleted,
    facts.MemberJoined,
    facts.MemberChanged,
    facts.MemberLeft,
    facts.MemberBanned,
    facts.MemberUnbanned,
    facts.RoleCreated,
    facts.RoleChanged,
    facts.RoleDeleted,
    facts.InviteCreated,
    facts.InviteDeleted,
    facts.OwnershipProposed,
    facts.PersonInvited,
    facts.InvitationEnded,
    facts.ServerWarned,
)


def build(
    runtime: Runtime,
    settings: ServersSettings,
    *,
    users: users.Users,
    auth: auth.Auth,
    friends: friends.Friends,
    media: media.Media,
) -> Built:
    service = ServersService(runtime, settings, users=users, auth=auth, friends=friends, media=media)
    routes = (
        *routes_of(ServerRoutes(service)),
        *routes_of(RoleRoutes(service)),
        *routes_of(MemberRoutes(service, users)),
        *routes_of(InviteRoutes(service, users)),
        *routes_of(InvitationRoutes(service, users)),
        *routes_of(BanRoutes(service, users)),
        *routes_of(GovernmentRoutes(service)),
    )
    upkeep = Upkeep(service.archives)
    jobs = ServerJobs(service)

    async def start() -> None:
        runtime.tasks.spawn(upkeep.run(), name="servers.upkeep")

    return Built(
        face=service,
        routes=routes,
        work={FORGET_ICON: jobs.forget_icon, FORGET_PERSON: jobs.forget_person},
        caches=dict.fromkeys(_HEARD, service.snapshots.hear),
        start=start,
        forget=lambda stream: service.snapshots.drop(ServerId(stream)),
    )


FEATURE = Feature(
    name="servers",
    build=build,
    needs=("users", "auth", "friends", "media"),
    settings=ServersSettings,
    facts=_HEARD,
    reactions=(
        Reaction(facts.ServerDeleted, FORGET_ICON),
        Reaction(users.PersonErased, FORGET_PERSON),
    ),
)
