"""The wiring of administration."""

from beep.features import auth, factors, users
from beep.features.administration.routes import AdministrationRoutes
from beep.features.administration.service import AdministrationService
from beep.runtime.feature import Built, Feature, Runtime
from beep.runtime.http import routes_of


def build(runtime: Runtime, *, users: users.Users, auth: auth.Auth, factors: factors.Factors) -> Built:
    service = AdministrationService(runtime, people=users, identity=auth, second_factors=factors)
    return Built(face=service, routes=routes_of(AdministrationRoutes(service)))


FEATURE = Feature(name="administration", build=build, needs=("users", "auth", "factors"))
