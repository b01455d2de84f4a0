"""The wiring of messaging."""

from beep.features import channels, servers, users
from beep.features.messaging.facts import MessageDeleted, MessageEdited, MessageSent, ReadMoved
from beep.features.messaging.jobs import ERASE_CHANNEL, MessagingJobs
from beep.features.messaging.routes import MessageRoutes
from beep.features.messaging.service import MessagingService
from beep.features.messaging.settings import MessagingSettings
from beep.features.messaging.writer import Writer
from beep.runtime.feature import Built, Feature, Reaction, Runtime
from beep.runtime.http import routes_of


def build(
    runtime: Runtime,
    settings: MessagingSettings,
    *,
    users: users.Users,
    servers: servers.Servers,
    channels: channels.Channels,
) -> Built:
    writer = Writer(runtime.database, runtime.ids, settings)
    service = MessagingService(runtime, settings, writer, channels=channels, servers=servers)
    return Built(
        face=service,
        routes=routes_of(MessageRoutes(service, users)),
        caches={MessageSent: writer.hear, MessageEdited: writer.hear, MessageDeleted: writer.hear},
        work={ERASE_CHANNEL: MessagingJobs(service).erase_channel},
        start=writer.start,
        stop=writer.stop,
    )


FEATURE = Feature(
    name="messaging",
    build=build,
    needs=("users", "servers", "channels"),
    settings=MessagingSettings,
    facts=(MessageSent, MessageEdited, MessageDeleted, ReadMoved),
    reactions=(Reaction(channels.ChannelDeleted, ERASE_CHANNEL),),
)
