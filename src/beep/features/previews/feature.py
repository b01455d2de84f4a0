"""The wiring of previews."""

from beep.features import media, messaging
from beep.features.previews.jobs import MAKE_PREVIEWS, PreviewsJobs
from beep.features.previews.service import PreviewsService
from beep.features.previews.settings import PreviewsSettings
from beep.runtime.egress import Egress
from beep.runtime.feature import Built, Feature, Reaction, Runtime


def build(
    runtime: Runtime,
    settings: PreviewsSettings,
    *,
    media: media.Media,
    messaging: messaging.Messaging,
) -> Built:
    service = PreviewsService(runtime.clock, settings, Egress(), media=media, messaging=messaging)
    # Places of its own: a page that does not answer holds up no other feature's work.
    return Built(
        face=service,
        work={MAKE_PREVIEWS: PreviewsJobs(service).make_previews},
        job_places=settings.at_once,
    )


FEATURE = Feature(
    name="previews",
    build=build,
    needs=("media", "messaging"),
    settings=PreviewsSettings,
    reactions=(
        Reaction(messaging.MessageSent, MAKE_PREVIEWS),
        Reaction(messaging.MessageEdited, MAKE_PREVIEWS),
    ),
    has_migrations=False,
)
