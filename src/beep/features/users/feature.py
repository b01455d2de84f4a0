"""The wiring of users."""

from beep.features.users.facts import PersonErased, StatusChosen, UserChanged
from beep.features.users.routes import UserRoutes
from beep.features.users.service import UserService
from beep.features.users.settings import UsersSettings
from beep.runtime.feature import Built, Feature, Runtime
from beep.runtime.http import routes_of


def build(runtime: Runtime, settings: UsersSettings) -> Built:
    service = UserService(runtime.database, runtime.clock, settings)
    return Built(
        face=service,
        routes=routes_of(UserRoutes(service)),
        caches={UserChanged: service.on_changed},
    )


FEATURE = Feature(
    name="users", build=build, settings=UsersSettings, facts=(UserChanged, StatusChosen, PersonErased)
)
