"""The wiring of media."""

from datetime import timedelta

from beep.features.media.holdings import Holdings
from beep.features.media.intake import Intake
from beep.features.media.links import Links
from beep.features.media.page_pictures import PagePictures
from beep.features.media.pictures import Pictures
from beep.features.media.routes import FileRoutes, PictureRoutes
from beep.features.media.service import MediaService, Parts
from beep.features.media.serving import Serving
from beep.features.media.settings import MediaSettings
from beep.features.media.upkeep import Upkeep
from beep.runtime import storage
from beep.runtime.feature import Built, Feature, Runtime
from beep.runtime.http import routes_of
from beep.runtime.images.workshop import Limits, Workshop
from beep.runtime.scanner import Scanner


def _storage(runtime: Runtime, settings: MediaSettings) -> storage.Storage:
    if settings.store == "file":
        return storage.in_directory(runtime.home / "files")
    if not settings.s3_bucket:
        raise ValueError("[media] s3_bucket: name the bucket files are stored in")
    return storage.in_s3(
        bucket=settings.s3_bucket,
        endpoint=settings.s3_endpoint,
        region=settings.s3_region,
        key_id=settings.s3_key_id,
        secret=settings.secret(),
    )


def _scanner(settings: MediaSettings) -> Scanner | None:
    host, _, port = settings.clamav.rpartition(":")
    return Scanner(host, int(port)) if host else None


def _parts(runtime: Runtime, settings: MediaSettings) -> Parts:
    place = _storage(runtime, settings)
    workshop = Workshop(runtime.home / "incoming", Limits(pixels=settings.max_pixels))
    links = Links(
        runtime.home,
        runtime.database,
        runtime.clock,
        origin=settings.origin or runtime.public_url,
        life=timedelta(hours=settings.address_hours),
    )
    return Parts(
        place,
        Intake(runtime, settings, place, workshop, _scanner(settings)),
        links,
        Serving(runtime.database, place, links, workshop, is_shared=bool(settings.origin)),
        Pictures(runtime.database, runtime.clock, place, workshop),
        Holdings(runtime.database, runtime.clock, place),
        PagePictures(runtime, place),
    )


def build(runtime: Runtime, settings: MediaSettings) -> Built:
    parts = _parts(runtime, settings)
    service = MediaService(runtime, settings, parts)
    upkeep = Upkeep(service, parts.links)

    async def start() -> None:
        await parts.links.look()
        runtime.tasks.spawn(upkeep.run(), name="media.upkeep")

    routes = (*routes_of(FileRoutes(service)), *routes_of(PictureRoutes(service)))
    return Built(face=service, routes=routes, start=start)


FEATURE = Feature(name="media", build=build, settings=MediaSettings)
