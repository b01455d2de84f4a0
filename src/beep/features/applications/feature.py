"""The wiring of applications."""

from beep.features import servers, users
from beep.features.applications.facts import ApplicationCreated, ApplicationDeleted, BotTokenReset
from beep.features.applications.jobs import FORGET_OWNER, RETIRE_BOT, ApplicationJobs
from beep.features.applications.routes import ApplicationRoutes
from beep.features.applications.service import ApplicationsService
from beep.features.applications.settings import ApplicationsSettings
from beep.runtime.feature import Built, Feature, Reaction, Runtime
from beep.runtime.http import routes_of


def build(
    runtime: Runtime, settings: ApplicationsSettings, *, users: users.Users, servers: servers.Servers
) -> Built:
    service = ApplicationsService(runtime, settings, users=users, servers=servers)
    jobs = ApplicationJobs(service)
    return Built(
        face=service,
        routes=routes_of(ApplicationRoutes(service, users, servers)),
        caches={BotTokenReset: service.tokens.hear, ApplicationDeleted: service.tokens.hear},
        work={RETIRE_BOT: jobs.retire_bot, FORGET_OWNER: jobs.forget_owner},
    )


FEATURE = Feature(
    name="applications",
    build=build,
    needs=("users", "servers"),
    settings=ApplicationsSettings,
    facts=(ApplicationCreated, BotTokenReset, ApplicationDeleted),
    reactions=(
        Reaction(ApplicationDeleted, RETIRE_BOT),
        Reaction(users.PersonErased, FORGET_OWNER),
    ),
)
