"""The wiring of servers."""

from beep.features import auth, users
from beep.features.servers import facts
from beep.features.servers.routes import (
    InviteRoutes,
    MemberRoutes,
    RoleRoutes,
    ServerRoutes,
)
from beep.features.servers.service import ServersService
from beep.features.servers.settings import ServersSettings
from beep.kit.ids import ServerId
from beep.runtime.feature import Built, Feature, Runtime
from beep.runtime.http import routes_of

# What changes a snapshot; invites do not.
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
)


def build(runtime: Runtime, settings: ServersSettings, *, users: users.Users, auth: auth.Auth) -> Built:
    service = ServersService(runtime, settings, users=users, auth=auth)
    routes = (
        *routes_of(ServerRoutes(service)),
        *routes_of(RoleRoutes(service)),
        *routes_of(MemberRoutes(service, users)),
        *routes_of(InviteRoutes(service, users)),
    )
    return Built(
        face=service,
        routes=routes,
        caches=dict.fromkeys(_HEARD, service.snapshots.hear),
        forget=lambda stream: service.snapshots.drop(ServerId(stream)),
    )


FEATURE = Feature(
    name="servers",
    build=build,
    needs=("users", "auth"),
    settings=ServersSettings,
    facts=(*_HEARD, facts.InviteCreated, facts.InviteDeleted),
)
