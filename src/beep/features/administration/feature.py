"""The wiring of administration."""

from beep.features import auth, users
from beep.features.administration.routes import AdministrationRoutes
from beep.features.administration.service import AdministrationService
from beep.runtime.feature import Built, Feature, Runtime
from beep.runtime.http import routes_of


def build(runtime: Runtime, *, users: users.Users, auth: auth.Auth) -> Built:
    service = AdministrationService(
        runtime.database,
        runtime.clock,
        runtime.ids,
        people=users,
        identity=auth,
        public_url=runtime.public_url,
    )
    return Built(face=service, routes=routes_of(AdministrationRoutes(service)))


FEATURE = Feature(name="administration", build=build, needs=("users", "auth"))
