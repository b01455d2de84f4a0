"""The wiring of audit."""

from beep.features.audit.facts import Acted
from beep.runtime.feature import Built, Feature, Runtime


def build(runtime: Runtime) -> Built:
    del runtime
    return Built(face=object())


FEATURE = Feature(name="audit", build=build, facts=(Acted,), has_migrations=False)
