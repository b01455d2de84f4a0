"""The wiring of audit."""

from beep.features.audit.facts import Acted
from beep.features.audit.jobs import APPEND_ENTRY, AuditJobs
from beep.features.audit.routes import AuditRoutes
from beep.features.audit.service import AuditService
from beep.features.audit.settings import AuditSettings
from beep.features.audit.upkeep import Retention
from beep.runtime.feature import Built, Feature, Reaction, Runtime
from beep.runtime.http import routes_of


def build(runtime: Runtime, settings: AuditSettings) -> Built:
    service = AuditService(runtime.database, runtime.ids)
    retention = Retention(runtime.database, runtime.clock, settings)

    async def start() -> None:
        runtime.tasks.spawn(retention.run(), name="audit.retention")

    return Built(
        face=service,
        routes=routes_of(AuditRoutes(service)),
        start=start,
        work={APPEND_ENTRY: AuditJobs(service).append_entry},
    )


FEATURE = Feature(
    name="audit",
    build=build,
    settings=AuditSettings,
    facts=(Acted,),
    reactions=(Reaction(Acted, APPEND_ENTRY),),
)
