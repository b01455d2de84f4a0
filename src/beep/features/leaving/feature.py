"""The wiring of leaving."""

from beep.features import audit, auth, servers, users
from beep.features.leaving.facts import DepartureChanged
from beep.features.leaving.routes import LeavingRoutes
from beep.features.leaving.service import LeavingService
from beep.features.leaving.settings import LeavingSettings
from beep.features.leaving.upkeep import Upkeep
from beep.runtime.feature import Built, Feature, Runtime
from beep.runtime.http import routes_of


def build(
    runtime: Runtime,
    settings: LeavingSettings,
    *,
    users: users.Users,
    auth: auth.Auth,
    servers: servers.Servers,
    audit: audit.Audit,
) -> Built:
    service = LeavingService(runtime, settings, users=users, auth=auth, servers=servers, audit=audit)

    async def start() -> None:
        runtime.tasks.spawn(Upkeep(service).run(), name="leaving.upkeep")

    return Built(face=service, routes=routes_of(LeavingRoutes(service)), start=start)


FEATURE = Feature(
    name="leaving",
    build=build,
    needs=("users", "auth", "servers", "audit"),
    settings=LeavingSettings,
    facts=(DepartureChanged,),
)
