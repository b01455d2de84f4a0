"""The wiring of identities."""

from collections.abc import Mapping

from beep.features import auth, users
from beep.features.auth import AccountClaimed, Auth
from beep.features.identities.contract import Provider
from beep.features.identities.facts import IdentityLinked, IdentityUnlinked
from beep.features.identities.jobs import (
    FORGET_CLAIMED,
    FORGET_PERSON,
    TELL_LINKED,
    TELL_UNLINKED,
    IdentitiesJobs,
)
from beep.features.identities.peers import Directory, Documents, OpenIdProvider
from beep.features.identities.routes import IdentitiesRoutes
from beep.features.identities.service import IdentitiesService, Parts, Watch
from beep.features.identities.settings import IdentitiesSettings, ProviderSettings
from beep.features.identities.upkeep import Upkeep
from beep.features.users import PersonErased
from beep.runtime.feature import Built, Feature, Reaction, Runtime
from beep.runtime.http import routes_of
from beep.runtime.jobs import Work


def _provider(runtime: Runtime, own: IdentitiesSettings, name: str, settings: ProviderSettings) -> Provider:
    if settings.is_directory:
        return Directory(name, settings, binds=own.binds, waiting=own.waiting_binds, timeout_s=own.timeout_s)
    documents = Documents(
        settings.issuer,
        is_inside=settings.allow_private_addresses,
        ca_file=settings.ca_file,
        timeout_s=own.timeout_s,
    )
    redirect_uri = f"{runtime.public_url}/auth/callback/{name}"
    return OpenIdProvider(name, settings, documents, runtime.clock, redirect_uri=redirect_uri)


def build(runtime: Runtime, settings: IdentitiesSettings, *, users: users.Users, auth: auth.Auth) -> Built:
    in_force: Mapping[str, ProviderSettings] = {
        name: one.in_force(name) for name, one in settings.providers.items()
    }
    providers = {name: _provider(runtime, settings, name, one) for name, one in in_force.items()}
    watch = Watch(providers, runtime.clock, runtime.tasks)
    service = IdentitiesService(
        Parts(
            database=runtime.database,
            clock=runtime.clock,
            ids=runtime.ids,
            users=users,
            auth=auth,
            settings=in_force,
            providers=providers,
            watch=watch,
        )
    )
    upkeep = Upkeep(service)

    async def start() -> None:
        watch.ask_all()
        runtime.tasks.spawn(upkeep.run(), name="identities.upkeep")

    async def stop() -> None:
        for one in providers.values():
            if isinstance(one, Directory):
                one.close()

    routes = routes_of(IdentitiesRoutes(service))
    return Built(face=service, routes=routes, work=_work(service, auth), start=start, stop=stop)


def _work(service: IdentitiesService, accounts: Auth) -> dict[str, Work]:
    jobs = IdentitiesJobs(service, accounts)
    return {
        TELL_LINKED: jobs.tell_linked,
        TELL_UNLINKED: jobs.tell_unlinked,
        FORGET_CLAIMED: jobs.forget_claimed,
        FORGET_PERSON: jobs.forget_person,
    }


FEATURE = Feature(
    name="identities",
    build=build,
    needs=("users", "auth"),
    settings=IdentitiesSettings,
    facts=(IdentityLinked, IdentityUnlinked),
    reactions=(
        Reaction(IdentityLinked, TELL_LINKED),
        Reaction(IdentityUnlinked, TELL_UNLINKED),
        Reaction(AccountClaimed, FORGET_CLAIMED),
        Reaction(PersonErased, FORGET_PERSON),
    ),
)
