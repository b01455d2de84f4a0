"""The wiring of media."""

from datetime import timedelta

from beep.features.media.intake import Intake
from beep.features.media.links import Links
from beep.features.media.routes import FileRoutes
from beep.features.media.service import MediaService, Parts
from beep.features.media.settings import MediaSettings
from beep.runtime import storage
from beep.runtime.feature import Built, Feature, Runtime
from beep.runtime.http import routes_of


def build(runtime: Runtime, settings: MediaSettings) -> Built:
    place = storage.in_directory(runtime.home / "files")
    links = Links(
        runtime.home,
        runtime.clock,
        origin=runtime.public_url,
        life=timedelta(hours=settings.address_hours),
    )
    intake = Intake(runtime.database, runtime.clock, runtime.ids, place, settings)
    service = MediaService(runtime, settings, Parts(place, intake, links))

    async def start() -> None:
        links.start()

    return Built(face=service, routes=routes_of(FileRoutes(service)), start=start)


FEATURE = Feature(name="media", build=build, settings=MediaSettings)
