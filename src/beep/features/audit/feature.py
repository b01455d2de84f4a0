"""The wiring of audit."""

from beep.features.audit.facts import Acted
from beep.features.audit.jobs import APPEND_ENTRY, AuditJobs
from beep.features.audit.routes import AuditRoutes
from beep.features.audit.service import AuditService
from beep.runtime.feature import Built, Feature, Reaction, Runtime
from beep.runtime.http import routes_of


def build(runtime: Runtime) -> Built:
    service = AuditService(runtime.database)
    return Built(
        face=service,
        routes=routes_of(AuditRoutes(service)),
        work={APPEND_ENTRY: AuditJobs(service).append_entry},
    )


FEATURE = Feature(name="audit", build=build, facts=(Acted,), reactions=(Reaction(Acted, APPEND_ENTRY),))
