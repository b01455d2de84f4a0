"""The wiring of notifications."""

from beep.features import channels, servers, users
from beep.features.notifications.facts import NotificationSettingsChanged
from beep.features.notifications.jobs import FORGET_PERSON, FORGET_SERVER, NotificationJobs
from beep.features.notifications.routes import NotificationRoutes
from beep.features.notifications.service import NotificationsService
from beep.runtime.feature import Built, Feature, Reaction, Runtime
from beep.runtime.http import routes_of


def build(runtime: Runtime, *, channels: channels.Channels, servers: servers.Servers) -> Built:
    service = NotificationsService(runtime.database, runtime.clock, channels=channels, servers=servers)
    jobs = NotificationJobs(service)
    return Built(
        face=service,
        routes=routes_of(NotificationRoutes(service)),
        work={FORGET_SERVER: jobs.forget_server, FORGET_PERSON: jobs.forget_person},
    )


FEATURE = Feature(
    name="notifications",
    build=build,
    needs=("servers", "channels"),
    facts=(NotificationSettingsChanged,),
    reactions=(
        Reaction(servers.ServerDeleted, FORGET_SERVER),
        Reaction(users.PersonErased, FORGET_PERSON),
    ),
)
