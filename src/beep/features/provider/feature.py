"""The wiring of provider."""

from beep.features import auth, users
from beep.features.provider.facts import ClientChanged, GrantEnded
from beep.features.provider.jobs import END_BEYOND, END_GRANTS, END_SESSION, FORGET_PERSON, ProviderJobs
from beep.features.provider.routes import provider_routes
from beep.features.provider.service import Parts, ProviderService
from beep.features.provider.settings import ProviderSettings
from beep.features.provider.store import Clients, Grants
from beep.features.provider.upkeep import Upkeep
from beep.runtime.feature import Built, Feature, Reaction, Runtime


def build(runtime: Runtime, settings: ProviderSettings, *, users: users.Users, auth: auth.Auth) -> Built:
    database = runtime.database
    parts = Parts(
        database=database,
        clock=runtime.clock,
        ids=runtime.ids,
        settings=settings,
        issuer=runtime.public_url,
        clients=Clients(database),
        grants=Grants(database),
        auth=auth,
        users=users,
    )
    service = ProviderService(parts)
    jobs = ProviderJobs(service, auth)
    upkeep = Upkeep(service)

    async def start() -> None:
        runtime.tasks.spawn(upkeep.run(), name="provider.upkeep")

    return Built(
        face=service,
        routes=provider_routes(service),
        work={
            END_GRANTS: jobs.end_grants,
            END_SESSION: jobs.end_session,
            END_BEYOND: jobs.end_beyond,
            FORGET_PERSON: jobs.forget_person,
        },
        start=start,
    )


FEATURE = Feature(
    name="provider",
    build=build,
    needs=("users", "auth"),
    settings=ProviderSettings,
    facts=(ClientChanged, GrantEnded),
    reactions=(
        Reaction(auth.SessionEnded, END_GRANTS),
        Reaction(GrantEnded, END_SESSION),
        Reaction(ClientChanged, END_BEYOND),
        Reaction(users.PersonErased, FORGET_PERSON),
    ),
)
