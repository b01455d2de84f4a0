"""The wiring of emojis."""

from beep.features import media, servers, users
from beep.features.emojis.facts import EmojiDeleted, EmojisChanged
from beep.features.emojis.jobs import DELETE_OF_SERVER, DROP_PICTURE, EmojiJobs
from beep.features.emojis.routes import EmojiRoutes
from beep.features.emojis.service import EmojisService
from beep.features.emojis.settings import EmojisSettings
from beep.kit.ids import ServerId
from beep.runtime.feature import Built, Feature, Reaction, Runtime
from beep.runtime.http import routes_of

_FACTS = (EmojisChanged, EmojiDeleted)


def build(
    runtime: Runtime,
    settings: EmojisSettings,
    *,
    users: users.Users,
    media: media.Media,
    servers: servers.Servers,
) -> Built:
    service = EmojisService(runtime, settings, users=users, media=media, servers=servers)
    jobs = EmojiJobs(service)
    return Built(
        face=service,
        routes=routes_of(EmojiRoutes(service)),
        caches=dict.fromkeys(_FACTS, service.remembered.hear),
        forget=lambda stream: service.remembered.forget(ServerId(stream)),
        work={DELETE_OF_SERVER: jobs.delete_of_server, DROP_PICTURE: jobs.drop_picture},
    )


FEATURE = Feature(
    name="emojis",
    build=build,
    needs=("users", "media", "servers"),
    settings=EmojisSettings,
    facts=_FACTS,
    reactions=(
        Reaction(servers.ServerDeleted, DELETE_OF_SERVER),
        Reaction(EmojiDeleted, DROP_PICTURE),
    ),
)
