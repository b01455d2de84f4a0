"""The wiring of factors."""

import logging
from urllib.parse import urlsplit

from beep.features import auth, users
from beep.features.auth import AccountClaimed
from beep.features.factors import rules, store
from beep.features.factors.codes import Codes
from beep.features.factors.facts import (
    PasskeySuspected,
    RecoveryCodesMade,
    RecoveryCodeUsed,
    SecondFactorAdded,
    SecondFactorRemoved,
)
from beep.features.factors.jobs import (
    FORGET_CLAIMED,
    FORGET_PERSON,
    TELL_ADDED,
    TELL_CODE_USED,
    TELL_CODES_MADE,
    TELL_REMOVED,
    TELL_SUSPECTED,
    FactorsJobs,
)
from beep.features.factors.keys import Seal
from beep.features.factors.routes import EnteringRoutes, OwnRoutes
from beep.features.factors.service import FactorsService, Parts
from beep.features.factors.settings import FactorsSettings
from beep.features.factors.upkeep import Upkeep
from beep.features.users import PersonErased
from beep.runtime.feature import Built, Feature, Reaction, Runtime
from beep.runtime.http import routes_of
from beep.runtime.jobs import Work

_log = logging.getLogger("beep.features.factors")


def build(runtime: Runtime, settings: FactorsSettings, *, auth: auth.Auth, users: users.Users) -> Built:
    seal = Seal(runtime.home)
    parts = Parts(
        database=runtime.database,
        clock=runtime.clock,
        ids=runtime.ids,
        settings=settings,
        identity=auth,
        people=users,
        seal=seal,
        codes=Codes(),
        site=rules.site_of(runtime.public_url),
        issuer=rules.issuer_of(urlsplit(runtime.public_url).hostname),
    )
    service = FactorsService(parts)
    upkeep = Upkeep(runtime.database, runtime.clock)

    async def start() -> None:
        await seal.start()
        async with runtime.database.read() as connection:
            if strange := await store.count_other_keys(connection, seal.name):
                file = str(seal.file)
                _log.error("codes are sealed with another key file", extra={"file": file, "people": strange})
        runtime.tasks.spawn(upkeep.run(), name="factors.upkeep")

    own = routes_of(OwnRoutes(service, auth.accounts))
    jobs = FactorsJobs(service, auth)
    work: dict[str, Work] = {
        TELL_ADDED: jobs.tell_added,
        TELL_REMOVED: jobs.tell_removed,
        TELL_CODES_MADE: jobs.tell_codes_made,
        TELL_CODE_USED: jobs.tell_code_used,
        TELL_SUSPECTED: jobs.tell_suspected,
        FORGET_CLAIMED: jobs.forget_claimed,
        FORGET_PERSON: jobs.forget_person,
    }
    return Built(face=service, routes=(*own, *routes_of(EnteringRoutes(service))), work=work, start=start)


FEATURE = Feature(
    name="factors",
    build=build,
    needs=("auth", "users"),
    settings=FactorsSettings,
    facts=(SecondFactorAdded, SecondFactorRemoved, RecoveryCodesMade, RecoveryCodeUsed, PasskeySuspected),
    reactions=(
        Reaction(SecondFactorAdded, TELL_ADDED),
        Reaction(SecondFactorRemoved, TELL_REMOVED),
        Reaction(RecoveryCodesMade, TELL_CODES_MADE),
        Reaction(RecoveryCodeUsed, TELL_CODE_USED),
        Reaction(PasskeySuspected, TELL_SUSPECTED),
        Reaction(AccountClaimed, FORGET_CLAIMED),
        Reaction(PersonErased, FORGET_PERSON),
    ),
)
