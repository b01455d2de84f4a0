"""The wiring of friends."""

from beep.features import users
from beep.features.friends.facts import PersonBlocked, PersonUnblocked
from beep.features.friends.routes import FriendsRoutes
from beep.features.friends.service import FriendsService
from beep.features.friends.settings import FriendsSettings
from beep.runtime.feature import Built, Feature, Runtime
from beep.runtime.http import routes_of


def build(runtime: Runtime, settings: FriendsSettings, *, users: users.Users) -> Built:
    service = FriendsService(runtime.database, runtime.clock, settings, users)
    return Built(
        face=service,
        routes=routes_of(FriendsRoutes(service)),
        caches={PersonBlocked: service.on_changed, PersonUnblocked: service.on_changed},
    )


FEATURE = Feature(
    name="friends",
    build=build,
    needs=("users",),
    settings=FriendsSettings,
    facts=(PersonBlocked, PersonUnblocked),
)
